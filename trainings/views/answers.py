from django.http import Http404


def offer(request, token):
    raise Http404


def accept(request, pk):
    raise Http404
