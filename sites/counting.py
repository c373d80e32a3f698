"""Counts of a site's rows inside one query on sites."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce


def count_at_site(queryset, site_lookup: str):
    """A subquery: how many rows of ``queryset`` belong to the outer query's site."""
    counted = queryset.filter(**{site_lookup: OuterRef("pk")}).order_by().values(site_lookup)
    return Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0)
