"""One site's records for a period, as the document's typed content; a fixed number of queries per site."""

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from networks.models import Meetup, MiniProject, WorkingGroup
from proxinet.french_dates import date_format
from reports.document.charts import site_charts
from reports.document.record_content import (
    CommonWork,
    Course,
    MeetupLine,
    Participant,
    Place,
    Product,
    SharedTheme,
    SignedAgreement,
    SiteRecords,
    Structure,
    Subject,
    TrainingProgramme,
)
from reports.figures import given_modules
from reports.period import Period
from resources.models import Deliverable, Orientation, SharedStructure, Topic
from sites.models import SitePartner
from sites.names import name_key
from trainings.models import Module, Session

UNKNOWN_DATE = "date non renseignée"
UNKNOWN_KEYS = {name_key(text) for text in ("non renseigné", "non renseignée", UNKNOWN_DATE)}


def site_records(site, period: Period) -> SiteRecords:
    """All that the portal's records say of ``site`` for ``period``: what a contribution freezes when it is sent."""
    parts = list(site.partners.select_related("organisation"))
    shared = SharedStructure.objects.filter(site=site).first()
    return SiteRecords(
        project_name=site.project_name,
        department=site.department,
        summary=site.summary,
        data_note=site.data_note,
        leads=names_with_part(parts, SitePartner.Part.LEAD),
        landlords=names_with_part(parts, SitePartner.Part.LANDLORD),
        participants=participants(parts),
        neighbourhoods=tuple(Place(n.name, n.qpv_code, n.urban_renewal) for n in site.neighbourhoods.all()),
        agreements=agreements(site),
        programmes=programmes(site, period),
        meetups=meetups(site, period),
        mini_projects=mini_projects(site),
        working_groups=working_groups(site),
        structure=structure(shared),
        charts=site_charts(site, shared, period),
    )


def names_with_part(parts, part: str) -> tuple[str, ...]:
    return tuple(p.organisation.name for p in parts if p.part == part)


def participants(parts) -> tuple[Participant, ...]:
    """Every organisation of the site once, with all its parts: carriers first, then landlords, then the others."""
    order = list(SitePartner.Part.values)
    found: dict = {}
    for part in sorted(parts, key=lambda p: (order.index(p.part), p.organisation.name)):
        found.setdefault(part.organisation, []).append(part)
    return tuple(
        Participant(
            organisation.name,
            organisation.get_kind_display(),
            tuple(p.get_part_display() for p in played),
            " ".join(dict.fromkeys(p.note for p in played if p.note)),
        )
        for organisation, played in found.items()
    )


def agreements(site) -> tuple[SignedAgreement, ...]:
    return tuple(
        SignedAgreement(
            a.title, period_in_words(a.starts_on, a.ends_on, a.period_text), tuple(o.name for o in a.signatories.all())
        )
        for a in site.agreements.prefetch_related("signatories")
    )


def programmes(site, period: Period) -> tuple[TrainingProgramme, ...]:
    """What was given, or planned without any date: what is only to come is not part of an assessment."""
    sessions = Session.objects.filter(period.held()).annotate(half_day_count=Count("half_days"))
    modules = given_modules(Module.objects.all(), period).prefetch_related(
        Prefetch("sessions", sessions, to_attr="held")
    )
    found = site.programmes.select_related("deliverer", "evaluator").prefetch_related(
        Prefetch("modules", modules, to_attr="given")
    )
    return tuple(
        TrainingProgramme(
            title=p.title,
            period=period_in_words(p.starts_on, p.ends_on, p.period_text),
            objectives=p.objectives,
            audience=p.audience,
            teaching_methods=p.teaching_methods,
            deliverer=p.deliverer.name if p.deliverer else "",
            evaluator=p.evaluator.name if p.evaluator else "",
            courses=tuple(course(module) for module in p.given),
        )
        for p in found
        if p.given
    )


def course(module) -> Course:
    return Course(
        module.title,
        module.get_kind_display(),
        module.description,
        len(module.held) or None,
        sum(session.half_day_count for session in module.held) or None,
    )


