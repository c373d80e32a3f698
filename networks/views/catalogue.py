"""Mini-projects other sites may take up."""

from django.http import Http404


def catalogue(request):
    raise Http404


def shared_project(request, pk):
    raise Http404


def copy_project(request, pk):
    raise Http404
