"""How often someone without an account may try: counted in the cache, which is in the database."""

import hashlib
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.utils import timezone


class Attempts:
    """Attempts at ``what`` by one visitor's network address (by everyone, without a ``request``): ``most`` in
    ``seconds`` after the first.

    A whole room may share one address: count failures, not successes.
    """

    def __init__(self, request, what: str, *, most: int, seconds: int):
        visitor = get_adapter(request).get_client_ip(request) if request else "everyone"
        who = hashlib.sha256(f"{what} {visitor}".encode()).hexdigest()
        self.key, self.most, self.span = f"attempts-{who}", most, timedelta(seconds=seconds)

    def so_far(self) -> tuple[int, object]:
        """How many, and until when they are held against the visitor."""
        count, until = cache.get(self.key, (0, None))
        now = timezone.now()
        return (count, until) if until and until > now else (0, now + self.span)

    @property
    def are_over(self) -> bool:
        return self.so_far()[0] >= self.most

    def count(self) -> None:
        count, until = self.so_far()
        cache.set(self.key, (count + 1, until), (until - timezone.now()).total_seconds())
