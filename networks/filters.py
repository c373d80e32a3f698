"""Choosing among the meetups and the mini-projects of a list."""

import django_filters
from django import forms
from django.db import models
from django.db.models import F, OuterRef
from django.utils import timezone

from networks import permissions
from networks.contacts.directory import search, to_check
from networks.mini_projects.projects import MAY_BE_SHARED
from networks.models import Contact, Meetup, MiniProject, Registration, SiteWalk, Task, WalkPoint, WorkingGroup
from proxinet.seats import LIVE
from sites.enrolment import own_workers
from sites.filters import by_words
from sites.models import Site
from sites.observing import STANDINGS, that_stand

MOST_WORDS = 8


def seats_for(meetup: Meetup, worker) -> int:
    """The places left there for this field worker, or for anyone without one."""
    return meetup.seats_for(meetup.group_of(worker)) if worker else meetup.open_seats


class SiteFilterSet(django_filters.FilterSet):
    """A filter by site for those who see several."""

    site = django_filters.ModelChoiceFilter(queryset=Site.objects.none(), label="Site", empty_label="Tous les sites")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        access = self.request.user.access
        self.several_sites = access.is_national or len(access.site_ids()) > 1
        if self.several_sites:
            self.filters["site"].queryset = Site.objects.visible_to(self.request.user)
        else:
            del self.filters["site"]


class MeetupFilter(SiteFilterSet):
    """Site, kind, dates, free places, my own meetups."""

    kind = django_filters.ChoiceFilter(choices=Meetup.Kind.choices, label="Type", empty_label="Tous les types")
    after = django_filters.DateFilter(
        field_name="starts_at", lookup_expr="date__gte", label="À partir du", widget=forms.DateInput({"type": "date"})
    )
    before = django_filters.DateFilter(
        field_name="starts_at", lookup_expr="date__lte", label="Jusqu’au", widget=forms.DateInput({"type": "date"})
    )
    free = django_filters.BooleanFilter(
        method="with_free_seats", label="Places libres", initial=False, widget=forms.CheckboxInput
    )
    mine = django_filters.BooleanFilter(
        method="my_own", label="Mes inscriptions", initial=False, widget=forms.CheckboxInput
    )

    class Meta:
        model = Meetup
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.request.user.access.site_ids("field_worker"):
            del self.filters["mine"]

    def with_free_seats(self, queryset, name, value):
        """Those with a place for the reader: what is held back for others is not free."""
        if not value:
            return queryset
        queryset = queryset.filter(confirmed_count__lt=F("capacity"), cancelled_at=None)
        workers = {worker.site_id: worker for worker in own_workers(self.request.user)}
        reserved = queryset.exclude(reserved_by="")
        full = [meetup.pk for meetup in reserved if seats_for(meetup, workers.get(meetup.site_id)) <= 0]
        return queryset.exclude(pk__in=full)

    def my_own(self, queryset, name, value):
        if not value:
            return queryset
        mine = Registration.objects.filter(person__user=self.request.user, state__in=LIVE)
        return queryset.filter(pk__in=mine.values("event"))


class ProjectFilter(SiteFilterSet):
    state = django_filters.ChoiceFilter(choices=MiniProject.State.choices, label="État", empty_label="Tous les états")

    class Meta:
        model = MiniProject
        fields: list[str] = []


class SharedProjectFilter(django_filters.FilterSet):
    """Among what other sites offer."""

    words = django_filters.CharFilter(label="Mots cherchés", method="with_words")
    state = django_filters.ChoiceFilter(
        choices=[(state.value, state.label) for state in MAY_BE_SHARED], label="État", empty_label="Tous les états"
    )

    class Meta:
        model = MiniProject
        fields: list[str] = []

    def with_words(self, queryset, name, value):
        words = " ".join(value.replace("\0", "").split()[:MOST_WORDS])
        return by_words(queryset, words, "title", "description", "result")


class GroupFilter(SiteFilterSet):
    """Site; groups that meet, or those that are over."""

    meets = django_filters.ChoiceFilter(
        field_name="is_active",
        choices=[("True", "Se réunissent"), ("False", "Terminés")],
        label="Groupes",
        empty_label="Tous les groupes",
    )

    class Meta:
        model = WorkingGroup
        fields: list[str] = []


class ContactFilter(SiteFilterSet):
    """``q``: what the problem is, in one's own words. Who keeps the directory chooses those to check."""

    q = django_filters.CharFilter(
        method="by_problem",
        label="J’appelle pour…",
        widget=forms.TextInput({"type": "search", "maxlength": 200, "autocomplete": "off", "enterkeyhint": "search"}),
    )

    check = django_filters.BooleanFilter(
        method="still_to_check", label="À vérifier", initial=False, widget=forms.CheckboxInput
    )

    class Meta:
        model = Contact
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not permissions.can_create(self.request.user):
            del self.filters["check"]

    def still_to_check(self, queryset, name, value):
        return queryset.filter(to_check()) if value else queryset

    def by_problem(self, queryset, name, value):
        return search(queryset, value[:200])


class WalkFilter(SiteFilterSet):
    state = django_filters.ChoiceFilter(
        label="Où on en est", choices=STANDINGS, method="standing", empty_label="Toutes les visites"
    )

    class Meta:
        model = SiteWalk
        fields: list[str] = []

    def standing(self, queryset, name, value):
        return that_stand(queryset, value, WalkPoint.objects.filter(walk=OuterRef("pk")))


class TaskFilter(SiteFilterSet):
    """What is still to be done, unless asked otherwise."""

    class State(models.TextChoices):
        TO_DO = "a-faire", "À faire"
        LATE = "en-retard", "En retard"
        DONE = "fait", "Fait"

    state = django_filters.ChoiceFilter(
        choices=State.choices, method="in_state", label="État", empty_label="À faire et fait"
    )
    mine = django_filters.BooleanFilter(
        method="my_own", label="Ce dont je m’occupe", initial=False, widget=forms.CheckboxInput
    )

    class Meta:
        model = Task
        fields: list[str] = []

    def __init__(self, data, *args, **kwargs):
        if "state" not in data:
            data = data.copy()
            data["state"] = self.State.TO_DO
        super().__init__(data, *args, **kwargs)
        if not self.request.user.access.site_ids("field_worker"):
            del self.filters["mine"]

    def in_state(self, queryset, name, value):
        if value == self.State.DONE:
            return queryset.exclude(done_on=None).order_by("-done_on", "-pk")
        to_do = queryset.filter(done_on=None)
        return to_do.filter(due_on__lt=timezone.localdate()) if value == self.State.LATE else to_do

    def my_own(self, queryset, name, value):
        return queryset.filter(person__user=self.request.user) if value else queryset
