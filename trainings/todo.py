"""What a person has to do next about trainings."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Role
from proxinet.seats import LIVE, State
from proxinet.todo import Todo
from trainings.models import Attendance, Registration, Session

MOST = 3
SOON = timedelta(days=14)
RECENT = timedelta(days=120)


def todos(user, membership) -> list[Todo]:
    """The trainings' part of the dashboard of one site membership."""
    by_role = {
        Role.FIELD_WORKER: caretaker_todos,
        Role.LANDLORD_MANAGER: manager_todos,
        Role.GUP_LEAD: organiser_todos,
        Role.PARTNER: organiser_todos,
    }
    return by_role[membership.role](user, membership) if membership.role in by_role else []


def site_sessions(user, membership):
    """The membership's sessions that were not called off."""
    return (
        Session.objects.visible_to(user)
        .filter(module__programme__site=membership.site_id, cancelled_at=None)
        .select_related("module__programme__site")
    )


def caretaker_todos(user, membership) -> list[Todo]:
    """The next session I have a place at; without one, an invitation to choose."""
    now = timezone.now()
    live = Registration.objects.filter(event=OuterRef("pk"), person__user=user, state__in=LIVE)
    coming = site_sessions(user, membership).filter(ends_at__gt=now)
    mine = coming.filter(Exists(live.filter(state=State.CONFIRMED))).first()
    if mine:
        detail = f"{when(mine)}, {mine.place}"
        return [Todo(f"Formation : {mine.module.title}", "Je regarde", mine.get_absolute_url(), detail, mine.starts_at)]
    free = coming.filter(still_open(now), ~Exists(live), confirmed_count__lt=F("capacity")).first()
    if free is None:
        return []
    return [Todo("Une formation vous attend", "Je choisis", reverse("trainings:list"), free.module.title)]


def manager_todos(user, membership) -> list[Todo]:
    """Sessions to come with free places where none of my people goes; my people who wait."""
    now = timezone.now()
    team = Registration.objects.filter(
        event=OuterRef("pk"), person__employer=membership.organisation_id, state__in=LIVE
    )
    coming = site_sessions(user, membership).filter(starts_at__gt=now)
    free = coming.filter(still_open(now), ~Exists(team), confirmed_count__lt=F("capacity"))
    waiting = coming.filter(Exists(team.filter(state=State.WAITING)))
    return [
        *(
            Todo(
                f"Inscrire votre équipe : {session.module.title}",
                "J’inscris des personnes",
                reverse("trainings:sign_up_people", args=[session.pk]),
                f"{when(session)}, {seats(session.seats_left)}",
                session.sign_up_deadline,
            )
            for session in free[:MOST]
        ),
        *(
            Todo(
                f"Des agents de votre équipe attendent : {session.module.title}",
                "Je regarde",
                session.get_absolute_url(),
                when(session),
                session.starts_at,
            )
            for session in waiting[:MOST]
        ),
    ]


def organiser_todos(user, membership) -> list[Todo]:
    """Attendance to note, waiting lists to open, places to fill."""
    now = timezone.now()
    sessions = site_sessions(user, membership)
    if membership.role == Role.PARTNER:
        organisation = membership.organisation_id
        sessions = sessions.filter(Q(trainer=organisation) | Q(module__programme__deliverer=organisation))
    has_free = Q(confirmed_count__lt=F("capacity"), starts_at__lt=now + SOON)
    coming = sessions.filter(still_open(now)).filter(Q(waiting_count__gt=0) | has_free)[: 2 * MOST]
    return [
        *(attendance_todo(session) for session in without_attendance(sessions, now)[:MOST]),
        *(waiting_todo(session) if session.waiting_count else filling_todo(session) for session in coming),
    ]


def without_attendance(sessions, now):
    """Recent sessions that began, with people registered, and nothing noted."""
    registrations = Registration.objects.filter(event=OuterRef("pk"), state=State.CONFIRMED)
    noted = Attendance.objects.filter(half_day__session=OuterRef("pk"))
    return sessions.filter(
        Exists(registrations), ~Exists(noted), starts_at__lte=now, starts_at__gt=now - RECENT
    ).order_by("-starts_at")


def attendance_todo(session) -> Todo:
    url = reverse("trainings:attendance", args=[session.pk])
    return Todo(
        f"Dire qui est venu : {session.module.title}", "Je note les présents", url, when(session), session.ends_at
    )


def waiting_todo(session) -> Todo:
    count = session.waiting_count
    return Todo(
        f"{count} personne{'s' if count > 1 else ''} en attente : {session.module.title}",
        "Je regarde",
        session.get_absolute_url(),
        when(session),
        session.starts_at,
    )


def filling_todo(session) -> Todo:
    return Todo(
        f"Places libres bientôt : {session.module.title}",
        "Je regarde",
        session.get_absolute_url(),
        f"{when(session)}, {seats(session.seats_left)}",
        session.starts_at,
    )


def still_open(now) -> Q:
    return Q(starts_at__gt=now) & (Q(closes_at=None) | Q(closes_at__gt=now))


def when(session) -> str:
    start = timezone.localtime(session.starts_at)
    return date_format(start, r"\L\e j F \à G\hi")


def seats(count: int) -> str:
    return f"{count} place{'s' if count > 1 else ''} libre{'s' if count > 1 else ''}"
