"""Coming in by the poster, without an account."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404


@login_not_required
def join(request, token):
    raise Http404


@login_not_required
def joined(request, token):
    raise Http404


@login_not_required
def joined_calendar(request, token):
    raise Http404
