"""From the meetup to the reuse elsewhere, on one page."""

from django.http import Http404


def chain(request, pk):
    raise Http404
