from django.http import Http404


def approval(request, slug):
    raise Http404
