"""Answering the offer of a place: by the link of the mail, without an account, or signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from proxinet.seats import Ending, SeatRefused, State
from proxinet.signed_links import read
from sites import enrolment, views_sign_up
from trainings.models import Registration
from trainings.views.sessions import visible_session

# Only the origin leaves in Referer, never the token ("no-referrer" would break the CSRF check of the page's own form).
REFERRER_POLICY = "strict-origin"

OVER = "Le délai pour répondre est passé : la place est proposée à une autre personne."


@login_not_required
@never_cache
def offer(request, token):
    """Who is asked (first name only), for which session, until when. Answered by POST; a second click changes nothing.

    The link stands for one registration: it never acts on another one of the same person.
    """
    registrations = Registration.objects.select_related("person__user", "person__employer")
    registration = get_object_or_404(
        registrations.select_related("event__module__programme__site"), pk=read("offer", token)
    )
    if request.method == "POST":
        answer(request, registration)
        response = redirect(request.path)
    else:
        session = registration.event
        context = {
            "registration": registration,
            "session": session,
            "half_days": session.half_days.all(),
            "over": why_over(registration),
        }
        response = render(request, "trainings/signup/offer.html", context)
    response["Referrer-Policy"] = REFERRER_POLICY
    return response


def answer(request, registration) -> None:
    if why_over(registration):
        return
    try:
        if request.POST.get("answer") == "yes":
            enrolment.accept(registration.event, registration.person)
        elif request.POST.get("answer") == "no":
            enrolment.withdraw(registration.event, registration.person)
    except SeatRefused as error:
        messages.error(request, str(error))


def why_over(registration) -> tuple[str, str]:
    """Tone and sentence for a link that has nothing left to ask; empty while the place waits for an answer."""
    session = registration.event
    if session.cancelled_at:
        return "danger", "Cette session est annulée."
    if registration.state == State.CONFIRMED:
        return "success", "C’est noté : votre place est réservée."
    if session.has_started:
        return "neutral", "Cette session a déjà commencé."
    if registration.state == State.OFFERED:
        return () if registration.offer_is_open else ("warning", OVER)
    if registration.state == State.CANCELLED and registration.ending == Ending.OFFER_EXPIRED:
        return "warning", OVER
    if registration.state == State.CANCELLED:
        return "neutral", "C’est noté : vous n’êtes pas inscrit à cette session."
    return "neutral", "Aucune place n’attend votre réponse pour le moment."


def accept(request, pk):
    return views_sign_up.accept(request, visible_session(request, pk))