def meetups(site, period: Period) -> tuple[MeetupLine, ...]:
    """Meetups held, those of one series or one title on one line, in the order of the first."""
    found = (
        Meetup.objects.filter(period.held(), site=site)
        .select_related("series")
        .prefetch_related("partners")
        .annotate(present=Count("registrations", filter=Q(registrations__attended=True)))
    )
    lines: dict[str, list[Meetup]] = {}
    for meetup in found.order_by("starts_at", "pk"):
        lines.setdefault(meetup.series.title if meetup.series else meetup.title, []).append(meetup)
    return tuple(meetup_line(title, group) for title, group in lines.items())


def meetup_line(title: str, group: list[Meetup]) -> MeetupLine:
    first, last = when(group[0]), when(group[-1])
    kind = group[0].get_kind_display()
    return MeetupLine(
        title=title,
        kind="" if name_key(kind) in name_key(title) else kind,
        when=first if first == last else f"{first} – {last}",
        held=len(group),
        present=sum(m.present for m in group) or None,
        residents=total(m.residents_count for m in group),
        youths=total(m.youths_count for m in group),
        partners=tuple(dict.fromkeys(o.name for m in group for o in m.partners.all())),
    )


def when(meetup: Meetup) -> str:
    if meetup.date_text:
        return date_in_words(meetup.date_text)
    return date_format(timezone.localtime(meetup.starts_at), "F Y")


def total(counts) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def mini_projects(site) -> tuple[CommonWork, ...]:
    found = MiniProject.objects.beyond_ideas().filter(site=site).prefetch_related("partners")
    return tuple(
        CommonWork(p.title, p.result or p.description, p.get_state_display(), tuple(o.name for o in p.partners.all()))
        for p in found
    )


def working_groups(site) -> tuple[CommonWork, ...]:
    found = WorkingGroup.objects.filter(site=site).prefetch_related("pilots")
    return tuple(
        CommonWork(
            g.title,
            g.description,
            "Toujours actif" if g.is_active else "Terminé",
            tuple(o.name for o in g.pilots.all()),
        )
        for g in found
    )


def structure(shared) -> Structure | None:
    if shared is None:
        return None
    topics = Topic.objects.prefetch_related(Prefetch("deliverables", Deliverable.objects.all()))
    themes = shared.themes.select_related("pilot").prefetch_related(Prefetch("topics", topics))
    orientations = list(shared.orientations.all())
    return Structure(
        name=shared.name,
        kind=shared.get_kind_display(),
        period=shared.period_text,
        description=shared.description,
        findings=shared.findings,
        themes=tuple(
            SharedTheme(
                theme.title,
                theme.description,
                theme.pilot.name if theme.pilot else "",
                tuple(subject(topic) for topic in theme.topics.all()),
            )
            for theme in themes
        ),
        cooperation_lines=titles(orientations, Orientation.Kind.COOPERATION_LINE),
        roadmap_axes=titles(orientations, Orientation.Kind.ROADMAP_AXIS),
        is_study=shared.kind == SharedStructure.Kind.STUDY,
    )


def subject(topic) -> Subject:
    return Subject(
        topic.title,
        topic.period_text,
        tuple(
            Product(d.title, d.get_kind_display(), d.date_text, d.people_count, d.people_label)
            for d in topic.deliverables.all()
        ),
    )


def titles(orientations, kind: str) -> tuple[str, ...]:
    return tuple(o.title for o in orientations if o.kind == kind)


def date_in_words(text: str) -> str:
    """A typed date, or that it is not known, the same way everywhere."""
    return UNKNOWN_DATE if not text or name_key(text) in UNKNOWN_KEYS else text


def period_in_words(starts_on, ends_on, text: str) -> str:
    """A period in words: the site's own, else its dates; empty when nothing is known."""
    if text or not (starts_on or ends_on):
        return text
    start, end = (date_format(day, "F Y") if day else None for day in (starts_on, ends_on))
    if start and end:
        return f"d’{start} à {end}" if start[0] in "ao" else f"de {start} à {end}"
    return f"depuis {start}" if start else f"jusqu’à {end}"
