import django_filters
from django.utils import timezone

from reports.models import EDITABLE, Report, SiteAssessment
from sites.models import Approach


class ReportFilter(django_filters.FilterSet):
    site = django_filters.ModelChoiceFilter(label="Site", queryset=None, empty_label="Tous")
    state = django_filters.ChoiceFilter(label="État", choices=Report.State.choices, empty_label="Tous")

    class Meta:
        model = Report
        fields = ["site", "state"]

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["site"].field.queryset = sites


class BoardFilter(django_filters.FilterSet):
    """Where the sites of a campaign stand."""

    state = django_filters.ChoiceFilter(label="État", choices=SiteAssessment.State.choices, empty_label="Tous")
    approach = django_filters.ModelChoiceFilter(
        label="Démarche", field_name="site__approach", queryset=Approach.objects.none(), empty_label="Toutes"
    )
    late = django_filters.ChoiceFilter(
        label="Retard", choices=[("1", "En retard seulement")], empty_label="Peu importe", method="only_late"
    )

    class Meta:
        model = SiteAssessment
        fields = ["state", "approach", "late"]

    def __init__(self, *args, campaign, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["approach"].field.queryset = campaign.call.approaches.all()

    def only_late(self, queryset, name, value):
        return queryset.filter(state__in=EDITABLE, campaign__deadline__lt=timezone.localdate())
