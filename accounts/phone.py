import re

from django.core.exceptions import ValidationError

PHONE = re.compile(r"\+?[0-9 .()\-]+")
FEWEST_DIGITS = 4


def validate_phone(value: str) -> None:
    """A number as people write it: digits, spaces, dots, dashes, brackets, and perhaps a leading +."""
    if not PHONE.fullmatch(value) or sum(c.isdigit() for c in value) < FEWEST_DIGITS:
        raise ValidationError("Écrivez un numéro de téléphone, par exemple 01 99 00 12 34.")
