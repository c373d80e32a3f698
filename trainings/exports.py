"""Which rows of the trainings' tables a person wants and may have, and how hours are counted in them."""

from dataclasses import dataclass

from django.db.models import (
    Case,
    DecimalField,
    DurationField,
    ExpressionWrapper,
    F,
    Value,
    When,
)
from django.db.models.functions import Extract, Round

from accounts.models import User
from sites.exports import ALL_READERS, roles_of
from sites.exports import Choice as AnyChoice
from trainings.hours import SHARE
from trainings.models import Programme

WHO_EXPORTS = "Les exports sont réservés aux chefs de projet, aux encadrants, aux partenaires et à la coordination."
DECIMAL = DecimalField(max_digits=12, decimal_places=4)


@dataclass(frozen=True)
class Choice(AnyChoice):
    programme: Programme | None = None

    def conditions(self, *, site: str = "", programme: str = "", day: str = "") -> dict:
        wanted = super().conditions(site=site, day=day)
        return wanted | ({programme: self.programme} if programme and self.programme else {})


def can_export(user: User) -> bool:
    return bool(roles_of(user) & ALL_READERS)


def hours_between(start: str, end: str):
    """What ``trainings.hours.length`` says, for the database: hours, to the quarter."""
    length = ExpressionWrapper(F(end) - F(start), output_field=DurationField())
    return Round(Extract(length, "epoch") / Value(900), output_field=DECIMAL) / Value(4, output_field=DECIMAL)


def hours_attended(start: str, end: str):
    """The same for an ``Attendance``: its share of the half-day."""
    shares = [When(state=state, then=Value(share, output_field=DECIMAL)) for state, share in SHARE.items()]
    share = Case(*shares, default=Value(0, output_field=DECIMAL), output_field=DECIMAL)
    return ExpressionWrapper(hours_between(start, end) * share, output_field=DECIMAL)
