"""Dates as French writes them: « le 1er octobre », « le 2 octobre ». Django's formats know no « 1er »."""

import re

from django import template
from django.template import defaultfilters
from django.utils import formats

register = template.Library()

FIRST_OF_MONTH = re.compile(
    r"\b1 (?=(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b)"
)


def date_format(value, form: str) -> str:
    """``value`` (a date, or a local date and time) in Django's format ``form``."""
    return FIRST_OF_MONTH.sub("1er ", formats.date_format(value, form))


@register.filter(expects_localtime=True)
def date(value, form=None) -> str:
    """Django's filter of this name, in every template of the house."""
    return FIRST_OF_MONTH.sub("1er ", defaultfilters.date(value, form))
