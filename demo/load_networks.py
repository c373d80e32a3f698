"""Working groups, meetups and monthly series, and what was told of them."""

from datetime import timedelta

from django.utils import timezone

from demo.events import moment, month_text, span_of
from demo.load_outcomes import keep_outcomes, keep_tasks
from demo.load_poster import load_codes, load_newcomers
from demo.load_projects import load_project
from demo.load_walks import load_walk
from demo.writing import SiteBeingBuilt, keep_past_seats, sign_up_all
from networks.models import Guest, Invitee, Meetup, MeetupSeries, Photo, Registration, WorkingGroup
from networks.working_groups.groups import write_group


def load_networks(built: SiteBeingBuilt) -> None:
    """All but the pictures, which are drawn when the rest is in (``load_pictures``)."""
    networks = built.story.networks
    if networks is None:
        return
    for said in networks.working_groups:
        load_group(built, said)
    for said in networks.meetups:
        load_meetup(built, said)
    for said in networks.series:
        load_series(built, said)
    for said in networks.working_groups:
        keep_tasks(built, said.tasks, group=built.working_groups[said.title])
        keep_outcomes(built, said.outcomes, group=built.working_groups[said.title])
    for said in networks.mini_projects:
        load_project(built, said)
    for said in networks.walks:
        load_walk(built, said)
    load_codes(built, networks.join_codes)
    load_newcomers(built, networks.newcomers)


def load_group(built: SiteBeingBuilt, said) -> None:
    group = WorkingGroup(
        site=built.site,
        title=said.title,
        description=said.description,
        theme=said.theme,
        is_active=said.is_active,
    )
    write_group(group, [(built.organisation(pilot.organisation), pilot.function) for pilot in said.pilots])
    group.members.set(built.people(said.members))
    built.working_groups[said.title] = group


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
        series=series_named(built, said.series),
        group=built.working_groups.get(said.group),
        is_public=said.is_public,
    )
    people = built.people(said.who)
    if ends_at < timezone.now():
        save_past_meetup(meetup, said, people, said.absences or 0)
    else:
        meetup.save()
        sign_up_all(meetup, said, built)
        if said.called_off:
            meetup.cancelled_at = built.now
            meetup.save(update_fields=["cancelled_at"])
    keep_told(built, meetup, said, said.partners)


def series_named(built: SiteBeingBuilt, title: str) -> MeetupSeries | None:
    if title and title not in built.series:
        built.series[title] = MeetupSeries.objects.create(site=built.site, title=title)
    return built.series.get(title)


def load_series(built: SiteBeingBuilt, said) -> None:
    """One past meetup a month; a few people, not the same each month, could not come."""
    series = MeetupSeries.objects.create(site=built.site, title=said.title)
    people = built.people(said.who)
    told = {occurrence.on: occurrence for occurrence in said.told}
    for index, day in enumerate(said.dates):
        occurrence = told.get(day)
        meetup = Meetup(
            site=built.site,
            series=series,
            kind=said.kind,
            title=f"{said.title} — {month_text(day)}",
            place=(occurrence and occurrence.place) or said.place,
            description=(occurrence and occurrence.description) or said.description,
            date_text=month_text(day),
            starts_at=moment(day, said.start),
            ends_at=moment(day, said.end),
            capacity=said.capacity,
            group=built.working_groups.get((occurrence and occurrence.group) or said.group),
            is_public=said.is_public,
        )
        turn = index % len(people) if people else 0
        absences = min(index % 4, max(len(people) - 1, 0))
        save_past_meetup(meetup, occurrence, people[turn:] + people[:turn], absences)
        keep_told(built, meetup, occurrence, said.partners)


def save_past_meetup(meetup: Meetup, told, people: list, absences: int) -> None:
    """``told``: what is known of how it went, or None. One that was called off had nobody."""
    registrations = []
    if told and told.called_off:
        meetup.cancelled_at = meetup.starts_at - timedelta(days=2)
    else:
        registrations = keep_past_seats(meetup, Registration, people, attended=True)
        meetup.recorded_at = meetup.ends_at
    for registration in registrations[:absences]:
        registration.attended = False
    if told:
        meetup.account = told.account
        meetup.residents_count, meetup.youths_count = told.residents_count, told.youths_count
    meetup.save()
    Registration.objects.bulk_create(registrations)


def keep_told(built: SiteBeingBuilt, meetup: Meetup, told, partners: list[str]) -> None:
    """Who was there beside the field staff, what was decided and kept. No mail is written."""
    meetup.partners.set(built.organisation(name) for name in partners)
    built.meetups[meetup.title] = meetup
    if told is None:
        return
    invited_at = min(built.now, meetup.starts_at) - timedelta(days=15)
    Invitee.objects.bulk_create(
        Invitee(meetup=meetup, person=person, invited_by=built.lead, invited_at=invited_at)
        for person in built.people(told.invited)
    )
    Guest.objects.bulk_create(
        Guest(
            meetup=meetup,
            name=guest.name,
            organisation=guest.organisation,
            email=guest.email,
            answer=guest.answer,
            message=guest.message,
            answered_at=invited_at + timedelta(days=2) if guest.answer else None,
            invited_at=invited_at,
            attended=guest.attended if meetup.recorded_at else None,
        )
        for guest in told.guests
    )
    keep_tasks(built, told.tasks, meetup=meetup)
    keep_outcomes(built, told.outcomes, meetup=meetup)
    for said in told.photos:
        photo = Photo(meetup=meetup, description=said.description, consent=said.consent, added_by=built.lead)
        photo.added_at = meetup.ends_at
        built.pictures.append((photo, said.picture))
