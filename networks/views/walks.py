"""Site walks."""

from django.http import Http404


def walks(request):
    raise Http404


def create_walk(request):
    raise Http404


def walk(request, pk):
    raise Http404


def edit_walk(request, pk):
    raise Http404


def delete_walk(request, pk):
    raise Http404


def walk_sheet(request, pk):
    raise Http404


def on_the_way(request, pk):
    raise Http404
