"""A series of meetups: its dates, one more, the end of it."""

from django.http import Http404


def series_page(request, pk):
    raise Http404


def add_date(request, pk):
    raise Http404


def stop_series(request, pk):
    raise Http404
