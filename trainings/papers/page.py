"""What all papers share: their sheet, dates in words, and the way from a content to a PDF."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Role, User
from proxinet.pdf import Pdf, render
from sites.models import Agreement, SitePartner

STYLESHEET = "static:css/papers.css"


def paper_html(template: str, **content) -> str:
    """The whole document as HTML: a pure function of its content, so that the same records make the same bytes."""
    shared = {"stylesheet": STYLESHEET, "operator_name": settings.OPERATOR_NAME}
    return render_to_string(f"trainings/papers/{template}.html", shared | content)


def paper(template: str, **content) -> Pdf:
    """Raises ``proxinet.pdf.PdfFailed``."""
    return render(paper_html(template, **content))


def day(moment: datetime) -> str:
    """« lundi 3 mars 2014 »."""
    return date_format(timezone.localtime(moment), "l j F Y").replace(" ", "\u00a0")


def hours(half_day) -> str:
    """« de 9 h à 12 h 30 »."""
    return f"de\u00a0{clock(half_day.starts_at)} à\u00a0{clock(half_day.ends_at)}"


def clock(moment: datetime) -> str:
    local = timezone.localtime(moment)
    minutes = f"\u00a0{local:%M}" if local.minute else ""
    return f"{local.hour}\u00a0h{minutes}"


def span(half_days) -> str:
    """« lundi 3 mars 2014 », or « du lundi 3 mars 2014 au … » over several days."""
    days = list(dict.fromkeys(day(half_day.starts_at) for half_day in half_days))
    if len(days) < 2:
        return "".join(days)
    return f"du {days[0]} au {days[-1]}"


def deliverer_of(session) -> str:
    """Who gives the session: its trainer, else its module's deliverer, else its programme's."""
    organisation = session.trainer or session.module.deliverer or session.module.programme.deliverer
    return organisation.name if organisation else ""


def agreement_in_words(agreement: Agreement | None, most: int | None = None) -> str:
    """The agreement's title with its period and its signatories (the ``most`` first)."""
    if agreement is None:
        return ""
    names = [organisation.name for organisation in agreement.signatories.order_by("name")]
    shown = names if most is None or len(names) <= most else [*names[:most], f"{len(names) - most}\u00a0autres"]
    signed = f", signée par {listed(shown)}" if shown else ""
    period = f" ({agreement.period_text})" if agreement.period_text else ""
    return f"{agreement.title}{period}{signed}"


def listed(names: list[str]) -> str:
    """« A, B et C »."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"


def whom_to_contact(site) -> tuple[str, ...]:
    """The organisation that carries the site's project; who leads the site there, by name and address."""
    organisations = SitePartner.objects.filter(site=site, part=SitePartner.Part.LEAD).select_related("organisation")
    leads = User.objects.filter(memberships__site=site, memberships__role=Role.GUP_LEAD, is_active=True).order_by(
        "last_name", "first_name", "pk"
    )
    people = [" – ".join(filter(None, (lead.get_full_name(), lead.email))) for lead in leads.distinct()[:2]]
    return tuple([part.organisation.name for part in organisations] + people)
