"""Giving roles and taking them back: what the site's pages and the national team's page share, and the latter."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import invitations
from accounts.forms import InvitationForm, NationalInvitationForm
from accounts.models import GIVEN_BY_COORDINATORS, NATIONAL_ROLES, Invitation, Membership
from accounts.permissions import WHO_GIVES_THIS_ROLE, WHO_INVITES_NATIONALLY, can_invite, can_remove

PER_PAGE = 30
OPEN_SHOWN = 50
TEAM_ROLES = {*GIVEN_BY_COORDINATORS, *NATIONAL_ROLES}


def national_team(request):
    """The national roles and the sites' leads, and the invitations that wait for them."""
    if not request.user.access.is_national:
        raise PermissionDenied(WHO_INVITES_NATIONALLY)
    people = (
        Membership.objects.visible_to(request.user)
        .filter(role__in=TEAM_ROLES)
        .select_related("user", "site")
        .order_by("role", "site__name", "user__last_name", "user__email")
    )
    waiting = (
        Invitation.objects.visible_to(request.user)
        .open()
        .filter(role__in=TEAM_ROLES)
        .select_related("site", "invited_by")
        .order_by("-created_at")
    )
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/national_team.html", {"page_obj": page, "waiting": waiting[:OPEN_SHOWN]})


def invite_national(request):
    if not request.user.access.is_national:
        raise PermissionDenied(WHO_INVITES_NATIONALLY)
    form = NationalInvitationForm(request.POST or None, inviter=request.user)
    if request.method == "POST" and form.is_valid() and send(request, form):
        return redirect("accounts:national_team")
    return render(request, "accounts/invite_national.html", {"form": form})


def send(request, form: InvitationForm, **more) -> bool:
    """Send the invitation a valid form describes (``more`` adds to it); a refusal goes beside the address."""
    try:
        invitation = invitations.invite(**form.cleaned_data, by=request.user, **more)
    except invitations.InvitationRefused as refusal:
        form.add_error("email", str(refusal))
        return False
    messages.success(request, f"L’invitation part à {invitation.email}. Elle est valable 72 heures.")
    return True


def own_invitation(request, pk) -> Invitation:
    """An invitation that this person may handle; 404 out of sight, 403 for a role they may not give."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user).select_related("site"), pk=pk)
    if not can_invite(request.user, invitation.role, invitation.site):
        raise PermissionDenied(WHO_GIVES_THIS_ROLE)
    return invitation


@require_POST
def resend_invitation(request, pk):
    invitation = own_invitation(request, pk)
    try:
        invitations.resend(invitation)
    except invitations.InvitationRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Un nouveau lien part à {invitation.email}. L’ancien ne marche plus.")
    return redirect(list_of_invitations(request.user, invitation))


@require_POST
def revoke_invitation(request, pk):
    invitation = own_invitation(request, pk)
    try:
        invitations.revoke(invitation)
    except invitations.InvitationRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"L’invitation de {invitation.email} est annulée.")
    return redirect(list_of_invitations(request.user, invitation))


def remove_membership(request, pk):
    """Ask first (GET), then take the role back (POST)."""
    visible = Membership.objects.visible_to(request.user).select_related("site", "user", "organisation")
    membership = get_object_or_404(visible, pk=pk)
    if not can_remove(request.user, membership):
        raise PermissionDenied(WHO_GIVES_THIS_ROLE)
    back = list_of_people(request.user, membership)
    if request.method == "POST":
        try:
            invitations.remove_membership(membership, by=request.user)
        except invitations.LastRole as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{membership.user} n’a plus ce rôle.")
            if membership.user == request.user:
                back = reverse("dashboard")
        return redirect(back)
    context = {"membership": membership, "back": back}
    return render(request, "accounts/remove_membership.html", context)


def list_of_invitations(user, invitation: Invitation) -> str:
    if invitation.site is None or not user.access.leads(invitation.site_id):
        return reverse("accounts:national_team")
    return reverse("sites:invitations", args=[invitation.site.slug])


def list_of_people(user, membership: Membership) -> str:
    if membership.site is None or not user.access.leads(membership.site_id):
        return reverse("accounts:national_team")
    return reverse("sites:access", args=[membership.site.slug])
