"""One's own calendar: the page that gives the link, and the file behind it."""

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from sites import calendar_feed as feeds
from sites.models import CalendarFeed, FieldWorker

WHO_HAS_A_CALENDAR = "L’agenda est pour les agents des sites : il montre leurs formations et leurs rencontres."
ACTS = {
    "open": (feeds.open_feed, "Votre lien est prêt."),
    "change": (feeds.change_link, "Voici votre nouveau lien. L’ancien ne marche plus."),
    "close": (feeds.close_feed, "Votre lien est fermé."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request):
    """Explains the calendar and shows its link; a POST opens, changes or closes it."""
    if not FieldWorker.objects.filter(user=request.user).exists():
        raise PermissionDenied(WHO_HAS_A_CALENDAR)
    if request.method == "POST":
        if request.POST.get("act") in ACTS:
            act, said = ACTS[request.POST["act"]]
            act(request.user)
            messages.success(request, said)
        return redirect("sites:my_calendar")
    feed = CalendarFeed.objects.filter(user=request.user, is_open=True).first()
    address = settings.PUBLIC_URL + feeds.path_of(feed) if feed else ""
    webcal = "webcal://" + address.partition("://")[2] if feed else ""
    return render(request, "sites/calendar/my_calendar.html", {"address": address, "webcal": webcal})


@login_not_required
@require_safe
def calendar_feed(request, token):
    """The calendar file of whoever holds the link; 404 once the link was changed or closed."""
    feed = feeds.feed_for(token)
    if feed is None:
        raise Http404
    return calendar_response(request, feeds.content(feed), filename="agenda.ics", cache="private")


def calendar_response(request, content: bytes, *, filename: str, cache: str) -> HttpResponse:
    """A calendar that programs read again and again: « nothing new » (304) while its bytes are the same."""
    etag = quote_etag(sha256(content).hexdigest())
    headers = {"Cache-Control": cache, "ETag": etag, "Content-Disposition": f'inline; filename="{filename}"'}
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=response)
