"""Seats reserved for some groups of people until a date."""

from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proxinet.seats import ReservedBy
from sites.models import FieldWorker, Organisation, StaffCategory
from sites.seat_mix import group_label

USUAL_RELEASE = timedelta(days=15)
EITHER = "Réservez par métier ou par employeur, pas les deux\u202f: videz l’une des deux listes."


class ReservationsForm(forms.Form):
    """A number of seats per group: by staff category, or by kind of employer.

    After ``is_valid()``, ``reservations`` holds the arguments of ``enrolment.change_reservations``.
    """

    released_at = forms.DateTimeField(
        label="Ouvertes à tous à partir du",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Ce jour-là, les places réservées qui restent vont à la liste d’attente, puis à tout le monde.",
    )

    def __init__(self, session, *args, **kwargs):
        self.session = session
        usual = max(session.starts_at - USUAL_RELEASE, timezone.now() + timedelta(days=1))
        usual = min(usual, session.starts_at - timedelta(hours=1))
        super().__init__(*args, initial={"released_at": session.released_at or usual}, **kwargs)
        self.names = {}
        for reserved_by, groups in (
            (ReservedBy.STAFF_CATEGORY, StaffCategory.values),
            (ReservedBy.EMPLOYER_KIND, employer_kinds(session.site)),
        ):
            for group in groups:
                name = f"{reserved_by}-{group}"
                self.names[name] = (reserved_by, group)
                self.fields[name] = forms.IntegerField(
                    label=group_label(reserved_by, group),
                    required=False,
                    min_value=0,
                    max_value=session.capacity,
                    initial=session.reserved_seats.get(group) if session.reserved_by == reserved_by else None,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                    error_messages={
                        "max_value": "C’est plus que les places de la session (%(limit_value)s).",
                        "min_value": "Indiquez zéro ou plus.",
                        "invalid": "Indiquez un nombre.",
                    },
                )

    def by_category(self):
        return [self[name] for name, (kind, _) in self.names.items() if kind == ReservedBy.STAFF_CATEGORY]

    def by_employer(self):
        return [self[name] for name, (kind, _) in self.names.items() if kind == ReservedBy.EMPLOYER_KIND]

    def summary(self) -> str:
        """Who the seats would be for, as typed so far; empty while the numbers are wrong."""
        reserved = {
            self.names[name]: int(value)
            for name in self.names
            if (value := str(self[name].value() or "").strip()).isdecimal() and len(value) < 9 and int(value)
        }
        open_seats = self.session.capacity - sum(reserved.values())
        if open_seats < 0 or len({kind for kind, _ in reserved}) > 1:
            return ""
        parts = [f"{group_label(*group)} : {seats}" for group, seats in reserved.items()]
        return ", ".join([*parts, f"ouvertes à tous : {open_seats}"])

    def clean_released_at(self) -> datetime | None:
        released_at = self.cleaned_data["released_at"]
        if released_at and released_at >= self.session.starts_at:
            raise ValidationError("Choisissez une date avant le début de la session.")
        return released_at

    def clean(self):
        cleaned = super().clean()
        wanted = {self.names[name]: cleaned[name] for name in self.names if cleaned.get(name)}
        kinds = {kind for kind, _ in wanted}
        if len(kinds) > 1:
            raise ValidationError(EITHER)
        total = sum(wanted.values())
        if total > self.session.capacity:
            raise ValidationError(f"Vous réservez {total} places, la session en a {self.session.capacity}.")
        if wanted and not cleaned.get("released_at") and "released_at" not in self.errors:
            self.add_error("released_at", "Dites quand les places réservées s’ouvrent à tous.")
        self.reservations = {
            "reserved_by": kinds.pop() if kinds else "",
            "reserved_seats": {group: seats for (_, group), seats in wanted.items()},
            "released_at": cleaned.get("released_at") if wanted else None,
        }
        return cleaned


def employer_kinds(site) -> list[str]:
    """The kinds of employers that have field staff or a part at the site."""
    of_staff = FieldWorker.objects.filter(site=site).active().values("employer__kind")
    kinds = set(of_staff.union(site.partners.values("organisation__kind")).values_list("employer__kind", flat=True))
    return [kind for kind in Organisation.Kind.values if kind in kinds]
