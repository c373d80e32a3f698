from django.http import Http404


def catalogue(request):
    raise Http404


def shared_programme(request, pk):
    raise Http404


def copy_programme(request, pk):
    raise Http404


def delete_module(request, pk):
    raise Http404


def move_module(request, pk):
    raise Http404
