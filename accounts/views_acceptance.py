"""The page behind the link of an invitation: public, never cached, and silent about anyone else."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import invitations
from accounts.forms import NewAccountForm
from accounts.models import Invitation
from proxinet.context import MEMBERSHIP_SESSION_KEY

# Only the origin ever leaves in Referer, never the token. "no-referrer" would also make the origin of the page's own
# form "null", which the CSRF check refuses.
REFERRER_POLICY = "strict-origin"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def accept_invitation(request, token):
    response = answer(request, token)
    response["Referrer-Policy"] = REFERRER_POLICY
    return response


def answer(request, token):
    invitation = Invitation.objects.for_token(token).select_related("site", "organisation", "invited_by").first()
    if invitation is None:
        return render(request, "accounts/invitation_unknown.html", status=404)
    if not invitation.is_pending:
        return render(request, "accounts/invitation_over.html", {"invitation": invitation}, status=410)
    if request.user.is_authenticated:
        return accept_signed_in(request, invitation, token)
    if invitations.account_exists(invitation.email):
        return show(request, invitation, must_sign_in=True)
    return accept_with_new_account(request, invitation, token)


def accept_signed_in(request, invitation, token):
    if not invitations.owns_address(request.user, invitation.email):
        return show(request, invitation, wrong_account=True, status=403 if request.method == "POST" else 200)
    if request.method == "POST":
        return take(request, invitation, token, user=request.user)
    return show(request, invitation)


def accept_with_new_account(request, invitation, token):
    worker = invitation.field_worker
    known = {"first_name": worker.first_name, "last_name": worker.last_name} if worker else {}
    form = NewAccountForm(request.POST or None, email=invitation.email, initial=known)
    if request.method == "POST" and form.is_valid():
        return take(request, invitation, token, **form.cleaned_data)
    return show(request, invitation, form=form)


def take(request, invitation, token, **who):
    """Accept, sign in, and go to work as the new role."""
    try:
        membership = invitations.accept(token, **who)
    except (invitations.InvitationOver, Invitation.DoesNotExist):
        invitation.refresh_from_db()
        return render(request, "accounts/invitation_over.html", {"invitation": invitation}, status=410)
    except invitations.AccountExists:
        return show(request, invitation, must_sign_in=True)
    except invitations.InvitationRefused as refusal:
        return show(request, invitation, refusal=str(refusal), status=409)
    if not request.user.is_authenticated:
        login(request, membership.user)
    request.session[MEMBERSHIP_SESSION_KEY] = membership.pk
    messages.success(request, "Bienvenue ! Votre accès est ouvert.")
    return redirect("dashboard")


def show(request, invitation, *, status=200, **context):
    return render(request, "accounts/invitation.html", {"invitation": invitation, **context}, status=status)
