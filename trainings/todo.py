"""What a person has to do next about trainings."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from proxinet.french_dates import date_format
from proxinet.seats import LIVE, State
from proxinet.todo import Todo
from sites.counting import count_at_site
from sites.models import Site
from sites.observing import late
from trainings import preparation
from trainings.approval import answered_by, pending
from trainings.evaluation import answer_path, links_to_answer
from trainings.models import Attendance, Observation, Registration, Session, TrainingNeed

MOST = 3
SOON = timedelta(days=14)
RECENT = timedelta(days=120)


def todos(user, membership) -> list[Todo]:
    """The trainings' part of the dashboard of one site membership."""
    by_role = {
        Role.FIELD_WORKER: field_worker_todos,
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


def field_worker_todos(user, membership) -> list[Todo]:
    return [*caretaker_todos(user, membership), *questionnaire_todos(user, membership)]


def caretaker_todos(user, membership) -> list[Todo]:
    """The place I am asked to accept; else the next session I have a place at; without one, an invitation to choose."""
    now = timezone.now()
    live = Registration.objects.filter(event=OuterRef("pk"), person__user=user, state__in=LIVE)
    coming = site_sessions(user, membership).filter(ends_at__gt=now)
    offered = offered_places(user, membership, now)
    if offered:
        return offered
    mine = coming.filter(Exists(live.filter(state=State.CONFIRMED))).first()
    if mine:
        detail = f"{when(mine)}, {mine.place}"
        return [Todo(f"Formation : {mine.module.title}", "Je regarde", mine.get_absolute_url(), detail, mine.starts_at)]
    free = coming.filter(still_open(now), ~Exists(live), confirmed_count__lt=F("capacity")).first()
    if free is None:
        return []
    return [Todo("Une formation vous attend", "Je choisis", reverse("trainings:list"), free.module.title)]


def offered_places(user, membership, now) -> list[Todo]:
    offers = (
        Registration.objects.filter(
            person__user=user,
            person__site=membership.site_id,
            state=State.OFFERED,
            offered_until__gt=now,
            event__starts_at__gt=now,
            event__cancelled_at=None,
        )
        .select_related("event__module")
        .order_by("offered_until")
    )
    return [
        Todo(
            f"Une place vous attend\u202f: {offer.event.module.title}",
            "Je réponds",
            offer.event.get_absolute_url(),
            f"Répondre avant {when_to_answer(offer.offered_until)}",
            offer.offered_until,
        )
        for offer in offers[:MOST]
    ]


def requests_todo(user, membership) -> list[Todo]:
    """The requests of this site that wait for the user's answer, as one thing to do."""
    waiting = pending(answered_by(user)).filter(event__module__programme__site=membership.site_id)
    deadlines = [
        registration.event.sign_up_deadline
        for registration in waiting.select_related("event").only("event__starts_at", "event__closes_at")
    ]
    if not deadlines:
        return []
    count = len(deadlines)
    title = f"{count} demande{'s' if count > 1 else ''} d’inscription à valider"
    soonest = min(deadlines)
    detail = f"Répondre avant {when_to_answer(soonest)}"
    return [Todo(title, "Je réponds", reverse("trainings:requests"), detail, soonest)]


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
        *requests_todo(user, membership),
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
        *(requests_todo(user, membership) if membership.role == Role.GUP_LEAD else []),
        *(attendance_todo(session) for session in without_attendance(sessions, now)[:MOST]),
        *preparation.todos_due(sessions),
        *(waiting_todo(session) if session.waiting_count else filling_todo(session) for session in coming),
        *(to_follow_up(membership.site_id) if membership.role == Role.GUP_LEAD else []),
    ]


def to_follow_up(site_id: int) -> list[Todo]:
    """Training needs nobody has answered yet, and what diagnoses proposed for a day that is past (one query)."""
    open_needs = TrainingNeed.objects.filter(state=TrainingNeed.State.OPEN, merged_into=None)
    needs, observations = (
        Site.objects.filter(pk=site_id)
        .values_list(
            count_at_site(open_needs, "site"), count_at_site(Observation.objects.filter(late()), "diagnosis__site")
        )
        .get()
    )
    todos = []
    if needs:
        title = f"{needs} besoins de formation à étudier" if needs > 1 else "Un besoin de formation à étudier"
        todos.append(Todo(title, "Je regarde", f"{reverse('trainings:needs')}?state=open"))
    if observations:
        what = "1 action en retard" if observations == 1 else f"{observations} actions en retard"
        url = f"{reverse('trainings:diagnoses')}?state=late&site={site_id}"
        todos.append(Todo(f"Diagnostics sur place\u202f: {what}", "Je regarde", url))
    return todos


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


def questionnaire_todos(user, membership) -> list[Todo]:
    """The questionnaires this person may still answer."""
    links = links_to_answer(user).filter(registration__event__module__programme__site=membership.site_id)
    return [
        Todo(
            f"Donner votre avis : {link.registration.event.module.title}",
            "Je réponds",
            answer_path(link),
            "Trois minutes, sans votre nom",
            link.expires_at,
        )
        for link in links[:MOST]
    ]


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


def when_to_answer(moment) -> str:
    return date_format(timezone.localtime(moment), r"\l\e l j F \à G\hi")


def seats(count: int) -> str:
    return f"{count} place{'s' if count > 1 else ''} libre{'s' if count > 1 else ''}"
