"""A session as one card of a list."""

from dataclasses import dataclass

from django.utils import timezone

from proxinet.french_dates import date_format
from sites.event_card import EventCard, hour


@dataclass(frozen=True)
class SessionCard(EventCard):
    """``event``: a session with its ``half_day_count``."""

    @property
    def hours(self) -> str:
        """When it starts and for how long; with the whole date once it is past."""
        start = hour(self.event.starts_at)
        if self.event.is_past:
            start = f"{date_format(timezone.localtime(self.event.starts_at), 'j F Y')}, {start}"
        if self.event.half_day_count > 1:
            return f"{start}, {self.event.half_day_count} demi-journées"
        return f"{start} – {hour(self.event.ends_at)}"
