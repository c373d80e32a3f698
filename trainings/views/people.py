from django.http import Http404


def trained(request):
    raise Http404


def worker_history(request, pk):
    raise Http404
