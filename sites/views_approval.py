"""Switching an employer's approval of sign-ups on and off (shown by ``templates/sites/_approval.html``)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from proxinet.row_numbers import row_number
from sites.approval import employers_one_may_switch, switch_approval
from sites.permissions import can_list_workers, visible_site

WHO_SWITCHES = "Seuls l’encadrant d’un bailleur et le chef de projet du site règlent la validation des inscriptions."


def approval(request, slug):
    """POST: ``employer`` (its number) and ``approves`` (yes or no). GET: back to the people it is about."""
    site = visible_site(request.user, slug)
    if not can_list_workers(request.user, site):
        raise PermissionDenied(WHO_SWITCHES)
    if request.method != "POST":
        return redirect("sites:site_workers", slug)
    if request.POST.get("approves") not in ("yes", "no"):
        raise Http404
    number = row_number(request.POST.get("employer", ""))
    employer = get_object_or_404(employers_one_may_switch(request.user, site), pk=number)
    is_on = request.POST["approves"] == "yes"
    switch_approval(site, employer, is_on=is_on)
    if is_on:
        messages.success(request, f"{employer} valide désormais les inscriptions de son personnel aux formations.")
    else:
        messages.success(request, f"Le personnel de {employer} s’inscrit désormais aux formations sans validation.")
    return redirect("sites:site_workers", slug)
