"""Who to call, found by problem, whatever the spelling."""

import re
import unicodedata
from functools import reduce
from operator import add

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, Q, Value
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


def words_of(text: str) -> list[str]:
    """The words of a question that say what the problem is: lower case, without accents; all if none stands out."""
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
        if not unicodedata.combining(sign)
    )
    words = list(dict.fromkeys(re.findall(r"[a-z0-9]+", plain)))
    return ([word for word in words if word not in EMPTY_WORDS] or words)[:MOST_WORDS]


def search(contacts, text: str):
    """The contacts whose name, organisation or reasons to call resemble a word of ``text``, best first (one query)."""
    words = words_of(text)
    if not words:
        return contacts
    everything = Lower(Concat("call_for", Value(" "), "name", Value(" "), "organisation__name"), function="unaccent")
    scores = {f"word_{number}": TrigramWordSimilarity(word, everything) for number, word in enumerate(words)}
    close = reduce(Q.__or__, (Q(**{f"{name}__gt": CLOSE_ENOUGH}) for name in scores))
    return contacts.alias(**scores).filter(close).order_by(reduce(add, map(F, scores)).desc(), "name", "pk")


def confirm_contact(contact: Contact) -> None:
    """Note that the contact was checked today."""
    contact.checked_on = timezone.localdate()
    contact.save(update_fields=["checked_on"])
