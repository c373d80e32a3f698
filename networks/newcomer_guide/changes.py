"""What changed between two editions of the guide, in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

EMPTY = {"site": {}, "neighbourhoods": [], "partners": [], "contacts": [], "groups": [], "meetups": []}
ADDED, REMOVED, CHANGED = "Nouveau", "Retiré", "Changé"

SITE_WORDS = {"name": "nom", "project": "projet", "summary": "présentation"}
CONTACT_WORDS = {
    "name": "nom",
    "organisation": "organisme",
    "call_for": "à appeler pour",
    "phone": "téléphone",
    "email": "e-mail",
    "hours": "horaires",
    "address": "adresse",
}
GROUP_WORDS = {"title": "intitulé", "theme": "thème", "description": "ce qu’il fait", "pilots": "copilotes"}
MEETUP_WORDS = {"title": "intitulé", "day": "date", "hours": "horaires", "place": "lieu"}


@dataclass(frozen=True)
class Change:
    """``kind``: added, removed or changed. ``details``: ``(what, before, after)`` when something changed."""

    kind: str
    label: str
    details: tuple[tuple[str, str, str], ...] = ()

    @property
    def tone(self) -> str:
        return {ADDED: "success", REMOVED: "danger"}.get(self.kind, "info")


@dataclass(frozen=True)
class Topic:
    title: str
    changes: tuple[Change, ...]


def changes_between(before: dict, after: dict) -> list[Topic]:
    """By topic, those where something changed; what only time does (a meetup that has passed) is no change."""
    now, before = timezone.now(), EMPTY | before
    coming = {**before, "meetups": [one for one in before["meetups"] if datetime.fromisoformat(one["on"]) > now]}
    topics = [
        Topic("Le site", tuple(of_site(before, after))),
        Topic("Qui appeler", tuple(of_rows(before, after, "contacts", CONTACT_WORDS, contact_label))),
        Topic("Les partenaires", tuple(of_partners(before, after))),
        Topic("Les groupes de travail", tuple(of_rows(before, after, "groups", GROUP_WORDS, group_label))),
        Topic("Les prochaines rencontres", tuple(of_rows(coming, after, "meetups", MEETUP_WORDS, meetup_label))),
    ]
    return [topic for topic in topics if topic.changes]


def of_site(before: dict, after: dict):
    details = differences(before["site"], after["site"], SITE_WORDS)
    quarters = tuple(", ".join(content["neighbourhoods"]) for content in (before, after))
    if quarters[0] != quarters[1]:
        details = (*details, ("quartiers", *quarters))
    if details:
        yield Change(CHANGED, after["site"]["name"], details)


def of_partners(before: dict, after: dict):
    """A partner has no number of its own: another part is another line."""
    then, now = (
        {f"{one['name']} ({one['part'].lower()})": one for one in content["partners"]} for content in (before, after)
    )
    yield from (Change(ADDED, label) for label in now if label not in then)
    yield from (Change(REMOVED, label) for label in then if label not in now)


def of_rows(before: dict, after: dict, key: str, words: dict[str, str], label: Callable[[dict], str]):
    then, now = ({row["id"]: row for row in content[key]} for content in (before, after))
    yield from (Change(ADDED, label(row)) for pk, row in now.items() if pk not in then)
    for pk, row in now.items():
        if pk in then and (details := differences(then[pk], row, words)):
            yield Change(CHANGED, label(row), details)
    yield from (Change(REMOVED, label(row)) for pk, row in then.items() if pk not in now)


def differences(then: dict, now: dict, words: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    """An edition made before something was said of it says nothing of it."""
    pairs = ((what, told(then.get(key, "")), told(now.get(key, ""))) for key, what in words.items())
    return tuple((what, before, after) for what, before, after in pairs if before != after)


def told(value) -> str:
    return ", ".join(value) if isinstance(value, list) else value


def contact_label(row: dict) -> str:
    return f"{row['name']}, {row['organisation']}" if row["organisation"] else row["name"]


def group_label(row: dict) -> str:
    return row["title"]


def meetup_label(row: dict) -> str:
    return f"{row['title']}, {row['day']}"
