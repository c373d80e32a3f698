import django_filters as filters

from incidents.models import Nature, Support, SupportRequest


class SupportFilter(filters.FilterSet):
    """Open requests unless asked otherwise."""

    kind = filters.ChoiceFilter(label="Demande", choices=Support.choices, empty_label="Toutes")
    etat = filters.ChoiceFilter(
        label="État",
        choices=[("open", "En attente"), ("closed", "Closes")],
        empty_label="Toutes",
        method="filter_state",
    )

    class Meta:
        model = SupportRequest
        fields = ["kind"]

    def filter_state(self, requests, name, value):
        return requests.filter(closed_at__isnull=value == "open")


class ReportFilter(filters.FilterSet):
    nature = filters.ChoiceFilter(label="Ce qui s’est passé", choices=Nature.choices, empty_label="Tout")
