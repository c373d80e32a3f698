from django.http import Http404


def editions(request):
    raise Http404


def edition(request, pk):
    raise Http404


def edition_file(request, pk, extension):
    raise Http404


def edition_picture(request, pk, name):
    raise Http404
