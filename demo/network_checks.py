"""The checks of ``networks.yaml``: what it says about itself, about the people and about the organisations."""

from collections import Counter
from datetime import date

from django.utils import timezone

from demo.events import day_before, month_text, span_of
from networks.models import MiniProject
from sites.names import name_key

State = MiniProject.State
ONLY_OVER = ("absences", "residents_count", "youths_count", "account", "photos")
ACCOUNT = "account"


class CheckedNetworks:
    """Finds what is wrong in ``networks.yaml`` (``checks``: a ``demo.reading.Checks``, which keeps it)."""

    def __init__(self, checks, events):
        self.checks, self.events = checks, events
        self.networks = checks.story.networks
        self.titles: Counter[str] = Counter()  # of meetups
        self.days: dict[str, date] = {}
        self.over: dict[str, bool] = {}
        self.groups: set[str] = set()

    def run(self) -> None:
        if self.networks is None:
            return
        self.checks.once(self.networks.mini_projects, "title")
        self.checks.once(self.networks.working_groups, "title")
        self.groups = {group.title for group in self.networks.working_groups}
        self.check_meetups()
        self.check_series()
        for group in self.networks.working_groups:
            self.check_group(group)
        for meetup in self.networks.meetups:
            self.check_told(meetup)
        for series in self.networks.series:
            for occurrence in series.told:
                self.known_group(occurrence)
                self.check_told(occurrence)
        for project in self.networks.mini_projects:
            self.check_project(project)
        for walk in self.networks.walks:
            self.check_walk(walk)
        self.checks.known_people(self.networks.join_codes)
        self.check_newcomers()
        self.check_guide()

    def wrong(self, record, field: str, sentence: str) -> None:
        self.checks.wrong(record, field, sentence)

    # Meetups

    def check_meetups(self) -> None:
        taken = set()
        for meetup in self.networks.meetups:
            self.checks.known_organisations(meetup, "partners")
            self.known_group(meetup)
            if not self.events.has_a_day(meetup):
                self.titles[meetup.title] += 1
                continue
            starts_at, ends_at = span_of(meetup, self.events.today)
            if (meetup.title, starts_at) in taken:
                self.wrong(meetup, "title", "une rencontre du même nom commence déjà à cette heure.")
            taken.add((meetup.title, starts_at))
            is_over = ends_at < timezone.now()
            self.keep_title(meetup.title, starts_at.date(), is_over)
            self.events.people_fit(meetup, is_over)
            if not is_over:
                self.nothing_told(meetup)

    def keep_title(self, title: str, day: date, is_over: bool) -> None:
        self.titles[title] += 1
        self.days[title] = day
        self.over[title] = is_over

    def nothing_told(self, meetup) -> None:
        for field in ONLY_OVER:
            if getattr(meetup, field):
                self.wrong(meetup, field, "ce champ ne vaut que pour une rencontre passée.")

    def check_series(self) -> None:
        for series in self.networks.series:
            self.checks.known_organisations(series, "partners")
            self.checks.known_people(series.who)
            self.known_group(series)
            if any(day >= self.events.today for day in series.dates):
                self.wrong(series, "dates", "une série raconte ce qui a eu lieu : mettez le reste dans meetups.")
            if series.start and series.end and series.end <= series.start:
                self.wrong(series, "end", "la fin doit venir après le début.")
            for day in series.dates:
                self.keep_title(f"{series.title} — {month_text(day)}", day, is_over=True)
            for day, count in Counter((day.year, day.month) for day in series.dates).items():
                if count > 1:
                    self.wrong(series, "dates", f"deux dates du même mois ({day[1]}/{day[0]}).")
            seen = set()
            for occurrence in series.told:
                if occurrence.on and occurrence.on not in series.dates:
                    self.wrong(occurrence, "on", f"le {occurrence.on} n’est pas une date de cette série.")
                elif occurrence.on in seen:
                    self.wrong(occurrence, "on", f"le {occurrence.on} est raconté deux fois.")
                seen.add(occurrence.on)

    def check_told(self, told) -> None:
        self.checks.once(told.guests, "email")
        self.checks.known_people(told.invited)
        self.check_outcomes(told.outcomes)
        for task in told.tasks:
            self.check_task(task)

    def known_meetup(self, record, field: str, *, over: bool = False) -> None:
        title = getattr(record, field)
        if not title:
            return
        if not self.titles[title]:
            self.wrong(record, field, f"aucune rencontre de networks.yaml ne s’appelle « {title} ».")
        elif self.titles[title] > 1:
            self.wrong(
                record, field, f"plusieurs rencontres s’appellent « {title} » : donnez-leur des titres différents."
            )
        elif over and not self.over.get(title, True):
            self.wrong(record, field, "cette rencontre n’a pas encore eu lieu.")

    def known_group(self, record) -> None:
        if record.group and record.group not in self.groups:
            self.wrong(record, "group", f"aucun groupe de travail ne s’appelle « {record.group} ».")

    # Tasks and outcomes

    def check_task(self, task) -> None:
        self.checks.known_organisations(task, "organisation")
        self.known_meetup(task, "meetup", over=True)
        for one, other in (("due_on", "due_in_days"), ("done_on", "done_days_ago")):
            if getattr(task, one) is not None and getattr(task, other) is not None:
                self.wrong(task, one, f"donnez {one} ou {other}, l’un des deux.")
        if task.who == ACCOUNT and any(account.role == "field_worker" for account in self.checks.story.accounts):
            return
        employers = {name_key(row.employer) for row in self.checks.story.people if row.group == task.who}
        if task.who and not employers:
            self.wrong(task, "who", "écrivez un groupe de people.csv, ou account.")
        elif task.who and task.organisation and name_key(task.organisation) not in employers:
            self.wrong(task, "who", f"personne de ce groupe ne travaille chez « {task.organisation} ».")

    def check_outcomes(self, outcomes) -> None:
        for outcome in outcomes:
            self.known_meetup(outcome, "meetup", over=True)
            self.at_most_one_day(outcome)
            if outcome.kind == "figure" and outcome.figure is None:
                self.wrong(outcome, "figure", "indiquez le nombre.")
            if outcome.figure is not None and outcome.kind != "figure":
                self.wrong(outcome, "figure", "un nombre va avec kind: figure.")

    def at_most_one_day(self, record) -> None:
        if record.date and record.days_ago is not None:
            self.wrong(record, "date", "donnez date (2013-10-15) ou days_ago (9), l’un des deux.")

    def one_day(self, record) -> date | None:
        if (record.date is None) == (record.days_ago is None):
            self.wrong(record, "date", "donnez date (2013-10-15) ou days_ago (9), l’un des deux.")
            return None
        day = day_before(record, self.events.today)
        if day > self.events.today:
            self.wrong(record, "date", "ce jour n’est pas encore venu.")
        return day

    def check_pilots(self, pilots) -> None:
        self.checks.once(pilots, "organisation")
        for pilot in pilots:
            self.checks.known_organisations(pilot, "organisation")

    # Groups and mini-projects

    def check_group(self, group) -> None:
        self.check_pilots(group.pilots)
        self.checks.known_people(group.members)
        self.check_outcomes(group.outcomes)
        for task in group.tasks:
            self.check_task(task)

    def check_project(self, project) -> None:
        self.checks.known_organisations(project, "partners")
        self.known_meetup(project, "proposed_at", over=True)
        self.known_meetup(project, "decided_at", over=True)
        self.known_group(project)
        self.check_pilots(project.pilots)
        self.checks.known_people(project.supported_by)
        self.check_outcomes(project.outcomes)
        for step in project.steps:
            self.check_task(step)
        self.check_history(project)
        if project.shared and project.state not in (State.UNDER_WAY, State.DONE):
            self.wrong(project, "shared", "on propose aux autres sites un mini-projet en cours ou réalisé.")
        if project.copied_from and project.copied_from.site == self.checks.story.page.slug:
            self.wrong(project.copied_from, "site", "un mini-projet se reprend d’un autre site.")

    def check_history(self, project) -> None:
        """Its days follow each other and lead to the state it says."""
        days = [(self.days.get(title), state) for title, state in begun_at(project) if title in self.days]
        for change in project.changes:
            days.append((self.one_day(change), change.state))
            if (change.state == State.DROPPED) != bool(change.reason):
                self.wrong(change, "reason", "la raison va avec un abandon, et un abandon avec sa raison.")
        known = sorted((day for day in days if day[0] and day[1]), key=lambda step: step[0])
        if known and project.state and known[-1][1] != project.state:
            self.wrong(project, "state", f"l’histoire du mini-projet finit par « {known[-1][1]} ».")
        if project.state == State.DROPPED and not project.changes:
            self.wrong(project, "changes", "dites quand et pourquoi il est abandonné (changes).")

    # On the spot, and newcomers

    def check_walk(self, walk) -> None:
        self.checks.known_organisations(walk, "led_by")
        self.known_meetup(walk, "meetup", over=True)
        held_on = self.one_day(walk)
        for point in walk.points:
            self.checks.known_organisations(point, "owner")
            if point.due_on and point.due_in_days is not None:
                self.wrong(point, "due_on", "donnez due_on (2013-10-15) ou due_in_days (30), l’un des deux.")
            before = held_on
            for step in point.steps:
                day = self.one_day(step)
                if day and before and day < before:
                    self.wrong(step, "date", "une suite vient après la visite et après la suite d’avant.")
                before = day or before

    def check_newcomers(self) -> None:
        for newcomer in self.networks.newcomers:
            self.checks.known_organisations(newcomer, "employer")
            self.known_meetup(newcomer, "meetup")
            if self.over.get(newcomer.meetup):
                self.wrong(newcomer, "meetup", "cette rencontre est passée : l’affiche ne sert plus.")

    def check_guide(self) -> None:
        """Published one after the other; each that is not the first has something new to say."""
        editions = self.networks.guide_editions
        contacts = self.checks.story.contacts
        for number, edition in enumerate(editions[1:], start=2):
            before = editions[number - 2]
            if edition.days_ago is not None and before.days_ago is not None and edition.days_ago >= before.days_ago:
                self.wrong(edition, "days_ago", "une édition vient après celle d’avant : donnez moins de jours.")
            if not any(contact.in_guide_from == number for contact in contacts):
                sentence = f"rien n’est nouveau dans cette édition : aucun contact n’y entre (in_guide_from: {number})."
                self.wrong(edition, "days_ago", sentence)
        for contact in contacts:
            if contact.in_guide_from and contact.in_guide_from > max(len(editions), 1):
                self.wrong(contact, "in_guide_from", "networks.yaml ne dit rien de cette édition (guide_editions).")


def begun_at(project) -> list[tuple[str, State]]:
    """The meetups where it began, and the states they led to."""
    return [(project.proposed_at, State.IDEA), (project.decided_at, State.DECIDED)]
