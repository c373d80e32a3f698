"""Who is signed in, with what they may do: read together, since every page needs both."""

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend

from accounts.access import Access
from accounts.models import Membership


class AuthenticationBackend(AllauthBackend):
    def get_user(self, user_id):
        """The signed-in account with its ``access``, in one query for whoever holds a role."""
        held = Membership.objects.filter(user=user_id).select_related("user", "site__approach", "organisation")
        memberships = tuple(held.order_by("pk"))
        if not memberships:
            return super().get_user(user_id)
        user = memberships[0].user
        user.access = Access(memberships)
        return user if self.user_can_authenticate(user) else None
