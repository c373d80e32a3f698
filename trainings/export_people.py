"""Who is registered, who came, who was trained: the tables with people's names."""

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    Case,
    CharField,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, NullIf
from django.utils import timezone

from accounts.models import Role
from proxinet.seats import Ending, State
from sites.exports import (
    SITE_READERS,
    Column,
    Table,
    as_number,
    counted,
    label_of,
    summed,
)
from sites.models import FieldWorker, Organisation, StaffCategory
from trainings.attendance import EXPECTED
from trainings.exports import hours_attended
from trainings.models import (
    Attendance,
    Registration,
)

NAMED = SITE_READERS  # tables with people's names: nobody national but the administrator
CAME = Q(state__in=Attendance.CAME)


ATTENDED = hours_attended("half_day__starts_at", "half_day__ends_at")


def account_name(path: str):
    """The name of the account at ``path``, or its address; NULL where there is none."""
    full = Concat(f"{path}__first_name", Value(" "), f"{path}__last_name")
    return Coalesce(NullIf(full, Value(" ")), f"{path}__email", output_field=CharField())


PERSON = (
    Column("Prénom", "person__first_name"),
    Column("Nom", "person__last_name"),
    Column("Employeur", "person__employer__name"),
    Column("Nature de l’employeur", "person__employer__kind", label_of(Organisation.Kind)),
    Column("Métier", "person__staff_category", label_of(StaffCategory)),
)
EVENT = (
    Column("Site", "event__module__programme__site__name"),
    Column("Programme", "event__module__programme__title"),
    Column("Module", "event__module__title"),
)
REGISTERED = {"site": "event__module__programme__site", "programme": "event__module__programme"}


def registrations(user, choice):
    chosen = choice.conditions(**REGISTERED, day="event__starts_at__date")
    return (
        Registration.objects.visible_to(user)
        .filter(**chosen)
        .annotate(
            how=Case(
                When(state=State.WALK_IN, then=Value("venu sans inscription")),
                When(signed_up_by=None, then=Value("")),
                When(signed_up_by=F("person__user"), then=Value("par la personne")),
                default=Concat(Value("par "), account_name("signed_up_by")),
            ),
            decider=account_name("decided_by"),
        )
        .order_by("event__starts_at", "event", "position", "pk")
    )


REGISTRATIONS = Table(
    name="inscriptions",
    title="Inscriptions",
    contents="Qui est inscrit, en liste d’attente, désinscrit ou refusé, comment et pourquoi.",
    rows_for=registrations,
    columns=(
        *EVENT,
        Column("Session du", "event__starts_at"),
        *PERSON,
        Column("État", "state", label_of(State)),
        Column("Ordre d’arrivée", "position"),
        Column("Inscrit le", "signed_up_at"),
        Column("Comment", "how"),
        Column("Place obtenue de la liste le", "promoted_at"),
        Column("À accepter avant", "offered_until"),
        Column("Décidé par", "decider"),
        Column("Convoqué le", "convened_at"),
        Column("Désinscrit le", "cancelled_at"),
        Column("Pourquoi", "ending", label_of(Ending)),
        Column("Motif", "reason"),
    ),
    readers=NAMED,
    withheld={Role.PARTNER: frozenset({"Motif", "Décidé par"})},
)


def presences(user, choice):
    """One row per person in the room and half-day begun; the presence is empty where nobody noted it."""
    noted = Attendance.objects.filter(registration=OuterRef("pk"), half_day=OuterRef("half_day"))
    return (
        Registration.objects.visible_to(user)
        .filter(state__in=EXPECTED, event__cancelled_at=None, **choice.conditions(**REGISTERED))
        .annotate(
            half_day=F("event__half_days"),
            half_day_starts_at=F("event__half_days__starts_at"),
            half_day_ends_at=F("event__half_days__ends_at"),
        )
        .filter(half_day_starts_at__lte=timezone.now(), **choice.conditions(day="half_day_starts_at__date"))
        .annotate(
            presence=Subquery(noted.values("state")[:1]),
            noted_at=Subquery(noted.values("recorded_at")[:1]),
            presence_hours=Subquery(noted.values(hours=ATTENDED)[:1]),
        )
        .order_by("half_day_starts_at", "half_day", "person__last_name", "person__first_name", "pk")
    )


PRESENCES = Table(
    name="presences",
    title="Présences",
    contents="Une ligne par personne et par demi-journée : présent, en partie, absent, excusé, heures.",
    rows_for=presences,
    columns=(
        *EVENT,
        Column("Demi-journée du", "half_day_starts_at"),
        Column("Jusqu’à", "half_day_ends_at"),
        *PERSON,
        Column("Présence", "presence", label_of(Attendance.State)),
        Column("Heures", "presence_hours", as_number),
        Column("Noté le", "noted_at"),
    ),
    readers=NAMED,
)


def people(user, choice):
    """Everyone in post, trained or never: what counts is what they came to, within the programme and the dates."""
    came = Attendance.objects.filter(
        CAME,
        registration__person=OuterRef("pk"),
        **choice.conditions(programme="registration__event__module__programme", day="half_day__starts_at__date"),
    )
    by = "registration__person"
    grouped = came.order_by().values(by)
    title = "registration__event__module__programme__title"
    everyone = FieldWorker.objects.visible_to(user).active().filter(**choice.conditions(site="site"))
    if choice.programme:
        everyone = everyone.filter(site=choice.programme.site_id)
    return everyone.annotate(
        sessions=Coalesce(Subquery(counted(came, by=by, distinct="registration__event")), 0),
        half_days=Coalesce(Subquery(counted(came, by=by)), 0),
        hours=Subquery(summed(came, ATTENDED, by=by)),
        last=Subquery(grouped.annotate(last=Max("half_day__starts_at__date")).values("last")),
        programmes=Subquery(grouped.annotate(titles=StringAgg(title, ", ", distinct=True)).values("titles")),
    ).order_by("site__name", "last_name", "first_name", "pk")


PEOPLE = Table(
    name="personnes",
    title="Personnes formées",
    contents="Tous les agents en poste : ce qu’ils ont suivi, heures, dernière venue. Vide pour qui n’est jamais venu.",
    rows_for=people,
    columns=(
        Column("Site", "site__name"),
        Column("Prénom", "first_name"),
        Column("Nom", "last_name"),
        Column("Employeur", "employer__name"),
        Column("Métier", "staff_category", label_of(StaffCategory)),
        Column("Quartier", "neighbourhood__name"),
        Column("Sessions suivies", "sessions"),
        Column("Demi-journées", "half_days"),
        Column("Heures", "hours", as_number),
        Column("Dernière venue le", "last"),
        Column("Programmes", "programmes"),
    ),
    readers=frozenset({Role.GUP_LEAD, Role.LANDLORD_MANAGER, Role.ADMIN}),
)
