"""A site's meetups in everybody's calendar."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404


def public_calendars(request):
    raise Http404


@login_not_required
def public_calendar(request, slug):
    raise Http404
