"""What every page's frame shows: where I am, as whom, and where I can go."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from proxinet.navigation import nav_items, section_items

MEMBERSHIP_SESSION_KEY = "membership"


@dataclass
class Shell:
    """Read by ``base.html``. Everything is computed when asked for: a page without header costs nothing."""

    request: object

    @cached_property
    def memberships(self) -> tuple:
        access = getattr(getattr(self.request, "user", None), "access", None)
        return access.memberships if access else ()

    @cached_property
    def membership(self):
        if not self.memberships:
            return None
        return self.request.user.access.active(self.request.session.get(MEMBERSHIP_SESSION_KEY))

    @property
    def site(self):
        return self.membership.site if self.membership else None

    @cached_property
    def nav(self) -> list[dict]:
        return nav_items(self.membership, self.request.path)

    @cached_property
    def section(self) -> list[dict]:
        return section_items(self.membership, self.request.path)

    operator_name = settings.OPERATOR_NAME
    operator_logo = settings.OPERATOR_LOGO

    @property
    def is_demo(self) -> bool:
        return settings.LOCAL


def shell(request) -> dict:
    return {"shell": current_shell(request)}


def current_shell(request) -> Shell:
    """The request's one ``Shell``; views ask it for the active membership and site."""
    if not hasattr(request, "shell"):
        request.shell = Shell(request)
    return request.shell
