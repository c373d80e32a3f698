"""Choosing among sites, agents, people and invitations."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.models import Invitation, Membership, Role
from sites.forms import organisations_of
from sites.models import Approach, FieldWorker, Site, StaffCategory


def by_words(queryset, text: str, *fields: str):
    """Rows where every word is in one of the fields, whatever the accents and capitals."""
    for word in text.split():
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__unaccent__icontains": word})
        queryset = queryset.filter(found)
    return queryset


class SiteFilter(django_filters.FilterSet):
    nom = django_filters.CharFilter(label="Nom", method="named")
    demarche = django_filters.ModelChoiceFilter(
        label="Démarche", field_name="approach", queryset=Approach.objects.all(), empty_label="Toutes"
    )

    class Meta:
        model = Site
        fields: list[str] = []

    def named(self, queryset, name, value):
        return by_words(queryset, value, "name", "project_name", "department")


class WorkerFilter(django_filters.FilterSet):
    """``employers``: False where everyone has the same (a manager's own team). Those in post unless asked otherwise."""

    nom = django_filters.CharFilter(label="Nom ou prénom", method="named")
    employeur = django_filters.ModelChoiceFilter(
        label="Employeur", field_name="employer", queryset=None, empty_label="Tous", null_label="Sans employeur"
    )
    metier = django_filters.ChoiceFilter(
        label="Métier", field_name="staff_category", choices=StaffCategory.choices, empty_label="Tous"
    )
    en_poste = django_filters.ChoiceFilter(
        label="En poste",
        method="in_post",
        choices=[("oui", "En poste"), ("non", "Partis"), ("tous", "Tous")],
        empty_label=None,
        initial="oui",
    )
    tri = django_filters.ChoiceFilter(
        label="Trier par",
        method="sorted",
        choices=[("nom", "Nom"), ("employeur", "Employeur"), ("metier", "Métier")],
        empty_label=None,
        initial="nom",
    )

    class Meta:
        model = FieldWorker
        fields: list[str] = []

    def __init__(self, data, *args, site: Site, employers: bool, **kwargs):
        data = data.copy()
        data.setdefault("en_poste", "oui")
        data.setdefault("tri", "nom")
        super().__init__(data, *args, **kwargs)
        self.filters["employeur"].queryset = organisations_of(site)
        if not employers:
            del self.filters["employeur"]

    def named(self, queryset, name, value):
        return by_words(queryset, value, "first_name", "last_name")

    def sorted(self, queryset, name, value):
        first = {"nom": [], "employeur": ["employer__name"], "metier": ["staff_category"]}[value]
        return queryset.order_by(*first, "last_name", "first_name", "pk")

    def in_post(self, queryset, name, value):
        return queryset if value == "tous" else queryset.filter(is_active=value == "oui")


class MembershipFilter(django_filters.FilterSet):
    nom = django_filters.CharFilter(label="Nom ou adresse", method="named")
    role = django_filters.ChoiceFilter(
        label="Rôle",
        choices=[(role.value, role.label) for role in Role if role not in (Role.COORDINATOR, Role.ADMIN)],
        empty_label="Tous",
    )

    class Meta:
        model = Membership
        fields: list[str] = []

    def named(self, queryset, name, value):
        return by_words(queryset, value, "user__first_name", "user__last_name", "user__email")


class InvitationFilter(django_filters.FilterSet):
    etat = django_filters.ChoiceFilter(
        label="État",
        method="in_state",
        choices=[("attente", "En attente"), ("expiree", "Expirées"), ("acceptee", "Acceptées")],
        empty_label="Toutes",
        widget=forms.Select,
    )

    class Meta:
        model = Invitation
        fields: list[str] = []

    def in_state(self, queryset, name, value):
        now = timezone.now()
        return queryset.filter(
            {
                "attente": Q(accepted_at=None, expires_at__gt=now),
                "expiree": Q(accepted_at=None, expires_at__lte=now),
                "acceptee": Q(accepted_at__isnull=False),
            }[value]
        )
