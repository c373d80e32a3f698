from django.http import Http404


def contributions(request):
    raise Http404


def contribution(request, pk):
    raise Http404


def recompute(request, pk):
    raise Http404


def prefill(request, pk):
    raise Http404


def submit(request, pk):
    raise Http404
