from django.http import Http404


def check_in_code(request, pk):
    raise Http404


def check_in(request, token):
    raise Http404
