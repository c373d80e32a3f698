"""Incident counts that may be shown: never one between 1 and 4, nor anything from which one could be worked out."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from incidents.models import Complaint, Incident, Nature, PlaceKind, Severity, TimeBand, Trigger
from proxinet.charts import BarChart, bar_chart, in_french

THRESHOLD = 5
SMALL = "moins de 5"
MASKED = "non publié"
DIMENSIONS = {
    "nature": ("Ce qui s’est passé", Nature),
    "severity": ("Gravité ressentie", Severity),
    "place_kind": ("Lieu", PlaceKind),
    "time_band": ("Moment", TimeBand),
    "trigger": ("Ce qui a déclenché", Trigger),
    "complaint": ("Plainte", Complaint),
}


@dataclass(frozen=True)
class ProtectedCount:
    """One printable count: ``text`` is always safe to print; ``value`` is None when the count is not published."""

    label: str
    value: int | None
    text: str


@dataclass(frozen=True)
class ProtectedTable:
    """Counts along one closed list. ``rows`` is empty when no breakdown may be published; iterates over its rows."""

    title: str
    rows: tuple[ProtectedCount, ...]
    total: ProtectedCount

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    @property
    def withheld(self) -> bool:
        return not self.rows

    @property
    def has_masked_rows(self) -> bool:
        return any(row.value is None for row in self.rows)

    @property
    def chart(self) -> BarChart | None:
        """The published counts as bars (None without any); zeros and what is not published are in the table beside."""
        shown = [(row.label, row.value) for row in self.rows if row.value]
        if not shown:
            return None
        return bar_chart(shown, title=self.title, label_heading=self.title, value_heading="Signalements")


def protected_counts(sites, by: str = "nature", period: tuple[date, date] | None = None) -> ProtectedTable:
    """Count the incidents of ``sites`` (a queryset or list) along ``by`` (a key of ``DIMENSIONS``).

    ``period``: first and last day, both included; everything when None. Do not print beside each other periods that
    overlap: their difference would be a third table that nobody protected. See ``protect`` for what is hidden.
    """
    title, choices = DIMENSIONS[by]
    incidents = Incident.objects.filter(site__in=sites)
    if period:
        incidents = incidents.filter(happened_on__range=period)
    counted = dict(incidents.order_by().values_list(by).annotate(count=Count("pk")))
    return protect([(label, counted.get(value, 0)) for value, label in choices.choices], title)


def protect(counts: list[tuple[str, int]], title: str = "") -> ProtectedTable:
    """The publishable form of one table of ``(label, count)``.

    1. A count from 1 to 4 prints « moins de 5 »; 0 stays 0.
    2. A total from 1 to 4 prints « moins de 5 » and its breakdown is withheld: zeros alone would tell, across tables.
    3. With at least one small count, the last count of 5 or more (in the closed list's order, so that the choice says
       nothing of its size) prints « non publié » too. The total is taken as known, since another table of the same
       incidents may print all its counts.
    4. When nothing can play that part, or when even so only one solution would remain (every small count is 1 and the
       masked one is 5), the breakdown is withheld and only the total is printed.

    Why it holds, even for a reader who knows these rules: let k counts be small, S their sum, R what remains of the
    total once the printed counts are taken away. All the reader learns is that S lies between k and min(4k, R - 5).
    A table is printed only if R > k + 5, so S has at least two possible values and each small count too.
    """
    total = sum(count for _, count in counts)
    small = [index for index, (_, count) in enumerate(counts) if 0 < count < THRESHOLD]
    if total < THRESHOLD and small:
        return ProtectedTable(title, (), hidden("Total", SMALL))
    masked = set(small)
    if small:
        large = [index for index, (_, count) in enumerate(counts) if count >= THRESHOLD]
        masked.update(large[-1:])
        remainder = sum(counts[index][1] for index in masked)
        if not large or remainder <= len(small) + THRESHOLD:
            return ProtectedTable(title, (), shown("Total", total))
    rows = tuple(
        shown(label, count) if index not in masked else hidden(label, SMALL if index in small else MASKED)
        for index, (label, count) in enumerate(counts)
    )
    return ProtectedTable(title, rows, shown("Total", total))


def shown(label: str, count: int) -> ProtectedCount:
    return ProtectedCount(label, count, in_french(count))


def hidden(label: str, text: str) -> ProtectedCount:
    return ProtectedCount(label, None, text)
