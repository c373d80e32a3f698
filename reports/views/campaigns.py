"""Campaigns: listed, begun, changed, and the sites they concern."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from proxinet.pages import posted, require
from proxinet.saving import saved
from reports.campaigns import opening
from reports.forms.campaigns import CampaignForm, CampaignSitesForm
from reports.models import AssessmentCampaign
from reports.permissions import WHO_COORDINATES, can_coordinate
from sites.models import CallForProjects, Site

PAGE_SIZE = 20


def coordinated(request, pk) -> AssessmentCampaign:
    """The campaign, for the coordination: 404 for who cannot see it, 403 for who may not run it."""
    campaigns = AssessmentCampaign.objects.visible_to(request.user).select_related("call", "previous")
    campaign = get_object_or_404(campaigns, pk=pk)
    require(can_coordinate(request.user), WHO_COORDINATES)
    return campaign


@require_safe
def campaigns(request):
    require(can_coordinate(request.user), WHO_COORDINATES)
    visible = AssessmentCampaign.objects.visible_to(request.user)
    found = visible.order_by("-ends_on", "-pk").annotate(
        site_count=Count("contributions"),
        accepted_count=Count("contributions", filter=Q(contributions__state="accepted")),
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "reports/campaigns/list.html", {"page_obj": page})


def create_campaign(request):
    require(can_coordinate(request.user), WHO_COORDINATES)
    call = CallForProjects.objects.order_by("pk").first()
    if call is None:
        raise Http404("Il n’y a pas encore d’appel à projets.")
    form = CampaignForm(posted(request), instance=AssessmentCampaign(call=call))
    if form.is_valid() and saved(form, lambda: opening.begin(form.instance)):
        messages.success(request, "La campagne est créée. Choisissez maintenant ses sites.")
        return redirect("reports:campaign_sites", form.instance.pk)
    return form_page(request, form, "Nouvelle campagne", "Je crée la campagne")


def edit_campaign(request, pk):
    campaign = coordinated(request, pk)
    form = CampaignForm(posted(request), instance=campaign)
    if form.is_valid() and saved(form):
        messages.success(request, "La campagne est enregistrée.")
        return redirect(campaign)
    return form_page(request, form, "Modifier la campagne", "J’enregistre", campaign=campaign)


def campaign_sites(request, pk):
    campaign = coordinated(request, pk)
    form = CampaignSitesForm(posted(request), campaign=campaign)
    if form.is_valid():
        chosen = form.cleaned_data["sites"]
        try:
            opening.leave_out(campaign, Site.objects.exclude(pk__in=[site.pk for site in chosen]))
        except opening.AlreadyTold as refusal:
            form.add_error("sites", str(refusal))
        else:
            new = opening.open_to(campaign, chosen, request.user)
            messages.success(request, f"Les sites sont enregistrés. Contributions ouvertes\u202f: {new}.")
            return redirect(campaign)
    return form_page(request, form, "Les sites concernés", "J’ouvre la campagne à ces sites", campaign=campaign)


def form_page(request, form, title: str, verb: str, **context):
    status = 422 if form.is_bound else 200
    context |= {"form": form, "title": title, "verb": verb}
    return render(request, "reports/campaigns/form.html", context, status=status)
