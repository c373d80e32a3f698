from django.http import Http404


def requests(request):
    raise Http404


def decide_request(request, pk):
    raise Http404
