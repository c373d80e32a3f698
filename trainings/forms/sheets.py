"""A signed sheet to keep."""

from django import forms
from django.utils.timezone import localtime

from proxinet.french_dates import date_format
from proxinet.uploads import SoundFileField
from trainings.models import HalfDay


class SignedSheetForm(forms.Form):
    half_day = forms.ModelChoiceField(HalfDay.objects.none(), label="Demi-journée", empty_label=None)
    upload = SoundFileField(label="Feuille signée", help_text="Scan ou photo : PDF, JPEG ou PNG, 10 Mo au plus.")

    def __init__(self, *args, session, half_days, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["half_day"]
        field.queryset = session.half_days.filter(pk__in=[half_day.pk for half_day in half_days])
        field.label_from_instance = lambda half_day: date_format(localtime(half_day.starts_at), r"l j F Y, G\hi")
