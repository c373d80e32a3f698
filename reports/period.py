"""The period an assessment speaks of."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone

BEFORE_ANY_RECORD = date(1970, 1, 1)


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included. What is still to come is not assessed."""

    starts_on: date
    ends_on: date

    @classmethod
    def of(cls, campaign) -> "Period":
        return cls(campaign.starts_on, campaign.ends_on)

    @classmethod
    def so_far(cls) -> "Period":
        """All that the portal knows, until now."""
        return cls(BEFORE_ANY_RECORD, timezone.localdate())

    @property
    def as_of(self) -> date:
        """The day its figures speak of: its last day, or today while it runs."""
        return min(self.ends_on, timezone.localdate())

    def held(self) -> Q:
        """Events of the period that are over and were not called off."""
        return Q(starts_at__gte=start_of(self.starts_on), ends_at__lt=self.until, cancelled_at=None)

    @property
    def until(self) -> datetime:
        """The end of the period's last day, or now."""
        return min(timezone.make_aware(datetime.combine(self.ends_on, time.max)), timezone.now())


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
