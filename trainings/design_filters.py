"""Choosing among the programmes other sites share, and among diagnoses."""

import django_filters
from django.db.models import Exists, OuterRef, Q

from sites.filters import by_words
from sites.models import Site, StaffCategory
from sites.observing import STANDINGS, that_stand
from trainings.models import Diagnosis, Module, Observation, Programme

MOST_WORDS = 8


class CatalogueFilter(django_filters.FilterSet):
    words = django_filters.CharFilter(label="Mots cherchés", method="with_words")
    category = django_filters.ChoiceFilter(
        label="Métier", choices=StaffCategory, method="for_category", empty_label="Tous les métiers"
    )
    kind = django_filters.ChoiceFilter(
        label="Avec un module", choices=Module.Kind, method="with_kind", empty_label="De toute nature"
    )

    class Meta:
        model = Programme
        fields: list[str] = []

    def with_words(self, queryset, name, value):
        for word in value.replace("\0", "").split()[:MOST_WORDS]:
            modules = by_words(Module.objects.all(), word, "title", "description")
            own = by_words(Programme.objects.all(), word, "title", "objectives", "audience", "teaching_methods")
            queryset = queryset.filter(Q(pk__in=own.values("pk")) | Q(pk__in=modules.values("programme")))
        return queryset

    def for_category(self, queryset, name, value):
        return queryset.filter(audience_categories__contains=[value])

    def with_kind(self, queryset, name, value):
        return queryset.filter(Exists(Module.objects.filter(programme=OuterRef("pk"), kind=value)))


class DiagnosisFilter(django_filters.FilterSet):
    site = django_filters.ModelChoiceFilter(queryset=Site.objects.none(), label="Site", empty_label="Tous les sites")
    state = django_filters.ChoiceFilter(
        label="Où on en est",
        choices=STANDINGS,
        method="standing",
        empty_label="Tous",
    )

    class Meta:
        model = Diagnosis
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.request.user
        self.several_sites = user.access.is_national or len(user.access.site_ids()) > 1
        if self.several_sites:
            self.filters["site"].queryset = Site.objects.visible_to(user)
        else:
            del self.filters["site"]

    def standing(self, queryset, name, value):
        return that_stand(queryset, value, Observation.objects.filter(diagnosis=OuterRef("pk")))
