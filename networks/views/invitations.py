"""Whom to invite, and their answers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render

from networks import permissions
from networks.forms.invitations import AnswerForm, GuestFormSet, InviteForm
from networks.meetups import invited, inviting
from networks.meetups.inviting import InvitingRefused
from networks.models import Guest, Invitee, Meetup
from networks.posters.joining import JoinRefused, joined_path
from networks.views.joining import by_link
from networks.views.planning import managed_meetup
from proxinet.pages import posted, require
from proxinet.saving import saved
from proxinet.seats import State
from proxinet.signed_links import read
from sites import enrolment

INVITEES_A_PAGE = 50
MOST_NAMED = 30


def invite(request, pk):
    """Choose whom to invite; who is invited already, and what they said."""
    meetup = managed_meetup(request, pk)
    form = InviteForm(meetup, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            outcome = inviting.invite(meetup, form.cleaned_data["chosen"], by=request.user)
        except InvitingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, invited_sentence(outcome))
            return redirect("networks:invite", pk)
    to_tell = invited.to_tell(meetup, request.user)
    context = {
        "meetup": meetup,
        "form": form,
        "over": inviting.why_over(meetup) or ("" if meetup.is_open else "Les inscriptions sont closes."),
        "numbers": invited.numbers(meetup),
        "page_obj": Paginator(invited.invitees(meetup, request.user), INVITEES_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "to_tell": to_tell[:MOST_NAMED],
        "to_tell_count": to_tell.count(),
        "guests": Guest.objects.visible_to(request.user).filter(meetup=meetup),
    }
    return render(request, "networks/invitations/invite.html", context)


def invited_sentence(outcome) -> str:
    mailed, by_voice = outcome.mailed, len(outcome.without_mail)
    sentences = []
    if mailed:
        sentences.append(
            "Une personne reçoit un message." if mailed == 1 else f"{mailed} personnes reçoivent un message."
        )
    if by_voice == 1:
        sentences.append("Une personne n’a pas d’adresse e-mail : prévenez-la de vive voix.")
    elif by_voice:
        sentences.append(f"{by_voice} personnes n’ont pas d’adresse e-mail : prévenez-les de vive voix.")
    return " ".join(sentences) or "Ces personnes étaient déjà invitées ou inscrites."


def invite_guests(request, pk):
    """People from outside, by mail, without an account."""
    meetup = managed_meetup(request, pk)
    if over := inviting.why_over(meetup):
        messages.info(request, over)
        return redirect("networks:invite", pk)
    forms = GuestFormSet(meetup, posted(request))
    if request.method == "POST" and forms.is_valid() and (count := guests_invited(meetup, forms)):
        done = "Une invitation est envoyée." if count == 1 else f"{count} invitations sont envoyées."
        messages.success(request, done)
        return redirect("networks:invite", pk)
    return render(request, "networks/invitations/guests.html", {"meetup": meetup, "forms": forms})


def guests_invited(meetup: Meetup, forms) -> int:
    """How many; 0, and the page says why not."""
    counts = []
    try:
        saved(forms.forms[0], lambda: counts.append(inviting.invite_guests(meetup, forms.guests)))
    except InvitingRefused as refused:
        forms.forms[0].add_error(None, str(refused))
    return sum(counts)


def remove_guest(request, pk):
    """Ask, saying whether the guest is told; then withdraw the invitation."""
    guests = Guest.objects.visible_to(request.user).select_related("meetup__site")
    guest = get_object_or_404(guests, pk=pk)
    meetup = guest.meetup
    require(permissions.can_manage(request.user, meetup.site_id), permissions.WHO_MANAGES)
    if request.method == "POST":
        told = inviting.remove_guest(guest)
        messages.success(request, f"L’invitation est retirée.{' Un message lui est envoyé.' if told else ''}")
        return redirect("networks:invite", meetup.pk)
    context = {"guest": guest, "meetup": meetup, "is_told": not inviting.why_over(meetup)}
    return render(request, "networks/invitations/remove_guest.html", context)


# By the link in the mail ----------------------------------------------------------------------------------------------


@by_link
def invitation(request, token):
    """A field worker says whether they come."""
    invitees = Invitee.objects.select_related("meetup__site", "person__user", "person__employer")
    invitee = invitees.filter(pk=read("invitation", token), person__is_active=True).first()
    if invitee is None:
        return render(request, "networks/invitations/gone.html", status=410)
    refused = ""
    if request.method == "POST":
        try:
            answered(invitee, request.POST.get("answer"))
        except JoinRefused as refusal:
            refused = str(refusal)
        else:
            return redirect(request.path)
    registration = inviting.registration_of(invitee)
    is_waiting = registration is not None and registration.state == State.WAITING
    context = {
        "meetup": invitee.meetup,
        "invitee": invitee,
        "registration": registration,
        "joined_url": joined_path(registration) if registration else "",
        "rank": enrolment.waiting_rank(registration) if is_waiting else None,
        "over": inviting.why_over(invitee.meetup),
        "refused": refused,
    }
    return render(request, "networks/invitations/invitation.html", context)


def answered(invitee: Invitee, answer: str | None) -> None:
    if answer == "coming":
        inviting.come(invitee)
    elif answer == "not_coming":
        inviting.decline(invitee)
    else:
        raise JoinRefused("Dites si vous venez.")


@by_link
def guest_answer(request, token):
    """A guest from outside says whether they come, and may change their mind until the start."""
    guest = Guest.objects.select_related("meetup__site").filter(pk=read("guest", token)).first()
    if guest is None:
        return render(request, "networks/invitations/gone.html", status=410)
    form = AnswerForm(posted(request), instance=guest)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if not (refused := inviting.answer(guest, said["answer"], said["message"])):
            return redirect(request.path)
        form.add_error(None, refused)
    context = {"meetup": guest.meetup, "guest": guest, "form": form, "over": inviting.why_over(guest.meetup)}
    return render(request, "networks/invitations/guest.html", context)
