"""Meetups, monthly series, mini-projects and working groups."""

from django.utils import timezone

from demo.events import moment, month_text, span_of
from demo.writing import SiteBeingBuilt, keep_past_seats, sign_up_all
from networks.models import Meetup, MeetupSeries, MiniProject, Registration, WorkingGroup


def load_networks(built: SiteBeingBuilt) -> None:
    networks = built.story.networks
    if networks is None:
        return
    for said in networks.meetups:
        load_meetup(built, said)
    for said in networks.series:
        load_series(built, said)
    for said in networks.mini_projects:
        project = MiniProject.objects.create(
            site=built.site, title=said.title, description=said.description, state=said.state, result=said.result
        )
        project.partners.set(built.organisation(name) for name in said.partners)
    for said in networks.working_groups:
        group = WorkingGroup.objects.create(
            site=built.site, title=said.title, description=said.description, is_active=said.is_active
        )
        group.pilots.set(built.organisation(name) for name in said.pilots)


def load_meetup(built: SiteBeingBuilt, said) -> None:
    starts_at, ends_at = span_of(said, built.today)
    meetup = Meetup(
        site=built.site,
        kind=said.kind,
        title=said.title,
        place=said.place,
        description=said.description,
        date_text=said.date_text,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=said.capacity,
        residents_count=said.residents_count,
        youths_count=said.youths_count,
        account=said.account,
    )
    people = built.people(said.who)
    if ends_at < timezone.now():
        save_past_meetup(meetup, people, said.absences or 0)
    else:
        meetup.save()
        sign_up_all(meetup, said, built)
    meetup.partners.set(built.organisation(name) for name in said.partners)


def load_series(built: SiteBeingBuilt, said) -> None:
    """One past meetup a month; a few people, not the same each month, could not come."""
    series = MeetupSeries.objects.create(site=built.site, title=said.title)
    people = built.people(said.who)
    for index, day in enumerate(said.dates):
        meetup = Meetup(
            site=built.site,
            series=series,
            kind=said.kind,
            title=f"{said.title} — {month_text(day)}",
            place=said.place,
            description=said.description,
            date_text=month_text(day),
            starts_at=moment(day, said.start),
            ends_at=moment(day, said.end),
            capacity=said.capacity,
        )
        turn = index % len(people) if people else 0
        save_past_meetup(meetup, people[turn:] + people[:turn], absences=min(index % 4, max(len(people) - 1, 0)))
        meetup.partners.set(built.organisation(name) for name in said.partners)


def save_past_meetup(meetup: Meetup, people: list, absences: int) -> None:
    registrations = keep_past_seats(meetup, Registration, people, attended=True)
    for registration in registrations[:absences]:
        registration.attended = False
    meetup.recorded_at = meetup.ends_at
    meetup.save()
    Registration.objects.bulk_create(registrations)
