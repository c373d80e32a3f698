"""What the trainings' papers share: a session's days, who gives it, the agreement, whom to contact."""

from accounts.models import Role, User
from proxinet.papers import day, listed
from sites.models import Agreement, SitePartner


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


def whom_to_contact(site) -> tuple[str, ...]:
    """The organisation that carries the site's project; who leads the site there, by name and address."""
    organisations = SitePartner.objects.filter(site=site, part=SitePartner.Part.LEAD).select_related("organisation")
    leads = User.objects.filter(memberships__site=site, memberships__role=Role.GUP_LEAD, is_active=True).order_by(
        "last_name", "first_name", "pk"
    )
    people = [" – ".join(filter(None, (lead.get_full_name(), lead.email))) for lead in leads.distinct()[:2]]
    return tuple([part.organisation.name for part in organisations] + people)
