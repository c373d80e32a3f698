"""Everything the trainings' room keeps, as tables for a spreadsheet."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import Role
from proxinet.seats import HOLDING, ReservedBy, State
from sites.exports import (
    Column,
    Table,
    as_number,
    count_of,
    counted,
    counts_of,
    label_of,
    labels_of,
    summed,
)
from sites.models import Organisation, StaffCategory
from sites.observing import late
from trainings.export_people import PEOPLE, PRESENCES, REGISTRATIONS
from trainings.exports import hours_between
from trainings.models import (
    Attendance,
    HalfDay,
    Module,
    Observation,
    ObservationStep,
    Programme,
    Registration,
    Session,
    TrainingNeed,
)
from trainings.needs import MAY_TELL_SESSION

PLACED = (*HOLDING, State.WALK_IN)
CAME = Q(state__in=Attendance.CAME)


# Sessions -------------------------------------------------------------------------------------------------------------


def sessions(user, choice):
    chosen = choice.conditions(site="module__programme__site", programme="module__programme", day="starts_at__date")
    placed = Registration.objects.filter(
        event=OuterRef("pk"), state__in=(State.CONFIRMED, State.OFFERED, State.WALK_IN)
    )
    came = Attendance.objects.filter(CAME, registration__event=OuterRef("pk"))
    half_days = HalfDay.objects.filter(session=OuterRef("pk"))
    return (
        Session.objects.visible_to(user)
        .filter(**chosen)
        .annotate(
            half_day_count=Subquery(counted(half_days, by="session")),
            hours=Subquery(summed(half_days, hours_between("starts_at", "ends_at"), by="session")),
            categories=ArraySubquery(placed.values("person__staff_category")),
            employers=ArraySubquery(placed.values("person__employer__kind")),
            came=Subquery(counted(came, by="registration__event", distinct="registration")),
        )
        .order_by("starts_at", "pk")
    )


SESSIONS = Table(
    name="sessions",
    title="Sessions",
    contents="Dates, lieu, formateur, places, inscrits par métier et par employeur, personnes venues.",
    rows_for=sessions,
    columns=(
        Column("Site", "module__programme__site__name"),
        Column("Programme", "module__programme__title"),
        Column("Module", "module__title"),
        Column("Nature", "module__kind", label_of(Module.Kind)),
        Column("Début", "starts_at"),
        Column("Fin", "ends_at"),
        Column("Demi-journées", "half_day_count"),
        Column("Heures", "hours", as_number),
        Column("Lieu", "place"),
        Column("Organisme formateur", "trainer__name"),
        Column("Places", "capacity"),
        Column("Places prises", "confirmed_count"),
        Column("En liste d’attente", "waiting_count"),
        Column("Places réservées par", "reserved_by", label_of(ReservedBy)),
        Column("Ouvertes à tous le", "released_at"),
        Column("Fin des inscriptions", "closes_at"),
        Column("Annulée le", "cancelled_at"),
        Column("Personnes venues", "came"),
        *(
            Column(f"Inscrits : {category.label.lower()}", "categories", count_of(category))
            for category in StaffCategory
        ),
        Column("Inscrits par nature d’employeur", "employers", counts_of(Organisation.Kind)),
    ),
)


# Programmes, needs, what was seen on the spot -------------------------------------------------------------------------


def programmes(user, choice):
    held = Session.objects.filter(
        module=OuterRef("modules"), cancelled_at=None, **choice.conditions(day="starts_at__date")
    )
    rows = Programme.objects.visible_to(user).filter(**choice.conditions(site="site", programme="pk"))
    return rows.annotate(sessions=Coalesce(Subquery(counted(held, by="module")), 0)).order_by(
        "site__name", "title", "pk", "modules__order", "modules"
    )


PROGRAMMES = Table(
    name="programmes",
    title="Programmes et modules",
    contents="Une ligne par module : objectifs, public, méthodes, qui réalise, qui évalue, sessions prévues ou tenues.",
    rows_for=programmes,
    columns=(
        Column("Site", "site__name"),
        Column("Programme", "title"),
        Column("Du", "starts_on"),
        Column("Au", "ends_on"),
        Column("Période", "period_text"),
        Column("Objectifs", "objectives"),
        Column("Public", "audience"),
        Column("Métiers visés", "audience_categories", labels_of(StaffCategory)),
        Column("Méthodes", "teaching_methods"),
        Column("Convention", "agreement__title"),
        Column("Réalisé par", "deliverer__name"),
        Column("Évalué par", "evaluator__name"),
        Column("Ordre du module", "modules__order"),
        Column("Module", "modules__title"),
        Column("Nature", "modules__kind", label_of(Module.Kind)),
        Column("Contenu", "modules__description"),
        Column("Durée prévue, en heures", "modules__planned_hours"),
        Column("Module réalisé par", "modules__deliverer__name"),
        Column("Sessions", "sessions"),
    ),
)


def needs(user, choice):
    chosen = choice.conditions(site="site", programme="heard_after__module__programme", day="noted_on")
    return (
        TrainingNeed.objects.visible_to(user)
        .filter(**chosen)
        .annotate(heard=Case(When(MAY_TELL_SESSION, then="heard_after__module__title")))
        .order_by("site__name", "-noted_on", "-pk")
    )


NEEDS = Table(
    name="besoins",
    title="Besoins de formation",
    contents="Ce qui est demandé, combien de fois, d’où cela vient, et la suite donnée.",
    rows_for=needs,
    columns=(
        Column("Site", "site__name"),
        Column("Besoin", "title"),
        Column("Précisions", "detail"),
        Column("D’où il vient", "source", label_of(TrainingNeed.Source)),
        Column("Entendu après", "heard"),
        Column("Nombre de demandes", "times_asked"),
        Column("Suite", "state", label_of(TrainingNeed.State)),
        Column("Pourquoi", "why_dropped"),
        Column("Session prévue", "answered_by__module__title"),
        Column("Le", "answered_by__starts_at"),
        Column("Regroupé avec", "merged_into__title"),
        Column("Noté le", "noted_on"),
    ),
    readers=frozenset({Role.GUP_LEAD, Role.COORDINATOR, Role.ADMIN}),
)


def observations(user, choice):
    chosen = choice.conditions(
        site="diagnosis__site", programme="diagnosis__session__module__programme", day="diagnosis__held_on"
    )
    last_step = ObservationStep.objects.filter(observation=OuterRef("pk")).order_by("-on", "-pk")
    return (
        Observation.objects.visible_to(user)
        .filter(**chosen)
        .annotate(
            last_on=Subquery(last_step.values("on")[:1]),
            last_text=Subquery(last_step.values("text")[:1]),
            late=Case(When(late(), then=True), default=False, output_field=BooleanField()),
        )
        .order_by("diagnosis__site__name", "diagnosis__held_on", "diagnosis", "order", "pk")
    )


OBSERVATIONS = Table(
    name="observations",
    title="Observations des diagnostics",
    contents="Ce qui a été vu sur place, la solution proposée, qui s’en charge, pour quand, et où on en est.",
    rows_for=observations,
    columns=(
        Column("Site", "diagnosis__site__name"),
        Column("Diagnostic", "diagnosis__title"),
        Column("Fait le", "diagnosis__held_on"),
        Column("Animé par", "diagnosis__led_by__name"),
        Column("Type de lieu", "place_kind", label_of(Observation.PlaceKind)),
        Column("Lieu précis", "place"),
        Column("Problème", "problem"),
        Column("Ce qui s’y passe", "what_happens"),
        Column("Solution proposée", "solution"),
        Column("Qui s’en charge", "owner__name"),
        Column("Pour le", "due_on"),
        Column("Où on en est", "state", label_of(Observation.State)),
        Column("En retard", "late"),
        Column("Dernière suite, le", "last_on"),
        Column("Dernière suite", "last_text"),
    ),
)

TABLES = {table.name: table for table in (SESSIONS, REGISTRATIONS, PRESENCES, PEOPLE, NEEDS, OBSERVATIONS, PROGRAMMES)}
