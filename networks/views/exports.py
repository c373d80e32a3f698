"""Meetups, attendance and projects as files for a spreadsheet."""

from django.http import Http404


def exports(request):
    raise Http404


def export(request, table, extension):
    raise Http404
