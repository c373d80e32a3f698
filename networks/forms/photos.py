"""What is typed about a photo."""

from django import forms
from django.core.exceptions import ValidationError

from networks.models import Photo
from proxinet.uploads import SoundFileField


class PhotoForm(forms.ModelForm):
    """A photo and the consent of those on it; ``networks.meetups.photos.keep_photo`` writes it."""

    upload = SoundFileField(
        label="Photo",
        help_text="JPEG ou PNG, 10\u00a0Mo au plus. Le lieu et l’heure notés par l’appareil sont effacés.",
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
        error_messages={"required": "Choisissez une photo."},
    )
    consent = forms.ChoiceField(
        label="Les personnes que l’on voit",
        choices=Photo.Consent.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce qu’il en est pour les personnes que l’on voit."},
    )
    field_order = ["upload", "description", "consent", "credit"]

    class Meta:
        model = Photo
        fields = ["description", "credit", "consent"]
        help_texts = {"description": "Une phrase, lue aussi à ceux qui ne voient pas la photo."}

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload and not upload.kind.pillow_format:
            raise ValidationError("Ce fichier n’est pas une photo\u202f: choisissez une image JPEG ou PNG.")
        return upload
