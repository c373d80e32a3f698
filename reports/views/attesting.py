from django.http import Http404


def to_attest(request):
    raise Http404


def attest(request, pk):
    raise Http404
