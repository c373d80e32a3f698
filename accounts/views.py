"""One's own account: the role one works as, and the profile."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.forms import ProfileForm
from accounts.models import User
from proxinet.context import MEMBERSHIP_SESSION_KEY


@require_POST
def switch(request):
    """Work as another of one's own roles; ``next`` must be an address of this portal."""
    chosen = request.POST.get("membership", "")
    if chosen not in {str(membership.pk) for membership in request.user.access.memberships}:
        raise Http404
    request.session[MEMBERSHIP_SESSION_KEY] = int(chosen)
    return redirect(own_address(request, request.POST.get("next", "")) or reverse("dashboard"))


def own_address(request, url: str) -> str:
    """``url`` when it leads nowhere but here, else an empty string."""
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if is_ours else ""


def profile(request):
    # A copy: a refused form must not change the name shown in the header.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Votre profil est enregistré.")
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})
