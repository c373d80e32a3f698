"""Two figures that look alike and do not count the same thing: 200 in the network, 220 contributors."""

import re
from collections.abc import Iterable

from proxinet.charts import in_french
from reports.models import Figure
from sites.names import name_key

LETTERS = re.compile(r"[^\W\d_]+")
STEM = 6  # letters: « contributeur » and « contribution » are of one family
EMPTY_WORDS = (
    "avec aux dans des deux les leur leurs nombre par personnes plus pour site sites total tous toutes une"
)
SAYS_NOTHING = {name_key(word)[:STEM] for word in EMPTY_WORDS.split()}


def suggested_note(figure: Figure, others: Iterable[Figure]) -> str:
    """What to write beside ``figure`` when another of the contribution resembles it with another value; else empty."""
    if figure.value is None or figure.note:
        return ""
    for other in others:
        if other.pk != figure.pk and other.value not in (None, figure.value) and resemble(figure, other):
            return (
                f"À ne pas confondre avec «\u202f{other.label}\u202f» ({in_french(other.value)}), "
                f"qui compte autre chose\u202f: {decapitalised(other.definition)}"
            )[: Figure._meta.get_field("note").max_length]
    return ""


def resemble(one: Figure, other: Figure) -> bool:
    """The same word in both labels, or two words of one's label in what the other counts; never two counts made by
    the portal, whose definitions are already told apart."""
    if one.is_computed and other.is_computed:
        return False
    labels = words(one.label), words(other.label)
    return bool(
        labels[0] & labels[1]
        or len(labels[0] & words(other.definition)) > 1
        or len(labels[1] & words(one.definition)) > 1
    )


def words(text: str) -> set[str]:
    """The words of ``text`` that say something, by their first letters."""
    found = {name_key(word)[:STEM] for word in LETTERS.findall(text)}
    return {word for word in found if len(word) > 2} - SAYS_NOTHING


def decapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]
