"""Texts that the printed document can show: what its fonts do not have, and paragraphs out of all measure, are marked.

Fonts are ours alone (``static/fonts``): a fallback found on one machine and not on another would change the pages.
"""

import re
import unicodedata
from functools import cache

from django.conf import settings
from fontTools.ttLib import TTFont

from proxinet.charts import in_french

LONGEST_PARAGRAPH = 2000  # words: some four pages
MISSING = "■"
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
STRANGE = "Des caractères que le document ne sait pas imprimer sont remplacés par ■."
TOO_LONG = "Un paragraphe de {words} mots est coupé."


@cache
def known_characters() -> frozenset[int]:
    with TTFont(settings.BASE_DIR / "static/fonts/Inter-Regular.ttf") as font:
        return frozenset(font.getBestCmap()) | {ord("\n"), ord("\t"), ord("\r")}


def printable(text: str, faults: set[str]) -> str:
    """``text`` without what cannot be printed; what was wrong is added to ``faults``, as French sentences."""
    if not text.isascii():
        text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    elif INVISIBLE.search(text):
        text = INVISIBLE.sub("", text)
    strange = {character for character in text if ord(character) not in known_characters()}
    if strange:
        faults.add(STRANGE)
        text = "".join(MISSING if character in strange else character for character in text)
    words = text.split(None, LONGEST_PARAGRAPH)
    if len(words) > LONGEST_PARAGRAPH:
        faults.add(TOO_LONG.format(words=in_french(len(text.split()))))
        text = " ".join(words[:LONGEST_PARAGRAPH]) + "\u00a0[…]"
    return text


def printable_all(frozen, faults: set[str]):
    """The same for every text of frozen content (``reports.document.frozen``)."""
    if isinstance(frozen, str):
        return printable(frozen, faults)
    if isinstance(frozen, dict):
        return {name: printable_all(value, faults) for name, value in frozen.items()}
    if isinstance(frozen, list | tuple):
        return [printable_all(value, faults) for value in frozen]
    return frozen
