"""Choosing among the sessions of a list."""

import django_filters
from django import forms
from django.db.models import F

from proxinet.seats import LIVE
from sites.models import Site
from trainings.models import Module, Programme, Registration, Session


class SessionFilter(django_filters.FilterSet):
    """Site (for those who see several), programme, kind of module, dates, free places, my own sessions."""

    site = django_filters.ModelChoiceFilter(
        field_name="module__programme__site", queryset=Site.objects.none(), label="Site", empty_label="Tous les sites"
    )
    programme = django_filters.ChoiceFilter(
        field_name="module__programme", label="Programme", empty_label="Tous les programmes"
    )
    kind = django_filters.ChoiceFilter(
        field_name="module__kind", choices=Module.Kind.choices, label="Nature", empty_label="Toutes"
    )
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
        model = Session
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.request.user
        sites = Site.objects.visible_to(user)
        self.several_sites = user.access.is_national or len(user.access.site_ids()) > 1
        if self.several_sites:
            self.filters["site"].queryset = sites
        else:
            del self.filters["site"]
        programmes = Programme.objects.visible_to(user).order_by("title")
        self.filters["programme"].extra["choices"] = list(programmes.values_list("pk", "title"))  # read once
        if not user.access.site_ids("field_worker"):
            del self.filters["mine"]

    def with_free_seats(self, queryset, name, value):
        return queryset.filter(confirmed_count__lt=F("capacity"), cancelled_at=None) if value else queryset

    def my_own(self, queryset, name, value):
        if not value:
            return queryset
        mine = Registration.objects.filter(person__user=self.request.user, state__in=LIVE)
        return queryset.filter(pk__in=mine.values("event"))
