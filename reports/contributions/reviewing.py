"""A contribution's turns: sent by its lead, sent back with remarks or accepted by the coordination, reopened. Each turn
is taken behind the row's lock, dated, and told by mail."""

from django.db import transaction
from django.utils import timezone

from reports.contributions import emails as review_mails
from reports.contributions.prefilling import recompute
from reports.document.frozen import freeze
from reports.document.site_records import site_records
from reports.document.site_sheets import paragraphs
from reports.models import EDITABLE, AssessmentEvent, Remark, SiteAssessment
from reports.period import Period

State, Happened = SiteAssessment.State, AssessmentEvent.Kind
LATE = "Envoyée après la date limite."


class OutOfTurn(Exception):
    """Somebody did it first, or it is not the moment; ``str(error)`` is a French sentence."""


OUT_OF_TURN = {
    State.DRAFT: "Le site écrit encore cette contribution.",
    State.SUBMITTED: "Cette contribution est déjà envoyée.",
    State.RETURNED: "Cette contribution est déjà renvoyée au site.",
    State.ACCEPTED: "Cette contribution est déjà acceptée.",
}
NOTHING_SAID = "Écrivez une remarque ou un message\u202f: le site doit savoir quoi corriger."


@transaction.atomic
def submit(assessment: SiteAssessment, by) -> None:
    """Send it: figures are counted once more, and what the records say today is what will be printed."""
    held = locked(assessment, EDITABLE)
    recompute(held)
    held.records = freeze(site_records(held.site, Period.of(held.campaign)))
    step(held, State.SUBMITTED, Happened.SUBMITTED, by, LATE if held.campaign.is_past_deadline else "")
    review_mails.send_submitted(held)


@transaction.atomic
def send_back(assessment: SiteAssessment, by, text: str) -> None:
    """Back to the site, with the remarks written meanwhile and a message (one of them at least)."""
    held = locked(assessment, [State.SUBMITTED])
    remarks = Remark.objects.filter(assessment=held, is_sent=False)
    if not (remarks.exists() or text.strip()):
        raise OutOfTurn(NOTHING_SAID)
    sent = list(remarks)
    remarks.update(is_sent=True)
    held.records = None
    step(held, State.RETURNED, Happened.RETURNED, by, text.strip())
    review_mails.send_returned(held, sent, text.strip())


@transaction.atomic
def accept(assessment: SiteAssessment, by) -> None:
    held = locked(assessment, [State.SUBMITTED])
    Remark.objects.filter(assessment=held, is_sent=False).delete()
    Remark.objects.filter(assessment=held, handled_at=None).update(handled_at=timezone.now())
    step(held, State.ACCEPTED, Happened.ACCEPTED, by)
    review_mails.send_accepted(held)


@transaction.atomic
def reopen(assessment: SiteAssessment, by, text: str) -> None:
    """An accepted contribution has something to correct: the site writes again, then sends again."""
    held = locked(assessment, [State.ACCEPTED])
    if not text.strip():
        raise OutOfTurn(NOTHING_SAID)
    held.records = None
    step(held, State.RETURNED, Happened.REOPENED, by, text.strip())
    review_mails.send_reopened(held, text.strip())


def locked(assessment: SiteAssessment, allowed) -> SiteAssessment:
    """The row, behind its lock, when its state is one of ``allowed``. Raises ``OutOfTurn``."""
    rows = SiteAssessment.objects.select_for_update(of=("self",)).select_related("campaign", "site")
    held = rows.get(pk=assessment.pk)
    if held.state not in allowed:
        raise OutOfTurn(OUT_OF_TURN[held.state])
    return held


def step(held: SiteAssessment, state: str, kind: str, by, text: str = "") -> None:
    held.state = state
    held.save(update_fields=["state", "records"])
    AssessmentEvent.objects.create(assessment=held, kind=kind, by=by, text=text)


# Remarks --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_remark(assessment: SiteAssessment, by, anchor: str, text: str, paragraph: int | None = None) -> Remark:
    """Beside a piece (its ``anchor``), or one paragraph of an answer; known to the site when it is sent back."""
    held = locked(assessment, [State.SUBMITTED])
    quoted = beginning(held, anchor, paragraph) if paragraph is not None else ""
    return Remark.objects.create(
        assessment=held, anchor=anchor, paragraph=paragraph, quoted=quoted, text=text, written_by=by
    )


def beginning(assessment: SiteAssessment, anchor: str, paragraph: int) -> str:
    """How the paragraph began: it says which one was meant when others came before it since."""
    answer = assessment.answers.filter(pk=anchor.removeprefix("answer-")).first() if "answer-" in anchor else None
    found = paragraphs(answer.text) if answer else ()
    longest = Remark._meta.get_field("quoted").max_length
    return found[paragraph][:longest] if paragraph < len(found) else ""
