"""The project lead answers support requests: dated steps of a follow-up, then the end."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from incidents.models import FollowUpStep, SupportRequest
from proxinet.french_dates import date_format


class StepRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """The step cannot be written; the message says why, in French."""


@transaction.atomic
def add_step(request: SupportRequest, happened_on: date, state: str) -> FollowUpStep:
    """Add one dated state to a follow-up; the last one closes the request.

    Steps come in order: not in the future, not before the request, not before the step already written.
    """
    request = SupportRequest.objects.select_for_update().get(pk=request.pk)
    if request.closed_at:
        raise StepRefused("Cette demande est close : on ne peut plus y ajouter d’étape.")
    if happened_on > timezone.localdate():
        raise StepRefused("La date ne peut pas être dans le futur : notez l’étape une fois faite.")
    if happened_on < timezone.localdate(request.asked_at):
        raise StepRefused(f"La demande date du {in_words(timezone.localdate(request.asked_at))} : l’étape vient après.")
    last = request.steps.last()
    if last and happened_on < last.happened_on:
        raise StepRefused(f"La dernière étape date du {in_words(last.happened_on)} : celle-ci vient après.")
    step = request.steps.create(happened_on=happened_on, state=state)
    if state == FollowUpStep.State.CLOSED:
        close_request(request)
    return step


def close_request(request: SupportRequest) -> None:
    """Closing twice keeps the first date."""
    SupportRequest.objects.filter(pk=request.pk, closed_at=None).update(closed_at=timezone.now())


def in_words(day: date) -> str:
    return date_format(day, "j F Y")
