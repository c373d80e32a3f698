"""A session and its half-days, as they are typed."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.utils import ErrorDict, from_current_timezone
from django.utils import timezone

from proxinet.editing import NoticesOthers, fingerprint
from proxinet.fields import check_year, date_input, time_input
from sites.models import Organisation
from trainings.models import Session
from trainings.planning import Period

SPARE_HALF_DAYS = 4
MOST_HALF_DAYS = 40


class SessionForm(NoticesOthers, forms.ModelForm):
    """Everything about a session but its half-days (``HalfDayFormSet``), which are compared with the rest when someone
    else changed the session. Never saved: ``planning`` writes."""

    class Meta:
        model = Session
        fields = ["place", "trainer", "capacity", "closes_at", "practical_note"]
        help_texts = {
            "practical_note": "Ce qu’il faut apporter, où se garer, le repas…",
            "trainer": "Un partenaire du site.",
        }
        widgets = {"closes_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")}

    def __init__(self, *args, site, **kwargs):
        super().__init__(*args, **kwargs)
        trainers = Organisation.objects.filter(pk__in=site.partners.values("organisation"))
        if self.instance.trainer_id:
            trainers |= Organisation.objects.filter(pk=self.instance.trainer_id)
        self.fields["trainer"].queryset = trainers
        self.fields["capacity"].validators = [
            MinValueValidator(1, "Indiquez au moins une place."),
            MaxValueValidator(1000, "Indiquez 1000 places au plus."),
        ]

    def held(self):
        return super().held() | {"half_days": fingerprint(self.half_days_in_words())}

    def half_days_in_words(self) -> str:
        spans = [(timezone.localtime(one.starts_at), one.ends_at) for one in self.instance.half_days.all()]
        return ", ".join(f"{start:%d/%m/%Y %H:%M}-{timezone.localtime(end):%H:%M}" for start, end in spans)

    def version(self, name):
        if name == "half_days":
            return f"Demi-journées\u202f: {self.half_days_in_words()}"
        return super().version(name)

    def clean_closes_at(self):
        closes_at = self.cleaned_data["closes_at"]
        if closes_at:
            check_year(timezone.localtime(closes_at).date())
        return closes_at


class HalfDayForm(forms.Form):
    """One row: a day, from, to. A row left (or made) empty is no half-day; a half-filled one says what is missing."""

    day = forms.DateField(
        label="Jour", widget=date_input(), validators=[check_year], error_messages={"required": "Indiquez le jour."}
    )
    starts = forms.TimeField(label="De", widget=time_input(), error_messages={"required": "Indiquez l’heure de début."})
    ends = forms.TimeField(label="À", widget=time_input(), error_messages={"required": "Indiquez l’heure de fin."})

    period: Period | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"empty_permitted": False})

    def full_clean(self):
        if self.is_bound and not any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields):
            self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
            return
        super().full_clean()

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", "La fin doit venir après le début.")
            return cleaned
        try:
            self.period = Period(
                from_current_timezone(datetime.combine(cleaned["day"], cleaned["starts"])),
                from_current_timezone(datetime.combine(cleaned["day"], cleaned["ends"])),
            )
        except ValidationError:
            self.add_error("starts", "Cette nuit-là, l’heure change\u202f: choisissez une autre heure.")
        return cleaned


class BaseHalfDayFormSet(forms.BaseFormSet):
    """Rows of half-days; ``periods`` holds those that were filled."""

    @property
    def periods(self) -> list[Period]:
        return [form.period for form in self.forms if form.period]

    def clean(self):
        if any(self.errors):
            return
        if not self.periods:
            raise ValidationError("Indiquez au moins une demi-journée.")
        taken = []
        for form in sorted((form for form in self.forms if form.period), key=lambda form: form.period):
            if taken and form.period.starts_at < taken[-1].ends_at:
                form.add_error("day", "Cette demi-journée en chevauche une autre.")
            taken.append(form.period)

    def refuse(self, sentence: str) -> None:
        """Show a refusal of ``planning`` above the rows."""
        self.non_form_errors().append(sentence)

    def is_valid(self):
        # A row's error added while comparing rows arrives after the rows were counted as valid.
        return super().is_valid() and not any(form.errors for form in self.forms)


HalfDayFormSet = forms.formset_factory(
    HalfDayForm, formset=BaseHalfDayFormSet, extra=SPARE_HALF_DAYS, max_num=MOST_HALF_DAYS, validate_max=True
)


def may_be_written(form: SessionForm, half_days: BaseHalfDayFormSet) -> bool:
    """Both are right, and right together: sign-up ends before the first half-day."""
    if not all([form.is_valid(), half_days.is_valid()]):
        return False
    closes_at = form.cleaned_data["closes_at"]
    if closes_at and closes_at > min(half_days.periods).starts_at:
        form.add_error("closes_at", "Les inscriptions doivent se terminer avant le début.")
    return form.is_valid()


def half_day_rows(half_days) -> list[dict]:
    """The formset's initial rows for existing half-days."""
    rows = []
    for half_day in half_days:
        start, end = timezone.localtime(half_day.starts_at), timezone.localtime(half_day.ends_at)
        rows.append({"day": start.date(), "starts": start.time(), "ends": end.time()})
    return rows
