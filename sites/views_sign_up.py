"""Signing up and off, the same pages for a training session and a meetup.

A room's view fetches its event through ``visible_to(request.user)`` and hands it over; these answer.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from proxinet.row_numbers import row_number
from proxinet.seats import SeatRefused, State
from sites import enrolment
from sites.models import FieldWorker
from sites.sign_up_form import PeopleForm, my_place, refusal, sign_up_people

WHO_MAY_SIGN_UP = "Seuls les agents de ce site peuvent s’inscrire ; leur encadrant ou le chef de projet peut le faire."


def sign_up(request, event):
    """POST: sign up oneself, or the ``person`` posted by their manager or the site's lead. GET: back to the event."""
    if request.method != "POST":
        return redirect(event)
    person = chosen_person(request, enrolment.people_one_may_sign_up(request.user, event.site), event)
    try:
        registration = enrolment.enrol(event, person, by=request.user)
    except SeatRefused as error:
        messages.error(request, refusal(error, person, request.user))
    else:
        messages.success(request, welcome(registration, is_self=person.user_id == request.user.pk))
    return redirect(event)


def sign_off(request, event, *, action: str):
    """POST: sign off oneself or the ``person`` posted. GET: ask once more, since others wait for the place.

    ``action``: this page's own address.
    """
    if request.method != "POST":
        place = my_place(event, request.user)
        if not place.state:
            return redirect(event)
        return render(request, "sites/_sign_up_leave.html", {"event": event, "place": place, "action": action})
    person = chosen_person(request, FieldWorker.objects.visible_to(request.user).filter(site=event.site), event)
    is_self = person.user_id == request.user.pk
    try:
        enrolment.withdraw(event, person)
    except SeatRefused as error:
        messages.error(request, refusal(error, person, request.user))
    else:
        messages.success(
            request, "Votre inscription est annulée." if is_self else f"L’inscription de {person} est annulée."
        )
    return redirect(event)


def accept(request, event):
    """POST: keep the place offered to oneself, or to the ``person`` posted. GET: back to the event."""
    if request.method != "POST":
        return redirect(event)
    person = chosen_person(request, enrolment.people_one_may_sign_up(request.user, event.site), event)
    is_self = person.user_id == request.user.pk
    try:
        enrolment.accept(event, person)
    except SeatRefused as error:
        messages.error(request, refusal(error, person, request.user))
    else:
        messages.success(request, "C’est noté : votre place est réservée." if is_self else f"{person} a une place.")
    return redirect(event)


def sign_up_several(request, event, *, room_url: str, room_name: str):
    """The page where a manager or a lead chooses people; ``room_url`` and ``room_name`` start its breadcrumb."""
    if not may_sign_up_others(request.user, event.site):
        raise PermissionDenied("Seuls le chef de projet du site et les encadrants inscrivent d’autres personnes.")
    form = PeopleForm(event, request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        outcome = sign_up_people(event, form.cleaned_data["people"], by=request.user)
        tell_outcome(request, outcome)
        return redirect(event)
    context = {"event": event, "form": form, "room_url": room_url, "room_name": room_name}
    return render(request, "sites/_sign_up_people.html", context)


def may_sign_up_others(user, site) -> bool:
    return user.access.leads(site.pk) or user.access.holds("landlord_manager", site.pk)


def chosen_person(request, people, event) -> FieldWorker:
    """The person posted, among ``people`` (404 outside them), or else the user's own row (403 without one)."""
    if "person" in request.POST:
        return get_object_or_404(people.select_related("user"), pk=row_number(request.POST["person"]))
    worker = enrolment.own_worker(request.user, event.site)
    if worker is None:
        raise PermissionDenied(WHO_MAY_SIGN_UP)
    return worker


def welcome(registration, *, is_self: bool) -> str:
    if registration.state == State.CONFIRMED:
        return "Votre place est réservée." if is_self else f"{registration.person} a une place."
    if registration.state == State.REQUESTED:
        if is_self:
            return "Votre demande est envoyée à votre employeur. Nous vous écrirons dès sa réponse."
        return f"{registration.person} : demande envoyée à son employeur."
    rank = registration.rank
    if is_self:
        return f"Vous êtes en liste d’attente, au rang {rank}. Nous vous écrirons si une place se libère."
    return f"{registration.person} est en liste d’attente, au rang {rank}."


def tell_outcome(request, outcome) -> None:
    if outcome.confirmed:
        messages.success(request, f"Ont une place : {names(outcome.confirmed)}.")
    if outcome.waiting:
        messages.warning(request, f"En liste d’attente : {names(outcome.waiting)}.")
    if outcome.requested:
        messages.info(request, f"Demande envoyée à leur employeur : {names(outcome.requested)}.")
    for person, sentence in outcome.refused:
        messages.error(request, f"{person} : {sentence}")


def names(people) -> str:
    return ", ".join(str(person) for person in people)
