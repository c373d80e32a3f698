"""The chain drawn: a column of boxes from the meetup down to the results, branches for what was taken up elsewhere.

Widths suit a phone; every number is written here as text, so that no locale can put a comma in an SVG attribute.
Long lists are folded: the page tells them in full under the picture.
"""

import textwrap
from dataclasses import dataclass

from networks.mini_projects.chain import Stage

WIDTH = 360
INDENT = 22
DEEPEST = 4
RAIL = 11
GAP = 22
PADDING = 12
CHARACTER = 8.2  # a bold one's width, on the safe side
KIND_HEIGHT, TITLE_HEIGHT, LINE_HEIGHT = 19, 21, 19
TITLE_LINES, TEXT_LINES, LINES_SHOWN = 3, 2, 4


@dataclass(frozen=True)
class Words:
    text: str
    y: str
    part: str  # "kind", "title" or "line"


@dataclass(frozen=True)
class Box:
    url: str
    x: str
    y: str
    text_x: str
    width: str
    height: str
    words: tuple[Words, ...]


@dataclass(frozen=True)
class Picture:
    height: str
    boxes: tuple[Box, ...]
    arrows: tuple[str, ...]
    width: str = str(WIDTH)


def draw(stages: list[Stage]) -> Picture:
    boxes, arrows, y = [], [], 1
    bottoms: dict[int, int] = {}  # per depth, where the last box ends
    for stage in stages:
        depth = min(stage.depth, DEEPEST)
        x = depth * INDENT + 1
        box, height = box_of(stage, x, y)
        boxes.append(box)
        parent = max((known for known in bottoms if known < depth), default=None)
        if depth and parent is not None:
            rail, middle = parent * INDENT + RAIL, y + height // 2
            arrows.append(f"M{rail} {bottoms[parent]}V{middle}H{x - 2}m-6 -5l6 5l-6 5")
        elif depth in bottoms:
            arrows.append(f"M{RAIL} {bottoms[depth]}V{y - 2}m-5 -6l5 6l5 -6")
        bottoms = {known: bottom for known, bottom in bottoms.items() if known < depth} | {depth: y + height}
        y += height + GAP
    return Picture(str(max(y - GAP + 1, 1)), tuple(boxes), tuple(arrows))


def box_of(stage: Stage, x: int, y: int) -> tuple[Box, int]:
    width = WIDTH - x - 1
    characters = int((width - 2 * PADDING) / CHARACTER)
    words, at = [], y + PADDING // 2
    for part, step, text in texts(stage, characters):
        at += step
        words.append(Words(text, str(at - 4), part))
    height = at - y + PADDING - 2
    return Box(stage.url, str(x), str(y), str(x + PADDING), str(width), str(height), tuple(words)), height


def texts(stage: Stage, characters: int):
    """(part, height, text) for every line written in the box."""
    kind = f"{stage.kind}, {stage.on}" if stage.on else stage.kind
    for text in folded(kind, characters, TITLE_LINES):
        yield "kind", KIND_HEIGHT, text
    for text in folded(stage.title, characters, TITLE_LINES):
        yield "title", TITLE_HEIGHT, text
    for line in stage.lines[:LINES_SHOWN]:
        for text in folded(line.text, characters, TEXT_LINES):
            yield "line", LINE_HEIGHT, text
    left_out = len(stage.lines) - LINES_SHOWN
    if left_out > 0:
        yield "line", LINE_HEIGHT, "et un autre" if left_out == 1 else f"et {left_out} autres"


def folded(text: str, characters: int, most: int) -> list[str]:
    return textwrap.wrap(text, characters, max_lines=most, placeholder="…")
