"""What is typed about meetups."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils import timezone

from networks.forms.of_site import OfSiteForm, long_text
from networks.meetups.scheduling import MOST_MONTHS, Rule, SeriesPlan, at, monthly_dates
from networks.models import Meetup, WorkingGroup
from proxinet.fields import FIRST_YEAR, LAST_YEAR, check_year, date_input, time_input

MOST_SEATS = 1000
USUAL_SEATS = 20
MONTH_NAMES = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
TYPED_DATE = forms.DateField(localize=True)
MONTHS = list(enumerate(MONTH_NAMES, start=1))


class MeetupDetailsForm(OfSiteForm):
    """What one meetup and a whole series share. Never saved: ``scheduling`` writes."""

    organisation_fields = ("partners",)

    starts = forms.TimeField(label="De", widget=time_input())
    ends = forms.TimeField(label="À", widget=time_input())

    class Meta:
        model = Meetup
        fields = ["site", "kind", "title", "place", "description", "capacity", "partners", "group", "is_public"]
        labels = {
            "description": "Au programme",
            "partners": "Avec qui",
            "capacity": "Nombre de places",
            "group": "Réunion du groupe",
            "is_public": "Dans l’agenda public",
        }
        help_texts = {"title": "Court, par exemple : Proxi-Déj’ du Luth."}
        widgets = {"description": long_text(), "partners": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["capacity"].initial = USUAL_SEATS
        self.fields["capacity"].validators = [
            MinValueValidator(1, "Indiquez au moins une place."),
            MaxValueValidator(MOST_SEATS, f"Indiquez {MOST_SEATS} places au plus."),
        ]
        if not self.fields["partners"].queryset.exists():
            del self.fields["partners"]
        self.offer_groups()

    def offer_groups(self):
        """The active groups of the sites on offer, and the one chosen earlier."""
        group, sites = self.fields["group"], self.fields["site"].queryset
        groups = WorkingGroup.objects.filter(Q(is_active=True, site__in=sites) | Q(pk=self.instance.group_id))
        group.queryset, group.empty_label = groups.select_related("site"), "Aucun groupe"
        several_sites = not self.fields["site"].disabled
        group.label_from_instance = lambda one: f"{one.title} ({one.site.name})" if several_sites else one.title
        if not groups.exists():
            del self.fields["group"]

    def clean(self):
        cleaned = super().clean()
        site, group = cleaned.get("site"), cleaned.get("group")
        if site and group and group.site_id != site.pk:
            self.add_error("group", "Ce groupe est d’un autre site.")
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", "La fin doit venir après le début.")
        return cleaned

    @property
    def chosen_partners(self) -> tuple:
        return tuple(self.cleaned_data.get("partners") or ())


class MeetupForm(MeetupDetailsForm):
    """One meetup on one day. ``following``: how many of its series come after it; one then says what to change."""

    THIS, FOLLOWING = "this", "following"

    scope = forms.ChoiceField(
        label="Changer",
        choices=[(THIS, "Cette rencontre seulement"), (FOLLOWING, "Celle-ci et les suivantes")],
        initial=THIS,
        widget=forms.RadioSelect,
    )
    day = forms.DateField(label="Jour", widget=date_input(), validators=[check_year])
    field_order = ["site", "kind", "title", "day", "starts", "ends", "place"]

    class Meta(MeetupDetailsForm.Meta):
        fields = [*MeetupDetailsForm.Meta.fields, "closes_at"]
        widgets = MeetupDetailsForm.Meta.widgets | {
            "closes_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        }

    def __init__(self, *args, instance=None, initial=None, following=0, **kwargs):
        initial = initial or {}
        if instance:
            start, end = timezone.localtime(instance.starts_at), timezone.localtime(instance.ends_at)
            initial = {"day": start.date(), "starts": start.time(), "ends": end.time(), **initial}
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        if following:
            many = f"{following} suivantes" if following > 1 else "la suivante"
            self.fields["scope"].choices = [
                (self.THIS, "Cette rencontre seulement"),
                (self.FOLLOWING, f"Celle-ci et {'les ' if following > 1 else ''}{many}"),
            ]
            self.fields["scope"].help_text = "Seul ce que vous changez ici est changé dans les suivantes."
        else:
            del self.fields["scope"]

    @property
    def is_for_following(self) -> bool:
        return self.cleaned_data.get("scope") == self.FOLLOWING

    def clean(self):
        cleaned = super().clean()
        if {"day", "starts", "ends"} - cleaned.keys():
            return cleaned
        starts_at, closes_at = at(cleaned["day"], cleaned["starts"]), cleaned.get("closes_at")
        if closes_at and not FIRST_YEAR <= closes_at.year <= LAST_YEAR:
            self.add_error("closes_at", "Vérifiez l’année.")
        elif closes_at and closes_at > starts_at:
            self.add_error("closes_at", "Les inscriptions doivent se terminer avant le début.")
        return cleaned

    @property
    def details(self) -> dict:
        """For ``scheduling.schedule_meetup`` and ``revise_meetup``."""
        cleaned = self.cleaned_data
        names = ("kind", "title", "place", "description", "capacity", "closes_at", "is_public")
        return {name: cleaned[name] for name in names} | {
            "group": cleaned.get("group"),
            "starts_at": at(cleaned["day"], cleaned["starts"]),
            "ends_at": at(cleaned["day"], cleaned["ends"]),
            "partners": self.chosen_partners,
        }


class SeriesForm(MeetupDetailsForm):
    """A meetup a month, from a first date on, for so many months or until a date."""

    first_day = forms.DateField(label="Première date", widget=date_input(), validators=[check_year])
    rule = forms.ChoiceField(
        label="Tous les mois", choices=Rule.choices, initial=Rule.SAME_WEEKDAY, widget=forms.RadioSelect
    )
    months = forms.IntegerField(
        label="Nombre de mois",
        required=False,
        help_text="Le premier compris.",
    )
    until = forms.DateField(
        label="Ou jusqu’au",
        required=False,
        help_text="Cette date comprise.",
        widget=date_input(),
        validators=[check_year],
    )
    skipped_months = forms.TypedMultipleChoiceField(
        label="Pas de rencontre en",
        choices=MONTHS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    exceptions = forms.CharField(
        label="Sauf le",
        required=False,
        max_length=500,
        help_text="Une date par ligne, par exemple 14/05/2027.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    closes_days_before = forms.IntegerField(
        label="Fin des inscriptions",
        required=False,
        help_text="En jours avant. Vide : jusqu’au début.",
        validators=[
            MinValueValidator(0, "Indiquez 0 ou plus."),
            MaxValueValidator(60, "Indiquez 60 jours au plus."),
        ],
    )

    def clean_first_day(self):
        first = self.cleaned_data["first_day"]
        if first < timezone.localdate():
            raise ValidationError("La première date est déjà passée.")
        return first

    def clean_exceptions(self) -> list[date]:
        typed = [line.strip() for line in re.split(r"[\n,;]+", self.cleaned_data["exceptions"]) if line.strip()]
        days, unread = [], []
        for words in typed:
            try:
                days.append(TYPED_DATE.clean(words))
            except ValidationError:
                unread.append(words)
        if unread:
            quoted = ", ".join(f"«\u202f{words}\u202f»" for words in unread)
            raise ValidationError(f"{quoted} n’est pas une date : écrivez par exemple 14/05/2027.")
        return days

    def clean_months(self):
        months = self.cleaned_data["months"]
        if months is not None and not 1 <= months <= MOST_MONTHS:
            raise ValidationError(f"Indiquez de 1 à {MOST_MONTHS} mois.")
        return months

    def clean(self):
        cleaned = super().clean()
        months, until, first = cleaned.get("months"), cleaned.get("until"), cleaned.get("first_day")
        if "months" in self.errors or "until" in self.errors:
            return cleaned
        if months is None and until is None:
            self.add_error("months", "Indiquez un nombre de mois, ou une date de fin.")
        elif months is not None and until is not None:
            self.add_error("until", "Indiquez un nombre de mois ou une date de fin, pas les deux.")
        elif first and until and until < first:
            self.add_error("until", "La fin doit venir après la première date.")
        elif first and until and (until.year - first.year) * 12 + until.month - first.month >= MOST_MONTHS:
            self.add_error("until", f"Une série dure {MOST_MONTHS} mois au plus.")
        elif first and not self.errors:
            self.check_dates()
        return cleaned

    def check_dates(self):
        """Every exception is a date of the series, and some dates are left."""
        dates = self.all_dates()
        strangers = [f"{day:%d/%m/%Y}" for day in self.cleaned_data["exceptions"] if day not in dates]
        if not dates:
            self.add_error("skipped_months", "Il ne reste aucune date : cochez moins de mois.")
        elif len(strangers) == 1:
            self.add_error("exceptions", f"Le {strangers[0]} n’est pas une date de la série.")
        elif strangers:
            self.add_error("exceptions", f"Ces dates ne sont pas dans la série : {', '.join(strangers)}.")
        elif not self.dates():
            self.add_error("exceptions", "Il ne reste aucune date : gardez-en au moins une.")

    def dates(self) -> list[date]:
        exceptions = self.cleaned_data["exceptions"]
        return [day for day in self.all_dates() if day not in exceptions]

    def all_dates(self) -> list[date]:
        cleaned = self.cleaned_data
        return monthly_dates(
            cleaned["first_day"],
            cleaned["rule"],
            months=cleaned["months"],
            until=cleaned["until"],
            skipped_months=cleaned.get("skipped_months", ()),
        )

    @property
    def plan(self) -> SeriesPlan:
        cleaned = self.cleaned_data
        names = ("site", "kind", "title", "place", "description", "capacity", "starts", "ends", "closes_days_before")
        return SeriesPlan(
            **{name: cleaned[name] for name in (*names, "is_public")},
            partners=self.chosen_partners,
            group=cleaned.get("group"),
        )


class ExtraDateForm(forms.Form):
    """One more date of a series."""

    day = forms.DateField(label="Jour", widget=date_input(), validators=[check_year])
