"""Choosing among a site’s people by what they followed; always in order of their names, never ranked."""

import django_filters
from django import forms
from django.db.models import Exists

from sites.filters import WorkerFilter
from trainings.models import Programme
from trainings.people_trained import CAME, came_to


class TrainedFilter(WorkerFilter):
    programme = django_filters.ModelChoiceFilter(
        label="A suivi", method="followed", queryset=Programme.objects.none(), empty_label="Tous les programmes"
    )
    jamais = django_filters.BooleanFilter(
        label="N’a jamais suivi de formation", method="never", initial=False, widget=forms.CheckboxInput
    )

    def __init__(self, *args, site, **kwargs):
        super().__init__(*args, site=site, **kwargs)
        self.filters["programme"].queryset = Programme.objects.filter(site=site).order_by("title")
        del self.filters["tri"]

    def followed(self, queryset, name, value):
        return queryset.filter(came_to(value))

    def never(self, queryset, name, value):
        return queryset.filter(~Exists(CAME)) if value else queryset
