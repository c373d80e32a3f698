"""Which way imports go. A new arrow is a decision: it is written here, or it does not pass."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [
    {"proxinet"},
    {"accounts"},
    {"sites"},
    {"trainings", "networks", "resources", "incidents"},
    {"reports"},
    {"home"},
    {"demo"},
]
ROOMS = [room for floor in FLOORS for room in sorted(floor)]
FLOOR_OF = {room: number for number, floor in enumerate(FLOORS) for room in floor}
NAMES_EVERY_ROOM = {"proxinet/urls.py", "proxinet/settings.py"}
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "services.py", "signals.py", "misc.py", "common.py"}

# Foreign keys that point to a room above, or sideways: they are strings in the code, and named here.
UPWARD_KEYS = {
    ("accounts.Membership", "sites.Site"),
    ("accounts.Membership", "sites.Organisation"),
    ("accounts.Invitation", "sites.Site"),
    ("accounts.Invitation", "sites.Organisation"),
    ("accounts.Invitation", "sites.FieldWorker"),
}

# Within a room, a module may import those before it, never those after it.
STOREYS = ["leaf", "models", "emails", "act", "forms", "filters", "views"]
LEAVES = {"accounts.access", "sites.names"}

# In rooms with a package for each topic: a topic may import those of the lines above, never its own line's or below.
TOPICS = {
    "networks": [
        {"contacts", "posters", "site_walks", "working_groups"},
        {"mini_projects", "newcomer_guide"},
        {"meetups"},
    ],
    "reports": [
        {"document"},
        {"contributions", "office", "paper", "web_pages"},
        {"campaigns", "production"},
    ],
}


def modules():
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield room, path.relative_to(ROOT)


def imported_modules(path):
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            raise AssertionError(f"{path}: relative import; name the room")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_below(room):
    wrong = []
    for owner, path in modules():
        if owner != room or str(path) in NAMES_EVERY_ROOM:
            continue
        for name in imported_modules(path):
            other = name.split(".")[0]
            if other in FLOOR_OF and other != room and FLOOR_OF[other] >= FLOOR_OF[room]:
                wrong.append(f"{path} imports {name}")
    assert wrong == []


def storey(room: str, *path: str) -> int:
    """Of a module of ``room``, or of a name in it; a topic's ``emails`` is on the same storey as the room's."""
    module, inner = path[0], path[1] if len(path) > 1 else ""
    if f"{room}.{module}" in LEAVES:
        return STOREYS.index("leaf")
    for several in ("forms", "views"):
        if module.startswith(several):
            return STOREYS.index(several)
    if is_topic(room, module) and inner == "emails":
        return STOREYS.index("emails")
    return STOREYS.index(module) if module in STOREYS else STOREYS.index("act")


def is_topic(room: str, module: str) -> bool:
    return any(module in topics for topics in TOPICS.get(room, ()))


def test_within_a_room_acts_know_nothing_of_forms_or_views():
    wrong = []
    for room, path in modules():
        parts = path.with_suffix("").parts
        if room == "proxinet" or "migrations" in parts or "management" in parts or parts[1] in ("urls", "admin"):
            continue
        for name in imported_modules(path):
            bits = name.split(".")
            if bits[0] == room and len(bits) > 1 and storey(*bits) > storey(*parts):
                wrong.append(f"{path} imports {name}")
    assert wrong == []


@pytest.mark.parametrize("room", TOPICS)
def test_a_topic_imports_only_topics_above(room):
    rank = {topic: number for number, topics in enumerate(TOPICS[room]) for topic in topics}
    there = {path.parts[1] for owner, path in modules() if owner == room and len(path.parts) > 2}
    assert there - {"forms", "views", "models", "migrations", "management"} == rank.keys() - {"web_pages"}
    wrong = []
    for owner, path in modules():
        topic = path.with_suffix("").parts[1]
        if owner != room or topic not in rank:
            continue
        for name in imported_modules(path):
            bits = name.split(".")
            if bits[0] == room and bits[1:] and bits[1] != topic and rank.get(bits[1], -1) >= rank[topic]:
                wrong.append(f"{path} imports {name}")
    assert wrong == []


def test_foreign_keys_across_rooms_are_the_declared_ones():
    upward = set()
    for model in apps.get_models():
        room = model._meta.app_label
        if room not in FLOOR_OF:
            continue
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and field.concrete else None
            if target is None or target._meta.app_label not in FLOOR_OF or target._meta.app_label == room:
                continue
            if FLOOR_OF[target._meta.app_label] >= FLOOR_OF[room]:
                upward.add((model._meta.label, target._meta.label))
    assert upward == UPWARD_KEYS


def test_no_module_is_a_drawer():
    assert [str(path) for _, path in modules() if path.name in FORBIDDEN_NAMES] == []


def test_migrations_are_named_by_hand():
    assert [str(p) for _, p in modules() if "migrations" in p.parts and "_auto_" in p.name] == []


def test_every_site_scoped_table_answers_visible_to():
    """A table with a path to a site that a view could list must say who sees it."""
    without = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in FLOOR_OF
        and any(field.name == "site" for field in model._meta.concrete_fields)
        and not hasattr(model._default_manager.all(), "visible_to")
    ]
    assert without == []
