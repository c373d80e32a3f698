"""The photos of a meetup."""

from django.http import Http404


def photos(request, pk):
    raise Http404


def photo(request, pk):
    raise Http404


def remove_photo(request, pk):
    raise Http404
