"""Who to call, found by problem, whatever the spelling."""

from functools import reduce
from operator import add

from django.contrib.postgres.search import TrigramStrictWordSimilarity, TrigramWordSimilarity
from django.db.models import F, Q
from django.utils import timezone

from networks.models import Contact
from networks.spelling import as_heard, words_in

MOST_WORDS = 8
ASKING = """
a ai appel appelle appeler au aux avec c ce ces cette chez comment contacter d dans de des du elle en est et faire faut
fait il ils j je l la le les leur ma mes mon n ne nous on ou par pas personne plus pour probleme problemes qu que qui
quelqu quelque s sa se ses signaler son sont sur un une veux vient y
"""
EMPTY_WORDS = frozenset(ASKING.split())


def words_of(text: str) -> list[str]:
    """The words of a question that say what the problem is, as they sound; all of them if none stands out."""
    words = words_in(text)
    telling = [word for word in words if word not in EMPTY_WORDS] or words
    return list(dict.fromkeys(map(as_heard, telling)))[:MOST_WORDS]


def search(contacts, text: str):
    """The contacts whose name, organisation or reasons to call resemble a word of ``text``, best first (one query)."""
    words = words_of(text)
    if not words:
        return contacts
    resembles = reduce(Q.__or__, (Q(heard__trigram_word_similar=word) for word in words))
    scores = [
        measure(word, F("heard")) for word in words for measure in (TrigramWordSimilarity, TrigramStrictWordSimilarity)
    ]
    return contacts.filter(resembles).order_by(reduce(add, scores).desc(), "name", "pk")


def spell_again() -> int:
    """Write again how the contacts sound where an organisation has changed its names; how many had changed."""
    changed = []
    for contact in Contact.objects.select_related("organisation").prefetch_related("organisation__names"):
        heard = contact.heard
        contact.spell()
        if contact.heard != heard:
            changed.append(contact)
    return Contact.objects.bulk_update(changed, ["heard"], batch_size=500) if changed else 0


def confirm_contact(contact: Contact) -> None:
    """Note that the contact was checked today."""
    contact.checked_on = timezone.localdate()
    contact.save(update_fields=["checked_on"])
