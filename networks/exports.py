"""Which of the network's tables a person may take away as files; ``networks.export_tables`` declares them."""

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, CharField, F, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat

from accounts.models import User
from sites.exports import ALL_READERS, Table, counted, roles_of
from sites.models import FieldWorker

WHO_EXPORTS = "Les exports sont réservés aux chefs de projet, aux encadrants, aux partenaires et à la coordination."


def can_export(user: User) -> bool:
    return bool(roles_of(user) & ALL_READERS)


def may_read(user: User, table: Table) -> bool:
    return bool(roles_of(user) & table.readers)


def why_not(table: Table) -> str:
    return f"Le tableau «\u202f{table.title}\u202f» n’est pas pour vous."


def count(queryset: QuerySet, by: str):
    """How many rows of ``queryset`` share ``by``; 0 when none does."""
    return Coalesce(Subquery(counted(queryset, by=by)), 0)


def listed(queryset: QuerySet, expression, by: str):
    """The rows of ``queryset`` that share ``by``, one after the other in a cell."""
    texts = queryset.order_by().values(by).annotate(texts=StringAgg(expression, ", ", order_by="pk", default=Value("")))
    return Subquery(texts.values("texts"), output_field=CharField())


def part_in_words():
    """A pilot's part: the organisation, and the function there when it is known."""
    return Case(
        When(function="", then=F("organisation__name")),
        default=Concat("organisation__name", Value(" ("), "function", Value(")")),
        output_field=CharField(),
    )


def name_for(user: User, path: str):
    """The name of the person at ``path`` where ``user`` may read it; empty elsewhere."""
    readable = {f"{path}__in": FieldWorker.objects.visible_to(user).values("pk")}
    full_name = Concat(f"{path}__first_name", Value(" "), f"{path}__last_name")
    return Case(When(**readable, then=full_name), default=Value(""), output_field=CharField())
