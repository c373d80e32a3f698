"""The personal codes the lead prints."""

from django.http import Http404


def codes(request):
    raise Http404


def code_cards(request, slug):
    raise Http404
