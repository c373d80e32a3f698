"""The poster of a meetup: its page and its file."""

from django.http import Http404


def poster_page(request, pk):
    raise Http404


def poster(request, pk):
    raise Http404
