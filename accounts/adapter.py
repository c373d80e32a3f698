from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction

from proxinet.tasks import send_queued_mails
from proxinet.wake import wake


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by invitation only; allauth's mails go through the queue."""

    def is_open_for_signup(self, request):
        return False

    def authenticate(self, request, **credentials):
        """The demonstration's password is public: it opens nothing outside a machine of one's own."""
        if not settings.LOCAL and credentials.get("password") == settings.DEMO_PASSWORD:
            self.authentication_failed(request, **credentials)
            return None
        return super().authenticate(request, **credentials)

    def send_mail(self, template_prefix, email, context):
        super().send_mail(template_prefix, email, context)
        transaction.on_commit(lambda: wake(send_queued_mails), robust=True)
