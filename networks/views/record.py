"""Saying how a meetup went: the lead's page, from the day of the meetup on."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render

from networks.forms.record import RecordForms
from networks.meetups.recording import RecordRefused, record_meetup
from networks.views.planning import managed_meetup
from proxinet import seats
from proxinet.pages import posted

TOO_EARLY = "Le compte rendu s’écrit à partir du jour de la rencontre."


@transaction.atomic
def record(request, pk):
    """Who came, the headcounts, a short account and what was decided, in one page.

    Compared and written behind the meetup's lock: of two people saving at once, the second is told.
    """
    meetup = managed_meetup(request, pk)
    if meetup.cancelled_at or not meetup.day_has_come:
        messages.info(request, "Cette rencontre est annulée." if meetup.cancelled_at else TOO_EARLY)
        return redirect(meetup)
    if request.method == "POST":
        seats.lock(meetup)
        meetup.refresh_from_db(fields=["account", "residents_count", "youths_count", "recorded_at"])
    forms, refusal = RecordForms(meetup, request.user, posted(request)), ""
    if request.method == "POST" and forms.is_valid():
        try:
            came = record_meetup(meetup, forms.record, by=request.user)
        except RecordRefused as error:
            refusal = str(error)
        else:
            messages.success(request, f"Le compte rendu est enregistré. {came_sentence(came)}")
            return redirect(meetup)
    context = {
        "meetup": meetup,
        "forms": forms,
        "refusal": refusal,
        "has_errors": bool(refusal) or any(part.is_bound and not part.is_valid() for part in forms.parts),
        "projects": meetup.mini_projects.all(),
        "ideas": meetup.ideas.ideas(),
        "tasks": meetup.tasks.all(),
    }
    return render(request, "networks/record/record.html", context)


def came_sentence(came: int) -> str:
    if came == 0:
        return "Personne n’est noté présent."
    return "Une personne est notée présente." if came == 1 else f"{came} personnes sont notées présentes."
