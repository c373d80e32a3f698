"""The map of the departments, ready to draw: outlines of ``static/img/departments`` and how dark each one is."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from reports.document.content import MarkedDepartment
from reports.document.departments import DEPARTMENTS

LIGHT, MIDDLE, DARK = "#8fc2bd", "#2b8286", "#07454a"
TONES = {1: (DARK,), 2: (LIGHT, DARK), 3: (LIGHT, MIDDLE, DARK)}
INK_ON = {LIGHT: "#1b2628", MIDDLE: "#ffffff", DARK: "#ffffff"}
LABEL, SMALL_LABEL = 150, 105
SMALL = {"69", "78", "90", "91", "92", "95", "971", "972", "973", "974", "976"}


@dataclass(frozen=True)
class Shape:
    """An outline. ``tone``: its colour, empty without a site; ``label``: its code where there is room for it."""

    path: str
    tone: str = ""
    label: str = ""
    size: int = 0
    ink: str = ""
    x: int = 0
    y: int = 0


@dataclass(frozen=True)
class Shade:
    """A part of the legend: « 2 à 5 sites »."""

    tone: str
    least: int
    most: int
    x: int = 0

    @property
    def text_x(self) -> int:
        return self.x + 340

    @property
    def text(self) -> str:
        count = str(self.most) if self.least == self.most else f"{self.least} à {self.most}"
        return f"{count}\u00a0site" + ("s" if self.most > 1 else "")


@dataclass(frozen=True)
class FranceMap:
    width: int
    height: int
    description: str
    shapes: tuple[Shape, ...]
    shades: tuple[Shade, ...]


@cache
def outlines() -> dict:
    return json.loads((settings.BASE_DIR / "static/img/departments/shapes.json").read_text())


def france_map(marked: Iterable[MarkedDepartment]) -> FranceMap:
    """The map with the departments of ``marked`` darker the more sites they have, and all of it in words."""
    counts = {department.code: len(department.sites) for department in marked}
    drawn = outlines()
    legend = shades(counts.values())
    enlarged = drawn["insets"]
    shapes = [
        shape(code, outline, counts.get(code, 0), legend, with_label=code not in enlarged)
        for code, outline in drawn["departments"].items()
    ]
    shapes += [shape(code, outline, counts.get(code, 0), legend) for code, outline in enlarged.items()]
    return FranceMap(drawn["width"], drawn["height"], in_words(counts), tuple(shapes), legend)


def shades(counts: Iterable[int]) -> tuple[Shade, ...]:
    """At most three, between the smallest and the largest count."""
    different = sorted(set(counts))
    if not different:
        return ()
    tones = TONES[min(len(different), 3)]
    size = -(-len(different) // len(tones))
    groups = [different[start : start + size] for start in range(0, len(different), size)]
    return tuple(
        Shade(tone, group[0], group[-1], x)
        for tone, group, x in zip(tones[-len(groups) :], groups, range(0, 6000, 1500), strict=False)
    )


def shape(code: str, outline: dict, count: int, legend: tuple[Shade, ...], *, with_label: bool = True) -> Shape:
    tone = next((shade.tone for shade in legend if shade.least <= count <= shade.most), "")
    if not tone or not with_label:
        return Shape(outline["d"], tone)
    size = SMALL_LABEL if code in SMALL else LABEL
    return Shape(outline["d"], tone, code, size, INK_ON[tone], outline["x"], outline["y"] + size * 36 // 100)


def in_words(counts: dict[str, int]) -> str:
    told = ", ".join(f"{DEPARTMENTS[code]} ({code})\u202f: {count}" for code, count in counts.items())
    return "Carte des départements de France. " + (
        f"Nombre de sites par département\u202f: {told}." if told else "Aucun département n’a de site."
    )
