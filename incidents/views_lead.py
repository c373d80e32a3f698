"""The project lead's part: counts, support requests, follow-ups, debriefs. Never a report's content."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents import debriefing
from incidents import support as answering
from incidents.counts import protected_counts
from incidents.filters import SupportFilter
from incidents.forms import CountsForm, DebriefForm, DebriefRecordForm, StepForm
from incidents.models import Debrief, Support, SupportRequest
from incidents.permissions import can_lead
from proxinet.context import current_shell

PER_PAGE = 20
SHOWN_ON_HOME = 6
FOR_LEADS = "Les demandes de soutien et les débriefings sont gérés par le chef de projet du site."


def led_site(request):
    site = current_shell(request).site
    if not can_lead(request.user, site):
        raise PermissionDenied(FOR_LEADS)
    return site


def requests_of(request):
    """Requests the lead handles, else none: the author sees their own on their report."""
    sites = request.user.access.site_ids("gup_lead")
    return SupportRequest.objects.visible_to(request.user).filter(site__in=sites).select_related("person__employer")


def lead_home(request, membership):
    site = membership.site
    choice = CountsForm(request.GET)
    dimension = choice.is_valid() and choice.cleaned_data["par"] or "nature"
    waiting = requests_of(request).filter(site=site).open()
    debriefs = Debrief.objects.filter(site=site)
    return render(
        request,
        "incidents/home_lead.html",
        {
            "counts": protected_counts([site], by=dimension),
            "choice": CountsForm({"par": dimension}),
            "waiting": waiting.order_by("asked_at")[:SHOWN_ON_HOME],
            "waiting_count": waiting.count(),
            "to_come": debriefs.to_come()[:SHOWN_ON_HOME],
            "to_record": debriefs.to_record()[:SHOWN_ON_HOME],
        },
    )


def support(request):
    site = led_site(request)
    filtered = SupportFilter(request.GET or {"etat": "open"}, queryset=requests_of(request).filter(site=site))
    page = Paginator(filtered.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "incidents/support.html", {"filter": filtered, "page_obj": page})


def support_request(request, pk):
    if not request.user.access.site_ids("gup_lead"):
        raise PermissionDenied(FOR_LEADS)
    asked = get_object_or_404(requests_of(request).prefetch_related("steps", "debriefs"), pk=pk)
    followed = asked.kind == Support.FOLLOW_UP and asked.closed_at is None
    form = StepForm(request.POST or None) if followed else None
    if request.method == "POST" and form and form.is_valid():
        try:
            answering.add_step(asked, form.cleaned_data["happened_on"], form.cleaned_data["state"])
        except answering.StepRefused as refusal:
            form.add_error("happened_on", str(refusal))
        else:
            messages.success(request, "L’étape est notée.")
            return redirect(asked)
    return render(request, "incidents/support_request.html", {"asked": asked, "form": form})


@require_POST
def close_support(request, pk):
    if not request.user.access.site_ids("gup_lead"):
        raise PermissionDenied(FOR_LEADS)
    answering.close_request(get_object_or_404(requests_of(request), pk=pk))
    messages.success(request, "La demande est close.")
    return redirect("incidents:support")


def convene(request):
    site = led_site(request)
    waiting = (
        requests_of(request)
        .filter(site=site, kind=Support.DEBRIEF)
        .open()
        .exclude(debriefs__held_at__gt=timezone.now())
    )
    initial = {"asked": request.GET.getlist("demande") or waiting}
    form = DebriefForm(request.POST or None, instance=Debrief(site=site), requests=waiting, initial=initial)
    if request.method == "POST" and form.is_valid():
        debrief = debriefing.convene_debrief(form.instance, form.cleaned_data["asked"])
        messages.success(request, "Le débriefing est annoncé.")
        return redirect(debrief)
    return render(request, "incidents/debrief_form.html", {"form": form, "title": "Organiser un débriefing collectif"})


def led_debrief(request, pk) -> Debrief:
    debrief = get_object_or_404(Debrief.objects.visible_to(request.user).select_related("site"), pk=pk)
    if not can_lead(request.user, debrief.site):
        raise PermissionDenied(FOR_LEADS)
    return debrief


def change_debrief(request, pk):
    debrief = led_debrief(request, pk)
    if debrief.is_past:
        messages.error(request, "Ce débriefing a déjà eu lieu : on ne peut plus le déplacer.")
        return redirect(debrief)
    form = DebriefForm(request.POST or None, instance=debrief)
    if request.method == "POST" and form.is_valid():
        debriefing.move_debrief(form.instance)
        messages.success(request, "Le changement est enregistré. Les personnes qui l’ont demandé sont prévenues.")
        return redirect(debrief)
    return render(request, "incidents/debrief_form.html", {"form": form, "title": "Changer le débriefing"})


def record(request, pk):
    debrief = led_debrief(request, pk)
    if not debrief.is_past:
        messages.error(request, "Ce débriefing n’a pas encore eu lieu : revenez après.")
        return redirect(debrief)
    form = DebriefRecordForm(request.POST or None, instance=debrief)
    if request.method == "POST" and form.is_valid():
        debriefing.record_debrief(form.instance)
        messages.success(request, "Le compte rendu est enregistré.")
        return redirect("incidents:debrief", pk)
    return render(request, "incidents/debrief_record.html", {"form": form, "debrief": debrief})
