"""What an invited person is told."""

from django.conf import settings
from django.urls import reverse

from accounts.models import Invitation
from proxinet.mail import queue_mail


def send_invitation(invitation: Invitation, token: str) -> None:
    """Queue the mail that carries the link; ``token`` is in it and nowhere else."""
    queue_mail(
        invitation.email,
        f"Votre accès à {settings.OPERATOR_NAME}",
        "accounts/invitation",
        {
            "invitation": invitation,
            "url": settings.PUBLIC_URL + reverse("accounts:accept_invitation", args=[token]),
        },
    )
