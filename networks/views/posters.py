"""The poster of a meetup: its page and its file."""

import logging

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from networks import permissions
from networks.models import Meetup
from networks.posters.poster import join_address, poster_pdf, qr_code, renew, set_open
from networks.views.meetups import visible_meetup
from proxinet.pages import require
from proxinet.pdf import PdfFailed
from proxinet.private_files import pdf_response

logger = logging.getLogger(__name__)

DONE = {
    "close": "On ne s’inscrit plus par l’affiche.",
    "open": "On peut de nouveau s’inscrire par l’affiche.",
    "renew": "Le lien est changé\u202f: les affiches déjà imprimées ne marchent plus. Imprimez la nouvelle.",
}


def led_meetup(request, pk) -> Meetup:
    meetup = visible_meetup(request, pk)
    require(permissions.can_manage(request.user, meetup.site_id), permissions.WHO_MANAGES)
    return meetup


def poster_page(request, pk):
    """What the poster opens, how many came by it, and whether it still does."""
    meetup = led_meetup(request, pk)
    if request.method == "POST":
        change(request, meetup)
        return redirect("networks:poster_page", pk)
    address = join_address(meetup)
    context = {
        "meetup": meetup,
        "address": address,
        "code": qr_code(address, "Code de l’affiche"),
        "arrivals": meetup.registrations.filter(signed_up_by=None).count(),
        "is_usable": not meetup.cancelled_at and not meetup.has_started,
    }
    return render(request, "networks/posters/page.html", context)


def change(request, meetup: Meetup) -> None:
    act = request.POST.get("act")
    if act in ("close", "open"):
        set_open(meetup, is_open=act == "open")
    elif act == "renew":
        renew(meetup)
    if act in DONE:
        messages.success(request, DONE[act])


@require_safe
def poster(request, pk):
    """The page to print; when it fails, a sentence on the page one came from."""
    meetup = led_meetup(request, pk)
    try:
        return pdf_response(poster_pdf(meetup), f"affiche-{meetup.pk}.pdf")
    except PdfFailed as failed:
        logger.exception("poster failed: %s", failed.detail)
        messages.error(request, f"{failed} Réessayez dans un instant.")
        return redirect("networks:poster_page", pk)
