"""A session as one card of a list."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from sites.sign_up_form import MyPlace
from trainings.models import Session


@dataclass(frozen=True)
class SessionCard:
    """``session`` with its ``half_day_count``; ``mine``: the reader's own place there."""

    session: Session
    mine: MyPlace

    @property
    def hours(self) -> str:
        """When it starts and for how long; with the whole date once it is past."""
        start = hour(self.session.starts_at)
        if self.session.is_past:
            start = f"{date_format(timezone.localtime(self.session.starts_at), 'j F Y')}, {start}"
        if self.session.half_day_count > 1:
            return f"{start}, {self.session.half_day_count} demi-journées"
        return f"{start} – {hour(self.session.ends_at)}"

    @property
    def badge(self) -> str:
        if self.session.cancelled_at:
            return "Annulé"
        if self.session.is_past or self.mine.badge:
            return self.mine.badge
        return "" if self.session.is_open else "Inscriptions closes"

    @property
    def tone(self) -> str:
        if self.session.cancelled_at:
            return "danger"
        return self.mine.tone if self.mine.badge else "neutral"

    @property
    def verb(self) -> str:
        return self.mine.verb


def hour(moment) -> str:
    return date_format(timezone.localtime(moment), r"G\hi")
