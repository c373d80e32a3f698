"""What every paper shares: dates in words, names, and the rendering."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format

from proxinet.pdf import Pdf, render

STYLESHEET = "static:css/papers.css"


@dataclass(frozen=True)
class HalfDayLine:
    """« lundi 3 mai 2027 », « 9h00 », « 12h00 »."""

    day: str
    starts: str
    ends: str

    @classmethod
    def of(cls, half_day) -> "HalfDayLine":
        start, end = timezone.localtime(half_day.starts_at), timezone.localtime(half_day.ends_at)
        return cls(date_format(start, "l j F Y"), date_format(start, r"G\hi"), date_format(end, r"G\hi"))


@dataclass(frozen=True)
class About:
    """The session a paper is about. ``trainer`` and ``note`` may be empty."""

    module: str
    programme: str
    site: str
    place: str
    trainer: str
    note: str
    half_days: tuple[HalfDayLine, ...]

    @classmethod
    def of(cls, session) -> "About":
        module = session.module
        trainer = session.trainer or module.deliverer or module.programme.deliverer
        return cls(
            module=module.title,
            programme=module.programme.title,
            site=module.programme.site.name,
            place=session.place,
            trainer=str(trainer or ""),
            note=session.practical_note,
            half_days=tuple(HalfDayLine.of(half_day) for half_day in session.half_days.all()),
        )


def paper_html(template: str, content, records_at: datetime | None) -> str:
    """``templates/trainings/papers/<template>.html`` with its typed ``content``: a pure function of both.

    ``records_at``: when the latest of the records was written; it dates the file, so that same records give same bytes.
    """
    with translation.override("fr"):
        return render_to_string(
            f"trainings/papers/{template}.html",
            {
                "paper": content,
                "records_at": records_at,
                "stylesheet": STYLESHEET,
                "operator_name": settings.OPERATOR_NAME,
            },
        )


def paper_pdf(template: str, content, records_at: datetime | None) -> Pdf:
    """The same as a PDF/UA. Raises ``proxinet.pdf.PdfFailed``."""
    return render(paper_html(template, content, records_at))
