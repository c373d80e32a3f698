from django.http import Http404


def convocations(request, pk):
    raise Http404


def sign_in_sheet(request, pk):
    raise Http404


def certificates(request, pk):
    raise Http404


def convocation(request, pk):
    raise Http404


def certificate(request, pk):
    raise Http404


def convocation_by_link(request, token):
    raise Http404


def certificate_by_link(request, token):
    raise Http404


def programme_sheet(request, pk):
    raise Http404
