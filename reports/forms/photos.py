"""A photo for the document: what is seen, who took it, and what the people seen agreed to."""

from django import forms

from proxinet.uploads import SoundPhotoField
from reports.forms.pieces import PieceForm, PlainTextField
from reports.models import SitePhoto


class PhotoForm(PieceForm):
    """What is said of a photo; its file never changes."""

    consent = forms.ChoiceField(
        label="Les personnes que l’on voit",
        choices=SitePhoto.Consent.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce qu’il en est pour les personnes que l’on voit."},
    )

    class Meta:
        model = SitePhoto
        fields = ["description", "credit", "consent"]
        field_classes = {"description": PlainTextField, "credit": PlainTextField}
        labels = {"description": "Ce que l’on voit", "credit": "Photo de"}
        help_texts = {
            "description": "Une phrase, lue aussi à ceux qui ne voient pas la photo.",
            "credit": "L’organisme ou la personne qui l’a prise, tel que le bilan doit l’écrire.",
        }
        error_messages = {
            "description": {"required": "Dites en une phrase ce que l’on voit."},
            "credit": {"required": "Indiquez qui a pris la photo."},
        }


class NewPhotoForm(PhotoForm):
    upload = SoundPhotoField()
    field_order = ["upload"]
