"""People who came by a poster: to confirm, to join with someone known, to refuse."""

from django.http import Http404


def newcomers(request):
    raise Http404


def newcomer(request, pk):
    raise Http404
