"""What a person's memberships let them reach; read once per request as ``user.access``."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Access:
    """A person's memberships (``accounts.Membership`` rows, site and organisation loaded)."""

    memberships: tuple

    @cached_property
    def national_roles(self) -> frozenset[str]:
        return frozenset(m.role for m in self.memberships if m.site_id is None)

    @property
    def is_coordinator(self) -> bool:
        return "coordinator" in self.national_roles

    @property
    def is_admin(self) -> bool:
        return "admin" in self.national_roles

    @property
    def is_national(self) -> bool:
        return bool(self.national_roles)

    def site_ids(self, *roles: str) -> frozenset[int]:
        """Sites where the person holds one of ``roles`` (any role when none is named)."""
        return frozenset(m.site_id for m in self.memberships if m.site_id and (not roles or m.role in roles))

    def leads(self, site_id: int | None) -> bool:
        """True when the person manages this site: its GUP lead, or the platform's administrator."""
        return self.is_admin or site_id in self.site_ids("gup_lead")

    def holds(self, role: str, site_id: int | None = None, organisation_id: int | None = None) -> bool:
        """True when the person holds ``role`` (at that site, for that organisation, where named)."""
        return any(
            m.role == role
            and (site_id is None or m.site_id == site_id)
            and (organisation_id is None or m.organisation_id == organisation_id)
            for m in self.memberships
        )

    def active(self, membership_pk: int | None):
        """The membership chosen in the header, else the first one; None for someone without a role."""
        chosen = [m for m in self.memberships if m.pk == membership_pk]
        return (chosen or [*self.memberships, None])[0]
