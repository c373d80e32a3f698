from django.conf import settings
from django.core.exceptions import ValidationError


class DemoPasswordValidator:
    """The demonstration's password is public: nobody may choose it."""

    def validate(self, password, user=None):
        if password == settings.DEMO_PASSWORD:
            raise ValidationError("Ce mot de passe est public\u202f: choisissez-en un autre.", code="demo_password")

    def get_help_text(self):
        return ""
