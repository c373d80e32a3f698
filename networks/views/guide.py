"""The newcomer's guide: its pages, its editions."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404


def guides(request):
    raise Http404


def guide(request, slug):
    raise Http404


def publish_guide(request, slug):
    raise Http404


def guide_edition(request, pk):
    raise Http404


@login_not_required
def guide_by_link(request, token):
    raise Http404
