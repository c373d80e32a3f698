"""A site's meetups in everybody's calendar."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks import permissions
from networks.meetups import public_calendar as calendars
from networks.models import Meetup
from sites.models import Site
from sites.views_calendar import calendar_response

SITES_A_PAGE = 5
MEETUPS_SHOWN = 20
READ_AGAIN = "public, max-age=900"


@require_safe
def public_calendars(request):
    """The address of each site's calendar, what is inside, and for its lead which meetups are."""
    coming = Meetup.objects.filter(cancelled_at=None, ends_at__gt=timezone.now()).order_by("starts_at", "pk")
    sites = Site.objects.visible_to(request.user).order_by("name", "pk")
    sites = sites.prefetch_related(
        Prefetch("meetups", coming.filter(is_public=True)[:MEETUPS_SHOWN], to_attr="public_meetups"),
        Prefetch("meetups", coming.filter(is_public=False)[:MEETUPS_SHOWN], to_attr="other_meetups"),
    )
    page = Paginator(sites, SITES_A_PAGE).get_page(request.GET.get("page"))
    shown = [
        {
            "site": site,
            "address": calendars.address_of(site),
            "webcal": calendars.webcal_of(site),
            "can_manage": permissions.can_manage(request.user, site.pk),
        }
        for site in page
    ]
    return render(request, "networks/public_calendar/list.html", {"page_obj": page, "calendars": shown})


@login_not_required
@require_safe
def public_calendar(request, slug):
    """The calendar file, for anyone."""
    site = get_object_or_404(Site, slug=slug)
    content = calendars.content(site)
    return calendar_response(request, content, filename=f"agenda-{site.slug}.ics", cache=READ_AGAIN)
