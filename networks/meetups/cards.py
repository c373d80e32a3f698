"""A meetup as one card of a list."""

from dataclasses import dataclass

from django.utils import timezone

from proxinet.french_dates import date_format
from sites.event_card import EventCard, hour


@dataclass(frozen=True)
class MeetupCard(EventCard):
    """``is_kept``: the reader leads the meetup's site."""

    is_kept: bool = False

    @property
    def day(self):
        """For the calendar tile; None where only the month is known."""
        return None if self.event.date_text else self.event.starts_at

    @property
    def hours(self) -> str:
        if self.event.date_text:
            return self.event.date_text
        span = f"{hour(self.event.starts_at)} – {hour(self.event.ends_at)}"
        return (
            f"{date_format(timezone.localtime(self.event.starts_at), 'j F Y')}, {span}" if self.event.is_past else span
        )

    @property
    def account_is_missing(self) -> bool:
        return self.is_kept and self.event.is_past and not self.event.recorded_at and not self.event.cancelled_at

    @property
    def badge(self) -> str:
        if self.event.cancelled_at or not self.event.is_past:
            return super().badge
        if self.account_is_missing:
            return "Compte rendu à écrire"
        return "Vous y étiez" if self.mine.registration and self.mine.registration.attended else ""

    @property
    def tone(self) -> str:
        if self.event.cancelled_at or not self.event.is_past:
            return super().tone
        return "warning" if self.account_is_missing else "success"
