"""What is typed about an outcome: other fields for a document, an action, a photo, a figure."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db.models import Q
from django.utils import timezone

from networks.forms.projects import MeetupChoiceField, held_meetups
from networks.models import Meetup, Outcome, Photo
from proxinet.editing import NoticesOthers
from proxinet.fields import check_year, date_input
from proxinet.uploads import SoundFileField

FIELDS = {
    Outcome.Kind.DOCUMENT: ["title", "upload", "text", "happened_on", "meetup"],
    Outcome.Kind.ACTION: ["title", "happened_on", "meetup", "text"],
    Outcome.Kind.PHOTO: ["title", "upload", "consent", "happened_on", "meetup"],
    Outcome.Kind.FIGURE: ["figure", "unit", "title", "happened_on", "meetup", "text"],
}
TITLES = {
    Outcome.Kind.DOCUMENT: ("Nom du document", "Par exemple\u202f: affiche sur le tri."),
    Outcome.Kind.ACTION: ("Ce qui a été fait", "Par exemple\u202f: nettoyage du square avec les jeunes."),
    Outcome.Kind.PHOTO: ("Ce que l’on voit", "Une phrase, lue aussi à ceux qui ne voient pas la photo."),
    Outcome.Kind.FIGURE: ("Ce que l’on a compté", "Par exemple\u202f: vêtements collectés en mai."),
}
ANY_SPACE = re.compile(r"\s")


class FrenchNumberField(forms.DecimalField):
    """« 1 250 » or « 12,5 », whatever the space."""

    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value):
        return super().to_python(ANY_SPACE.sub("", value).replace(",", ".") if isinstance(value, str) else value)


class OutcomeForm(NoticesOthers, forms.ModelForm):
    """An outcome of ``instance.kind``; ``networks.mini_projects.outcomes.keep_outcome`` writes it."""

    upload = SoundFileField(required=False)
    figure = FrenchNumberField(
        label="Nombre",
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(0, "Indiquez 0 ou plus.")],
        error_messages={
            "required": "Indiquez le nombre.",
            "invalid": "Écrivez un nombre, par exemple\u202f: 1\u202f250.",
        },
    )
    unit = forms.CharField(label="De quoi", max_length=60, help_text="Par exemple\u202f: sacs de vêtements.")
    consent = forms.ChoiceField(
        label="Les personnes que l’on voit",
        choices=Photo.Consent.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce qu’il en est pour les personnes que l’on voit."},
    )
    meetup = MeetupChoiceField(
        label="À la rencontre", queryset=Meetup.objects.none(), required=False, empty_label="Aucune en particulier"
    )

    class Meta:
        model = Outcome
        fields = ["title", "text", "happened_on", "figure", "unit", "consent", "meetup"]
        labels = {"text": "Précisions", "happened_on": "Date"}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3, "maxlength": 1000}),
            "happened_on": date_input(),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kind = Outcome.Kind(self.instance.kind)
        for name in [name for name in self.fields if name not in (*FIELDS[kind], "seen")]:
            del self.fields[name]
        self.order_fields(FIELDS[kind])
        self.fields["title"].label, self.fields["title"].help_text = TITLES[kind]
        self.offer_meetups()
        if "upload" in self.fields:
            self.describe_upload(kind)

    def offer_meetups(self):
        """Those held at the site; those of the group when it is one's work."""
        held = held_meetups([self.instance.site_id], self.instance.meetup_id)
        if self.instance.group_id:
            held = held.filter(Q(group=self.instance.group_id) | Q(pk=self.instance.meetup_id))
        self.fields["meetup"].queryset = held
        if not held.exists():
            self.fields["meetup"].widget = forms.HiddenInput()

    def describe_upload(self, kind):
        upload = self.fields["upload"]
        if kind == Outcome.Kind.PHOTO:
            upload.label, upload.required = "Photo", not self.instance.file
            upload.widget.attrs["accept"] = ".jpg,.jpeg,.png"
            upload.help_text = "JPEG ou PNG, 10\u00a0Mo au plus. Le lieu et l’heure notés par l’appareil sont effacés."
        else:
            self.fields["text"].label = "Ou bien, où le trouver"
            self.fields["text"].help_text = "Par exemple\u202f: au local du 3, allée des Tilleuls."
        if self.instance.file:
            upload.help_text += " Vide\u202f: le fichier actuel reste."

    def held(self):
        names = [name for name in FIELDS[Outcome.Kind(self.instance.kind)] if name != "upload"]
        return {name: value for name, value in super().held().items() if name in names}

    def clean_happened_on(self):
        day = check_year(self.cleaned_data["happened_on"])
        if day and day > timezone.localdate():
            raise ValidationError("Cette date n’est pas encore venue.")
        return day

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload and self.instance.kind == Outcome.Kind.PHOTO and not upload.kind.pillow_format:
            raise ValidationError("Ce fichier n’est pas une photo\u202f: choisissez une image JPEG ou PNG.")
        return upload

    def clean(self):
        cleaned = super().clean()
        is_nowhere = not cleaned.get("upload") and not cleaned.get("text") and not self.instance.file
        if self.instance.kind == Outcome.Kind.DOCUMENT and is_nowhere and not {"upload", "text"} & set(self.errors):
            self.add_error("upload", "Choisissez le fichier, ou écrivez où trouver le document.")
        return cleaned
