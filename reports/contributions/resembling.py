"""Two figures that look alike and do not count the same thing: 200 in the network, 220 contributors."""

import re
from collections.abc import Iterable

from proxinet.charts import in_french
from reports.models import Figure

LETTERS = re.compile(r"[^\W\d_]{4,}")
SAYS_NOTHING = "avec dans deux leur nombre personne plus pour site sont total tous toute"


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
    """The words of ``text`` that say something, without the marks of feminine and plural."""
    return stems(text) - stems(SAYS_NOTHING)


def stems(text: str) -> set[str]:
    return {word.rstrip("esx") for word in LETTERS.findall(text.casefold())}


def decapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]
