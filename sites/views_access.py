"""Who has which role at a site, and who was invited."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from accounts.forms import SiteInvitationForm
from accounts.permissions import WHO_INVITES_HERE
from accounts.views_roles import send
from sites.filters import InvitationFilter, MembershipFilter
from sites.permissions import led_site

PER_PAGE = 30


def access(request, slug):
    """The people who hold a role at the site."""
    site = led_site(request.user, slug, WHO_INVITES_HERE)
    people = site.memberships.select_related("user", "organisation").order_by("user__last_name", "user__email", "role")
    filtered = MembershipFilter(request.GET, queryset=people)
    page = Paginator(filtered.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sites/access.html", {"site": site, "filter": filtered, "page_obj": page})


def invitations(request, slug):
    site = led_site(request.user, slug, WHO_INVITES_HERE)
    sent = site.invitations.filter(revoked_at=None).select_related("invited_by").order_by("-created_at", "-pk")
    filtered = InvitationFilter(request.GET, queryset=sent)
    page = Paginator(filtered.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sites/invitations.html", {"site": site, "filter": filtered, "page_obj": page})


def invite(request, slug):
    site = led_site(request.user, slug, WHO_INVITES_HERE)
    form = SiteInvitationForm(request.POST or None, inviter=request.user, site=site)
    if request.method == "POST" and form.is_valid() and send(request, form, site=site):
        return redirect("sites:invitations", slug)
    return render(request, "sites/invite.html", {"site": site, "form": form})
