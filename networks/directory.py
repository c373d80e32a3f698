"""Who to call, found by problem, whatever the spelling."""

import re
import unicodedata
from functools import reduce
from operator import add

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone

from networks.models import Contact

CLOSE_ENOUGH = 0.5
MOST_WORDS = 8
ASKING = """
a ai appel appelle appeler au aux avec c ce ces cette chez comment contacter d dans de des du elle en est et faire faut
fait il ils j je l la le les leur ma mes mon n ne nous on ou par pas personne plus pour probleme problemes qu que qui
quelqu quelque s sa se ses signaler son sont sur un une veux vient y
"""
EMPTY_WORDS = frozenset(ASKING.split())
SPELT_AS_HEARD = ((r"ph", "f"), (r"([a-z])e?au", r"\1o"), (r"ai|ei", "e"), (r"y", "i"), (r"(.)\1", r"\1"))


def words_of(text: str) -> list[str]:
    """The words of a question that say what the problem is: lower case, without accents; all if none stands out."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = list(dict.fromkeys(re.findall(r"[a-z0-9]+", plain)))
    return ([word for word in words if word not in EMPTY_WORDS] or words)[:MOST_WORDS]


def as_heard(word: str) -> str:
    """One spelling for several that sound the same: « interfone » and « interphone »."""
    return reduce(lambda heard, rule: re.sub(*rule, heard), SPELT_AS_HEARD, word)


def column_as_heard(expression):
    """``as_heard`` of an SQL text, lower case and without accents."""
    plain = Func(expression, function="unaccent")
    return reduce(
        lambda heard, rule: Func(heard, *map(Value, rule), Value("g"), function="regexp_replace"),
        SPELT_AS_HEARD,
        Lower(plain, output_field=TextField()),
    )


def search(contacts, text: str):
    """The contacts whose name, organisation or reasons to call resemble a word of ``text``, best first (one query)."""
    words = words_of(text)
    if not words:
        return contacts
    described = Concat("call_for", Value(" "), "name", Value(" "), "organisation__name", output_field=TextField())
    contacts = contacts.alias(sounds=column_as_heard(described))
    scores = {f"word_{number}": TrigramWordSimilarity(as_heard(word), F("sounds")) for number, word in enumerate(words)}
    close = reduce(Q.__or__, (Q(**{f"{name}__gt": CLOSE_ENOUGH}) for name in scores))
    return contacts.alias(**scores).filter(close).order_by(reduce(add, map(F, scores)).desc(), "name", "pk")


def confirm_contact(contact: Contact) -> None:
    """Note that the contact was checked today."""
    contact.checked_on = timezone.localdate()
    contact.save(update_fields=["checked_on"])
