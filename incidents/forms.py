"""Reporting in a few taps, and the lead's forms."""

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from incidents.counts import DIMENSIONS
from incidents.models import (
    Complaint,
    ComplaintReason,
    Debrief,
    FollowUpStep,
    Nature,
    PlaceKind,
    Severity,
    Support,
    SupportRequest,
    TimeBand,
    Trigger,
)

TEXT_LIMIT = 2000
CHOOSE = {"required": "Choisissez une réponse.", "invalid_choice": "Choisissez une réponse de la liste."}
BAND_STARTS = ((0, TimeBand.NIGHT), (6, TimeBand.MORNING), (12, TimeBand.MIDDAY), (14, TimeBand.AFTERNOON))
BAND_ENDS = ((18, TimeBand.EVENING), (22, TimeBand.NIGHT))
NAME_NOBODY = "Ne nommez personne : ni nom, ni adresse, ni ce qui permettrait de reconnaître quelqu’un."


class Chips(forms.RadioSelect):
    """Radio buttons side by side, each as large as a thumb."""

    template_name = "incidents/_chips.html"


class ManyChips(forms.CheckboxSelectMultiple):
    template_name = "incidents/_chips.html"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


def current_time_band(now=None) -> str:
    hour = timezone.localtime(now).hour
    return [band for start, band in BAND_STARTS + BAND_ENDS if start <= hour][-1]


def one_of(choices, label: str, **options) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices.choices, label=label, widget=Chips, error_messages=CHOOSE, **options)


class ReportForm(forms.Form):
    """Everything but the facts is a tap; ``answers()`` gives what ``report_incident`` takes."""

    nature = one_of(Nature, "Que s’est-il passé ?")
    severity = one_of(Severity, "Pour vous, c’était…")
    happened_on = forms.DateField(
        label="Quel jour ?",
        widget=DayInput,
        initial=timezone.localdate,
        error_messages={"required": "Indiquez le jour.", "invalid": "Écrivez la date ainsi : 31/12/2026."},
    )
    time_band = one_of(TimeBand, "À quel moment ?", initial=current_time_band)
    place_kind = one_of(PlaceKind, "Où ?")
    trigger = one_of(Trigger, "Qu’est-ce qui a déclenché ?")
    facts = forms.CharField(
        label="Les faits, en quelques mots",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"<strong>{NAME_NOBODY}</strong> Rien sur la santé.",
        error_messages={"max_length": "500 caractères au plus : vous en avez écrit %(show_value)d. Raccourcissez."},
    )
    complaint = one_of(Complaint, "Avez-vous porté plainte ?", initial=Complaint.UNDECIDED)
    complaint_reason = forms.ChoiceField(
        choices=[("", "Je préfère ne pas répondre"), *ComplaintReason.choices],
        label="Si vous n’avez pas porté plainte, pourquoi ?",
        required=False,
        help_text="Ne répondez que dans ce cas. Personne ne vous le reprochera.",
        error_messages=CHOOSE,
    )
    support_wanted = forms.MultipleChoiceField(
        choices=Support.choices,
        label="Je voudrais",
        required=False,
        widget=ManyChips,
        help_text="Si vous cochez, le chef de projet voit votre nom et ce que vous demandez. "
        "Il ne voit pas ce qui s’est passé.",
        error_messages={"invalid_choice": "Choisissez une réponse de la liste."},
    )
    share = forms.BooleanField(label="Je partage ce signalement avec mon encadrant", required=False)

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        if person.employer is None:
            del self.fields["share"]
        else:
            self.fields["share"].help_text = format_html(
                "Il sera lu par les encadrants de {} sur ce site, et par personne d’autre. "
                "Vous pourrez arrêter le partage.",
                person.employer,
            )

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Ce jour n’est pas encore passé : choisissez aujourd’hui ou avant.")
        if day.year < timezone.localdate().year - 5:
            raise forms.ValidationError("Ce jour est trop ancien : vérifiez l’année.")
        return day

    def clean_severity(self):
        return int(self.cleaned_data["severity"])

    def clean(self):
        if self.cleaned_data.get("complaint") != Complaint.NOT_FILED:
            self.cleaned_data["complaint_reason"] = ""  # left from a change of mind: no error, no trace
        return self.cleaned_data

    def answers(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "share"}


class StepForm(forms.Form):
    state = one_of(FollowUpStep.State, "Étape")
    happened_on = forms.DateField(
        label="Date", widget=DayInput, initial=timezone.localdate, error_messages={"required": "Indiquez la date."}
    )


class DebriefForm(forms.ModelForm):
    """When, where, who leads; ``asked`` are the requests it answers (open ones of the site)."""

    asked = forms.ModelMultipleChoiceField(
        SupportRequest.objects.none(),
        label="Pour répondre à",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ces personnes reçoivent un message. Les autres voient la date dans leur liste.",
    )

    class Meta:
        model = Debrief
        fields = ["held_at", "place", "facilitator"]
        field_classes = {"held_at": forms.DateTimeField}
        widgets = {
            "held_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }
        labels = {"facilitator": "Animé par"}
        help_texts = {"facilitator": "Une fonction ou un organisme, par exemple : psychologue du travail."}
        error_messages = {
            "held_at": {"required": "Indiquez le jour et l’heure."},
            "facilitator": {"required": "Indiquez qui anime."},
        }

    def __init__(self, *args, requests=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["held_at"].label = "Jour et heure"
        if requests is None:
            del self.fields["asked"]
        else:
            self.fields["asked"].queryset = requests
            self.fields["asked"].label_from_instance = asked_by

    def clean_held_at(self):
        held_at = self.cleaned_data["held_at"]
        if held_at <= timezone.now():
            raise forms.ValidationError("Ce moment est déjà passé : choisissez une date à venir.")
        return held_at


def asked_by(request: SupportRequest) -> str:
    return f"{request.person}, demande du {timezone.localtime(request.asked_at):%d/%m/%Y}"


class DebriefRecordForm(forms.ModelForm):
    class Meta:
        model = Debrief
        fields = ["attendance_count", "themes", "learnt", "changes"]
        widgets = {
            name: forms.Textarea(attrs={"rows": 4, "maxlength": TEXT_LIMIT}) for name in ("themes", "learnt", "changes")
        }
        labels = {"attendance_count": "Combien de personnes sont venues ?"}
        help_texts = {
            "attendance_count": "Un nombre seulement : personne n’est nommé.",
            "themes": "En général, sans nommer personne.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        count = self.fields["attendance_count"]
        count.required = True
        count.error_messages["required"] = "Indiquez un nombre, 0 si personne n’est venu."

    def clean(self):
        for name in ("themes", "learnt", "changes"):
            if len(self.cleaned_data.get(name, "")) > TEXT_LIMIT:
                self.add_error(name, "2 000 caractères au plus : raccourcissez.")
        return self.cleaned_data


class CountsForm(forms.Form):
    """Which closed list the published counts follow."""

    par = forms.ChoiceField(label="Compter par", choices=[(key, title) for key, (title, _) in DIMENSIONS.items()])
