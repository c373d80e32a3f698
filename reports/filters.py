import django_filters

from reports.models import Report


class ReportFilter(django_filters.FilterSet):
    site = django_filters.ModelChoiceFilter(label="Site", queryset=None, empty_label="Tous")
    state = django_filters.ChoiceFilter(label="État", choices=Report.State.choices, empty_label="Tous")

    class Meta:
        model = Report
        fields = ["site", "state"]

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["site"].field.queryset = sites
