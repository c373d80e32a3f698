"""What a person has to do next about meetups."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Role
from networks.models import Meetup, Registration
from proxinet.seats import LIVE
from proxinet.todo import Todo
from sites.models import Approach, FieldWorker, Site

MOST = 3
SOON = timedelta(days=10)
RECENT = timedelta(days=120)
FEW = 3


def todos(user, membership) -> list[Todo]:
    """The meetups' part of the dashboard of one site membership (at most 5 queries)."""
    if membership.role == Role.FIELD_WORKER:
        return caretaker_todos(user, membership)
    return lead_todos(membership) if membership.role == Role.GUP_LEAD else []


def site_meetups(membership):
    """The site's meetups that were not called off."""
    return Meetup.objects.filter(site=membership.site_id, cancelled_at=None).select_related("site")


def caretaker_todos(user, membership) -> list[Todo]:
    """The next meetup I am in; without one, the next where there is room."""
    now = timezone.now()
    live = Registration.objects.filter(event=OuterRef("pk"), person__user=user, state__in=LIVE)
    coming = site_meetups(membership).filter(ends_at__gt=now)
    mine = coming.filter(Exists(live)).first()
    if mine:
        return [Todo(mine.title, "Je regarde", mine.get_absolute_url(), f"{when(mine)}, {mine.place}", mine.starts_at)]
    is_open = Q(starts_at__gt=now) & (Q(closes_at=None) | Q(closes_at__gt=now))
    free = coming.filter(is_open, confirmed_count__lt=F("capacity")).first()
    if free is None:
        return []
    detail = f"{free.title}, {when(free).lower()}"
    return [Todo("Une rencontre vous attend", "Je regarde", free.get_absolute_url(), detail, free.sign_up_deadline)]


def lead_todos(membership) -> list[Todo]:
    """Accounts to write, meetups soon where few people are in, nothing planned."""
    now = timezone.now()
    meetups = site_meetups(membership)
    unwritten = meetups.filter(recorded_at=None, ends_at__lte=now, ends_at__gt=now - RECENT).order_by("-starts_at")
    deserted = meetups.filter(starts_at__gt=now, starts_at__lt=now + SOON, confirmed_count__lt=FEW)
    return [
        *newcomer_todos(membership),
        *(account_todo(meetup) for meetup in unwritten[:MOST]),
        *(filling_todo(meetup) for meetup in deserted[:MOST]),
        *planning_todos(membership, meetups, now),
    ]


def newcomer_todos(membership) -> list[Todo]:
    count = FieldWorker.objects.filter(site=membership.site_id).newcomers().count()
    if not count:
        return []
    who = f"{count} nouveau{'x' * (count > 1)} venu{'s' * (count > 1)} par une affiche"
    return [Todo(who, "Je dis qui c’est", reverse("networks:newcomers"), "Leur place est déjà prise.")]


def account_todo(meetup) -> Todo:
    url = reverse("networks:record", args=[meetup.pk])
    return Todo(f"Dire qui est venu : {meetup.title}", "J’écris le compte rendu", url, when(meetup), meetup.ends_at)


def filling_todo(meetup) -> Todo:
    count = meetup.confirmed_count
    who = f"{count} inscrit{'s' if count > 1 else ''}" if count else "personne n’est inscrit"
    url = reverse("networks:sign_up_people", args=[meetup.pk])
    title = f"Peu d’inscrits : {meetup.title}"
    return Todo(title, "J’inscris des personnes", url, f"{when(meetup)}, {who}", meetup.sign_up_deadline)


def planning_todos(membership, meetups, now) -> list[Todo]:
    """A site that works as a network, or that already met, always has a meetup ahead."""
    if meetups.filter(starts_at__gt=now).exists():
        return []
    works_as_network = Site.objects.filter(pk=membership.site_id, approach__code=Approach.Code.NETWORK).exists()
    if not works_as_network and not meetups.exists():
        return []
    detail = "Le réseau vit de ses rendez-vous réguliers."
    return [Todo("Aucune rencontre n’est prévue", "Je programme une série", reverse("networks:series"), detail)]


def when(meetup) -> str:
    start = timezone.localtime(meetup.starts_at)
    return f"Le {date_format(start, 'j F')} à {start:%-Hh%M}"
