"""An event one can sign up to, as one card of a list: the same words in every room."""

from dataclasses import dataclass

from django.utils import timezone

from proxinet.french_dates import date_format
from proxinet.seats import SeatedEvent
from sites.sign_up_form import MyPlace


@dataclass(frozen=True)
class EventCard:
    """``mine``: the reader's own place at ``event``."""

    event: SeatedEvent
    mine: MyPlace

    @property
    def badge(self) -> str:
        if self.event.cancelled_at:
            return "Annulé"
        if self.event.is_past or self.mine.badge:
            return self.mine.badge
        return "" if self.event.is_open else "Inscriptions closes"

    @property
    def tone(self) -> str:
        if self.event.cancelled_at:
            return "danger"
        return self.mine.tone if self.mine.badge else "neutral"

    @property
    def verb(self) -> str:
        return self.mine.verb


def hour(moment) -> str:
    return date_format(timezone.localtime(moment), r"G\hi")
