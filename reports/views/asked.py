from django.http import Http404


def asked(request, pk):
    raise Http404


def add(request, pk, what):
    raise Http404


def edit(request, what, pk):
    raise Http404


def remove(request, what, pk):
    raise Http404
