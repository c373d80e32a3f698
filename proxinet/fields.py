"""How days and hours are typed, in every form."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

FIRST_YEAR, LAST_YEAR = 2000, 2100


def date_input():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def time_input():
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def check_year(day: date | None, first: int = FIRST_YEAR) -> date | None:
    """The day, or a sentence when its year must be a slip of the keyboard."""
    if day and not first <= day.year <= LAST_YEAR:
        raise ValidationError("Vérifiez l’année.")
    return day
