"""A meetup's poster: one page to print and pin up, whose code leads to the sign-up without an account."""

from dataclasses import dataclass
from datetime import datetime

import segno
from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from networks.models import Meetup
from proxinet.papers import day, hours, paper
from proxinet.pdf import Pdf
from proxinet.signed_links import sign_edition
from sites.models import SitePartner

SIZES = ((26, "huge"), (60, "big"), (100, "medium"), (160, "small"))  # of a text, by its number of characters
MOST_CHARACTERS, FEWEST_CHARACTERS, MOST_LINES = 440, 100, 5  # of what it is about, beside title and place


@dataclass(frozen=True)
class Poster:
    kind: str
    site: str
    title: str
    title_size: str
    day: str
    hours: str
    place: str
    place_size: str
    about: tuple[str, ...]
    with_whom: str
    organiser: str
    address: str
    code: SafeString
    dated: datetime


def join_path(meetup: Meetup) -> str:
    return reverse("networks:join", args=[sign_edition("poster", meetup.pk, meetup.poster_edition)])


def join_address(meetup: Meetup) -> str:
    return settings.PUBLIC_URL + join_path(meetup)


def qr_code(address: str, title: str) -> SafeString:
    """The drawing of the address, as SVG to put in a page, with its text alternative."""
    code = segno.make(address, error="m", micro=False)
    drawing = code.svg_inline(border=4, light="#fff", omitsize=True, title=title)
    return mark_safe(drawing.replace("<svg ", '<svg role="img" ', 1))  # noqa: S308 - drawn by segno from our own address


def size_of(text: str) -> str:
    return next((size for most, size in SIZES if len(text) <= most), "tiny")


def shortened(meetup: Meetup) -> tuple[str, ...]:
    """The first lines of what it is about, cut where the poster is full."""
    most = max(FEWEST_CHARACTERS, MOST_CHARACTERS - len(meetup.title) - len(meetup.place))
    lines = [line.strip() for line in Truncator(meetup.description).chars(most).splitlines() if line.strip()]
    return tuple(lines[:MOST_LINES])


def poster(meetup: Meetup) -> Poster:
    """Everything printed; names of organisations only, never of people."""
    organisers = SitePartner.objects.filter(site=meetup.site, part=SitePartner.Part.LEAD)
    address = join_address(meetup)
    return Poster(
        kind=meetup.get_kind_display(),
        site=meetup.site.name,
        title=meetup.title,
        title_size=size_of(meetup.title),
        day=meetup.date_text or day(meetup.starts_at),
        hours="" if meetup.date_text else hours(meetup),
        place=meetup.place,
        place_size=size_of(meetup.place),
        about=shortened(meetup),
        with_whom=Truncator(", ".join(meetup.partners.values_list("name", flat=True))).chars(90),
        organiser=Truncator(", ".join(organisers.values_list("organisation__name", flat=True))).chars(120),
        address=address.split("://", 1)[-1],
        code=qr_code(address, "Code à prendre en photo pour s’inscrire"),
        dated=meetup.starts_at,
    )


def poster_pdf(meetup: Meetup) -> Pdf:
    """Raises ``proxinet.pdf.PdfFailed``."""
    content = poster(meetup)
    return paper(
        "networks/posters/poster.html", stylesheet="static:css/poster.css", poster=content, dated=content.dated
    )


# Open, closed, renewed ------------------------------------------------------------------------------------------------


def set_open(meetup: Meetup, *, is_open: bool) -> None:
    Meetup.objects.filter(pk=meetup.pk).update(poster_is_open=is_open)


def renew(meetup: Meetup) -> None:
    """From now on the posters printed before open nothing."""
    Meetup.objects.filter(pk=meetup.pk).update(poster_edition=F("poster_edition") + 1, poster_is_open=True)
