"""What a table for a spreadsheet is, and which of its rows a person gets. Each room declares its own tables."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from accounts.models import Role, User
from proxinet.exports import stored_rows
from sites.models import Site

SITE_READERS = frozenset({Role.GUP_LEAD, Role.LANDLORD_MANAGER, Role.PARTNER, Role.ADMIN})
ALL_READERS = SITE_READERS | {Role.COORDINATOR}


@dataclass(frozen=True)
class Choice:
    """The rows one wants; None: whatever."""

    site: Site | None = None
    after: date | None = None
    before: date | None = None

    def conditions(self, *, site: str = "", day: str = "") -> dict:
        """As keyword arguments of ``filter``. Each argument is the path to what is compared; none: not compared."""
        wanted = {
            site: self.site,
            f"{day}__gte": day and self.after,
            f"{day}__lte": day and self.before,
        }
        return {path: value for path, value in wanted.items() if path and value}


def as_it_is(value):
    return value


@dataclass(frozen=True)
class Column:
    """``source``: a path or an annotation of the table's rows. ``show``: what its value becomes in the file."""

    title: str
    source: str
    show: Callable[[Any], Any] = as_it_is


@dataclass(frozen=True)
class Table:
    """``rows_for(user, choice)``: a queryset of what ``user`` may read. ``readers``: roles for whom it may hold rows.

    ``withheld``: role -> titles of the columns that whoever holds it does not get, in any of their parts.
    """

    name: str
    title: str
    contents: str
    rows_for: Callable[[User, Choice], QuerySet]
    columns: tuple[Column, ...]
    readers: frozenset = ALL_READERS
    withheld: Mapping[str, frozenset] = field(default_factory=dict)

    def columns_for(self, user: User) -> list[Column]:
        if user.access.is_admin:
            return list(self.columns)
        kept_back = {title for role in roles_of(user) for title in self.withheld.get(role, ())}
        return [column for column in self.columns if column.title not in kept_back]

    def rows(self, user: User, choice: Choice, columns: Iterable[Column]) -> Iterator[list]:
        """The rows as they are read from the database, by one query."""
        columns = list(columns)
        sources = list(dict.fromkeys(column.source for column in columns))
        shown = [(sources.index(column.source), column.show) for column in columns]
        for values in stored_rows(self.rows_for(user, choice).values_list(*sources)):
            yield [show(values[place]) for place, show in shown]


def roles_of(user: User) -> set[str]:
    return {membership.role for membership in user.access.memberships}


# What a value becomes ------------------------------------------------------------------------------------------------


def label_of(choices) -> Callable[[str | None], str]:
    labels = dict(choices.choices)
    return lambda value: labels.get(value, "")


def labels_of(choices) -> Callable[[list | None], str]:
    labels = dict(choices.choices)
    return lambda values: ", ".join(labels.get(value, value) for value in values or [])


def counts_of(choices) -> Callable[[list | None], str]:
    """« 4 × Ville, 2 × Bailleur social », the most numerous first."""
    labels = dict(choices.choices)

    def show(values):
        found = Counter(value for value in values or [] if value)
        return ", ".join(f"{count} × {labels.get(value, value)}" for value, count in found.most_common())

    return show


def count_of(wanted: str) -> Callable[[list | None], int]:
    return lambda values: (values or []).count(wanted)


def as_number(value: Decimal | None) -> Decimal | None:
    """Without the zeros a database adds."""
    return None if value is None else value.normalize()


# Counting beside a row, so that no row comes twice --------------------------------------------------------------------


def counted(queryset: QuerySet, *, by: str, distinct: str = "pk") -> QuerySet:
    """A subquery: how many of ``queryset`` share the same ``by``."""
    return queryset.order_by().values(by).annotate(n=Count(distinct, distinct=True)).values("n")


def summed(queryset: QuerySet, expression, *, by: str) -> QuerySet:
    return queryset.order_by().values(by).annotate(total=Sum(expression)).values("total")
