"""Lists of documents and of people."""

import django_filters as filters
from django.db.models import Q

from resources.models import Document, Theme
from sites.models import FieldWorker, Organisation


class DocumentFilter(filters.FilterSet):
    """``site``: whose themes are offered; ``audience`` is a lead's filter only."""

    q = filters.CharFilter(field_name="title", lookup_expr="icontains", label="Titre")
    theme = filters.ModelChoiceFilter(
        field_name="deliverable__topic__theme", queryset=Theme.objects.none(), label="Thème", empty_label="Tous"
    )
    audience = filters.ChoiceFilter(choices=Document.Audience.choices, label="Visible par", empty_label="Tous")

    class Meta:
        model = Document
        fields = ["q"]

    def __init__(self, *args, site, is_lead, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["theme"].queryset = Theme.objects.filter(structure__site=site)
        if not is_lead:
            del self.filters["audience"]


class PeopleFilter(filters.FilterSet):
    """``chosen``: ids of those already in (a queryset), for the "already in" filter."""

    q = filters.CharFilter(method="filter_name", label="Nom")
    employer = filters.ModelChoiceFilter(queryset=Organisation.objects.none(), label="Employeur", empty_label="Tous")
    deja = filters.ChoiceFilter(
        method="filter_chosen", label="Déjà dans la liste", choices=[("oui", "Oui"), ("non", "Non")], empty_label="Tous"
    )

    class Meta:
        model = FieldWorker
        fields = ["q", "employer", "deja"]

    def __init__(self, *args, site, chosen, **kwargs):
        super().__init__(*args, **kwargs)
        self.chosen = chosen
        self.filters["employer"].queryset = Organisation.objects.filter(field_workers__site=site).distinct()

    def filter_name(self, people, name, value):
        for word in value.split():
            people = people.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
        return people

    def filter_chosen(self, people, name, value):
        return people.filter(pk__in=self.chosen) if value == "oui" else people.exclude(pk__in=self.chosen)
