from django.http import Http404


def campaign(request, pk):
    raise Http404


def remind(request, pk):
    raise Http404


def publish(request, pk):
    raise Http404
