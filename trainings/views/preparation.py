from django.http import Http404


def preparation(request, pk):
    raise Http404


def task(request, pk, kind):
    raise Http404
