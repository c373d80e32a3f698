"""What all papers share: their sheet, dates in words, and the way from a content to a PDF."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from proxinet.french_dates import date_format
from proxinet.pdf import Pdf, render

STYLESHEET = "static:css/papers.css"


def paper_html(template: str, **content) -> str:
    """The whole document as HTML: a pure function of its content, so that the same records make the same bytes.

    ``template`` (``"networks/posters/paper.html"``) extends ``papers/base.html``. ``dated``: the date written in the
    file, that of the data.
    """
    shared = {"stylesheet": STYLESHEET, "operator_name": settings.OPERATOR_NAME}
    return render_to_string(template, shared | content)


def paper(template: str, **content) -> Pdf:
    """Raises ``proxinet.pdf.PdfFailed``."""
    return render(paper_html(template, **content))


def day(moment: datetime) -> str:
    """« lundi 3 mars 2014 »."""
    return date_format(timezone.localtime(moment), "l j F Y").replace(" ", "\u00a0")


def hours(span) -> str:
    """« de 9 h à 12 h 30 », for anything that ``starts_at`` and ``ends_at`` some time."""
    return f"de\u00a0{clock(span.starts_at)} à\u00a0{clock(span.ends_at)}"


def clock(moment: datetime) -> str:
    local = timezone.localtime(moment)
    minutes = f"\u00a0{local:%M}" if local.minute else ""
    return f"{local.hour}\u00a0h{minutes}"


def listed(names: list[str]) -> str:
    """« A, B et C »."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
