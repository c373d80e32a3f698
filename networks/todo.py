"""What a person has to do next about meetups."""

from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from networks.contacts.directory import to_check
from networks.models import Contact, Meetup, MiniProject, Registration, Task
from proxinet.french_dates import date_format
from proxinet.seats import LIVE
from proxinet.todo import Todo
from sites.counting import count_at_site
from sites.models import Approach, FieldWorker, Site

MOST = 3
MOST_READ = 60
SOON = timedelta(days=10)
RECENT = timedelta(days=120)
FEW = 3
TASK_AHEAD = timedelta(days=7)
ENOUGH_SUPPORTS = 3


def todos(user, membership) -> list[Todo]:
    """The meetups' part of the dashboard of one site membership (at most 6 queries)."""
    if membership.role == Role.FIELD_WORKER:
        return [*own_task_todos(user, membership), *caretaker_todos(user, membership)]
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
    """Accounts to write, meetups soon where few people are in, what waits for the lead, nothing planned."""
    now = timezone.now()
    meetups = site_meetups(membership)
    site = site_as_it_stands(membership, meetups, now)
    unwritten, deserted = to_look_after(meetups, now)
    return [
        *newcomer_todos(site.newcomers),
        *(account_todo(meetup) for meetup in unwritten[:MOST]),
        *(filling_todo(meetup) for meetup in deserted[:MOST]),
        *late_task_todos(membership),
        *idea_todos(membership),
        *waiting_todos(site),
    ]


def newcomer_todos(count: int) -> list[Todo]:
    if not count:
        return []
    who = f"{count} nouveau{'x' * (count > 1)} venu{'s' * (count > 1)} par une affiche"
    return [Todo(who, "Je dis qui c’est", reverse("networks:newcomers"), "Leur place est déjà prise.")]


def to_look_after(meetups, now) -> tuple[list[Meetup], list[Meetup]]:
    """Those held lately whose account is unwritten, the last first; those soon where few people are in (one query)."""
    unwritten = Q(recorded_at=None, ends_at__lte=now, ends_at__gt=now - RECENT)
    deserted = Q(starts_at__gt=now, starts_at__lt=now + SOON, confirmed_count__lt=FEW)
    found = list(meetups.filter(unwritten | deserted).order_by("-starts_at", "-pk")[:MOST_READ])
    coming = [meetup for meetup in found if meetup.starts_at > now]
    return [meetup for meetup in found if meetup.starts_at <= now], coming[::-1]


def account_todo(meetup) -> Todo:
    url = reverse("networks:record", args=[meetup.pk])
    return Todo(f"Dire qui est venu : {meetup.title}", "J’écris le compte rendu", url, when(meetup), meetup.ends_at)


def filling_todo(meetup) -> Todo:
    count = meetup.confirmed_count
    who = f"{count} inscrit{'s' if count > 1 else ''}" if count else "personne n’est inscrit"
    url = reverse("networks:sign_up_people", args=[meetup.pk])
    title = f"Peu d’inscrits : {meetup.title}"
    return Todo(title, "J’inscris des personnes", url, f"{when(meetup)}, {who}", meetup.sign_up_deadline)


def open_tasks(membership):
    return Task.objects.filter(site=membership.site_id, done_on=None)


def own_task_todos(user, membership) -> list[Todo]:
    """What this person promised, late or for this week."""
    soon = timezone.localdate() + TASK_AHEAD
    mine = open_tasks(membership).filter(person__user=user, due_on__lte=soon)[:MOST]
    url = reverse("networks:tasks")
    return [
        Todo(f"À faire\u202f: {task.title}", "Je regarde", url, task_due(task), end_of(task.due_on)) for task in mine
    ]


def late_task_todos(membership) -> list[Todo]:
    late = open_tasks(membership).filter(due_on__lt=timezone.localdate())[:MOST]
    return [
        Todo(f"En retard\u202f: {task.title}", "Je regarde", edit_page(task), task_due(task), end_of(task.due_on))
        for task in late
    ]


def edit_page(task) -> str:
    return reverse("networks:edit_task", args=[task.pk])


def task_due(task) -> str:
    return f"{'C’était pour' if task.is_late else 'Pour'} le {date_format(task.due_on, 'j F')}"


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def idea_todos(membership) -> list[Todo]:
    """Ideas that enough people are in to be decided."""
    counted = MiniProject.objects.filter(site=membership.site_id).ideas().annotate(people=Count("supports"))
    ripe = counted.filter(people__gte=ENOUGH_SUPPORTS).order_by("-people", "pk")[:MOST]
    return [
        Todo(
            f"Idée à décider\u202f: {idea.title}",
            "Je regarde",
            idea.get_absolute_url(),
            f"{idea.people} personnes en sont",
        )
        for idea in ripe
    ]


def site_as_it_stands(membership, meetups, now) -> Site:
    """The site with what its lead has to take care of, counted (one query)."""
    return Site.objects.annotate(
        unchecked=count_at_site(Contact.objects.filter(to_check()), "site"),
        newcomers=count_at_site(FieldWorker.objects.newcomers(), "site"),
        has_met=Exists(meetups),
        meets_again=Exists(meetups.filter(starts_at__gt=now)),
        is_network=Q(approach__code=Approach.Code.NETWORK),
    ).get(pk=membership.site_id)


def waiting_todos(site) -> list[Todo]:
    """Contacts to check; and a site that works as a network, or that already met, always has a meetup ahead."""
    found = []
    if count := site.unchecked:
        title = "Un contact à vérifier" if count == 1 else f"{count} contacts à vérifier"
        url = f"{reverse('networks:directory')}?check=on"
        found.append(Todo(title, "Je vérifie", url, "Pas vérifiés depuis six mois."))
    if not site.meets_again and (site.is_network or site.has_met):
        detail = "Le réseau vit de ses rendez-vous réguliers."
        url = reverse("networks:series")
        found.append(Todo("Aucune rencontre n’est prévue", "Je programme une série", url, detail))
    return found


def when(meetup) -> str:
    start = timezone.localtime(meetup.starts_at)
    return f"Le {date_format(start, 'j F')} à {start:%-Hh%M}"
