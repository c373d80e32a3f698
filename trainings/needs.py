"""What field staff ask to be trained in: noting it, putting like with like, and what is done about it.

Nobody who asked is ever kept: a need holds words, where they were heard, and how many times.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from sites.models import Site
from sites.names import name_key
from trainings.models import AnswerSheet, Session, TrainingNeed

State = TrainingNeed.State
LONGEST_TITLE, LONGEST_DETAIL = 200, 2000
NO_NEED = {"", "non", "rien", "aucun", "aucune", "neant", "ras", "pasdebesoin", "aucunbesoin", "jenesaispas"}
FEWEST_HEARD = 5


def enough_answered_after(session: str) -> Exists:
    """A condition on rows that reach a session by ``session``: one of its questionnaires has five answers or more."""
    sheets = AnswerSheet.objects.filter(session=OuterRef(session)).order_by().values("questionnaire")
    return Exists(sheets.annotate(count=Count("pk")).filter(count__gte=FEWEST_HEARD))


# What trainees ask for is shown at once, after which session only when so many answered that it points at nobody.
MAY_TELL_SESSION = ~Q(source=TrainingNeed.Source.TRAINEES) | enough_answered_after("heard_after")


class NeedError(Exception):
    """Something that cannot be done with a need; ``str(error)`` is a French sentence."""


@transaction.atomic
def note_need(
    site: Site, title: str, source: str, detail: str = "", heard_after: Session | None = None
) -> TrainingNeed:
    """Write a need of ``site``, or count it once more where the same words (accents, capitals and signs apart) are
    still to be answered.

    ``source``: a ``TrainingNeed.Source``. ``title``: one sentence, shortened to 200 characters (the whole of it then
    goes to ``detail``). ``heard_after``: the session after which it was said. For questionnaires, teams and, from a
    floor above (rooms do not import each other), incidents' debriefs. Name nobody in it: the site's lead reads it.
    Raises ``NeedError`` when it says nothing.
    """
    words = " ".join(title.split())
    if not words:
        raise NeedError("Écrivez le besoin en quelques mots.")
    short = words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1].rstrip()}…"
    if short != words and not detail:
        detail = title.strip()
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)  # two people saying the same thing at once count twice
    same = same_need(site, short)
    if same is None:
        return TrainingNeed.objects.create(
            site=site, title=short, source=source, detail=detail[:LONGEST_DETAIL], heard_after=heard_after
        )
    same.times_asked += 1
    if detail and detail not in same.detail:
        same.detail = f"{same.detail}\n\n{detail}".strip()[:LONGEST_DETAIL]
    same.save(update_fields=["times_asked", "detail"])
    return same


def same_need(site: Site, title: str) -> TrainingNeed | None:
    """The need of the same words that still waits for its training, itself or the one it was grouped with."""
    key = wording(title)
    now = timezone.now()
    for need in site.training_needs.select_related("merged_into__answered_by", "answered_by").order_by("pk"):
        kept = need.merged_into or need
        is_coming = kept.state == State.PLANNED and kept.answered_by and kept.answered_by.ends_at > now
        if wording(need.title) == key and (kept.state == State.OPEN or is_coming):
            return kept
    return None


def wording(title: str) -> str:
    return name_key(title) or title.casefold()


def says_something(text: str) -> bool:
    """Whether an answer asks for anything: « non », « rien » or a dash do not."""
    return name_key(text) not in NO_NEED


@transaction.atomic
def merge_needs(kept: TrainingNeed, others: Iterable[TrainingNeed]) -> TrainingNeed:
    """Group needs of one site under ``kept``'s title: it was then asked as often as all of them together.

    The others stay as its parts, out of the list. Raises ``NeedError`` when one of them was settled meanwhile.
    """
    pks = {need.pk for need in others} - {kept.pk}
    needs = {
        need.pk: need
        for need in TrainingNeed.objects.select_for_update()
        .filter(pk__in=[kept.pk, *pks], site=kept.site_id, merged_into=None, state=State.OPEN)
        .order_by("pk")
    }
    if not pks or needs.keys() != {kept.pk, *pks}:
        raise NeedError("Un de ces besoins a changé entre-temps : choisissez de nouveau dans la liste.")
    kept = needs[kept.pk]
    kept.times_asked = sum(need.times_asked for need in needs.values())
    kept.save(update_fields=["times_asked"])
    TrainingNeed.objects.filter(Q(pk__in=pks) | Q(merged_into__in=pks)).update(merged_into=kept)
    return kept


@transaction.atomic
def plan_need(need: TrainingNeed, session: Session) -> None:
    """The session answers this need. Raises ``NeedError`` when it is not to be answered any more."""
    change(need, State.OPEN, state=State.PLANNED, answered_by=session)


@transaction.atomic
def drop_need(need: TrainingNeed, reason: str) -> None:
    """Nothing will be done, and why. Raises ``NeedError`` when it was settled meanwhile."""
    change(need, State.OPEN, state=State.DROPPED, why_dropped=reason)


@transaction.atomic
def reopen_need(need: TrainingNeed) -> None:
    """Study it again: its session was called off, or the refusal was too quick."""
    change(need, State.PLANNED, State.DROPPED, state=State.OPEN, why_dropped="", answered_by=None)


def change(need: TrainingNeed, *from_states: str, **values) -> None:
    """Write ``values`` unless someone else settled or grouped the need first."""
    unchanged = TrainingNeed.objects.filter(pk=need.pk, state__in=from_states, merged_into=None)
    if not unchanged.update(**values):
        raise NeedError("Ce besoin a changé entre-temps : relisez-le.")
