"""The points of a walk, and what became of them."""

from django.http import Http404


def add_point(request, pk):
    raise Http404


def point(request, pk):
    raise Http404


def edit_point(request, pk):
    raise Http404


def delete_point(request, pk):
    raise Http404


def point_photo(request, pk):
    raise Http404
