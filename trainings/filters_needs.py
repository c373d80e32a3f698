"""Choosing among the training needs of a list."""

import django_filters

from sites.models import Site
from trainings.models import TrainingNeed

State = TrainingNeed.State


class NeedFilter(django_filters.FilterSet):
    """Site (for those who see several), state (to be studied unless told otherwise), source, words."""

    site = django_filters.ModelChoiceFilter(queryset=Site.objects.none(), label="Site", empty_label="Tous les sites")
    state = django_filters.ChoiceFilter(choices=State.choices, label="Suite", empty_label="Toutes")
    source = django_filters.ChoiceFilter(
        choices=TrainingNeed.Source.choices, label="D’où il vient", empty_label="De partout"
    )
    words = django_filters.CharFilter(field_name="title", lookup_expr="unaccent__icontains", label="Mots")

    class Meta:
        model = TrainingNeed
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        access = self.request.user.access
        self.several_sites = access.is_national or len(access.site_ids("gup_lead")) > 1
        if self.several_sites:
            self.filters["site"].queryset = Site.objects.visible_to(self.request.user)
        else:
            del self.filters["site"]
