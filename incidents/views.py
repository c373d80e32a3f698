"""A field worker's own reports, what a manager may read of them, and the debriefs of the site."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.models import Role
from incidents import reporting
from incidents.filters import ReportFilter
from incidents.forms import ReportForm
from incidents.models import Debrief, Incident
from incidents.permissions import can_lead, can_see_debriefs, is_author
from incidents.views_lead import lead_home
from proxinet.context import current_shell
from sites.enrolment import own_worker

PER_PAGE = 20


def home(request):
    membership = current_shell(request).membership
    homes = {
        Role.FIELD_WORKER: caretaker_home,
        Role.LANDLORD_MANAGER: manager_home,
        Role.GUP_LEAD: lead_home,
    }
    show = homes.get(membership.role) if membership else None
    if show is None:
        raise PermissionDenied(
            "Les incidents sont réservés aux personnels de proximité, à leurs encadrants et au chef de projet du site. "
            "La coordination nationale ne lit que des comptes, sur la page nationale."
        )
    return show(request, membership)


def caretaker_home(request, membership):
    mine = Incident.objects.visible_to(request.user).filter(person__user=request.user, site=membership.site)
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    debriefs = Debrief.objects.filter(site=membership.site).to_come()[:3]
    return render(request, "incidents/home_caretaker.html", {"page_obj": page, "debriefs": debriefs})


def manager_home(request, membership):
    incidents = Incident.objects.all()
    shared = incidents.filter(incidents.shared_with(membership)).select_related("person")
    filtered = ReportFilter(request.GET, queryset=shared.order_by("-shared_at"))
    page = Paginator(filtered.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "incidents/home_manager.html",
        {
            "page_obj": page,
            "filter": filtered,
            "shared": shared.count(),
            "unread": shared.filter(read_at=None).count(),
            "people": shared.order_by().values("person").distinct().count(),
            "debriefs": Debrief.objects.filter(site=membership.site).to_come()[:3],
        },
    )


def report(request):
    site = current_shell(request).site
    person = own_worker(request.user, site) if site else None
    if person is None:
        raise PermissionDenied("Seuls les personnels de proximité d’un site y signalent un incident.")
    form = ReportForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        incident = reporting.report_incident(person, share=form.cleaned_data.get("share", False), **form.answers())
        return redirect("incidents:reported", incident.pk)
    return render(request, "incidents/report.html", {"form": form})


def own_incident(request, pk: int) -> Incident:
    """The user's own report, else 404: even a manager who reads it can do nothing to it."""
    reports = Incident.objects.visible_to(request.user).filter(person__user=request.user)
    return get_object_or_404(reports.select_related("site", "person__employer", "shared_with"), pk=pk)


def reported(request, pk):
    incident = own_incident(request, pk)
    return render(request, "incidents/reported.html", {"incident": incident})


def detail(request, pk):
    reports = Incident.objects.visible_to(request.user).select_related("site", "person__employer", "shared_with")
    incident = get_object_or_404(reports, pk=pk)
    author = is_author(request.user, incident)
    requests = incident.support_requests.prefetch_related("steps", "debriefs") if author else []
    return render(request, "incidents/detail.html", {"incident": incident, "is_author": author, "requests": requests})


@require_POST
def share(request, pk):
    try:
        reporting.share_with_manager(own_incident(request, pk))
    except reporting.SharingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Votre encadrant peut maintenant lire ce signalement.")
    return redirect("incidents:detail", pk)


@require_POST
def unshare(request, pk):
    reporting.stop_sharing(own_incident(request, pk))
    messages.success(request, "Votre encadrant ne voit plus ce signalement.")
    return redirect("incidents:detail", pk)


@require_POST
def acknowledge(request, pk):
    incident = get_object_or_404(Incident.objects.visible_to(request.user).select_related("person"), pk=pk)
    if is_author(request.user, incident):
        raise PermissionDenied("C’est à l’encadrant de dire qu’il a lu.")
    reporting.mark_read(incident)
    messages.success(request, "C’est noté. La personne voit que vous avez lu.")
    return redirect("incidents:detail", pk)


def withdraw(request, pk):
    incident = own_incident(request, pk)
    if request.method == "POST":
        reporting.withdraw_report(incident)
        messages.success(request, "Votre signalement est effacé.")
        return redirect("incidents:home")
    return render(request, "incidents/withdraw.html", {"incident": incident})


def debriefs(request):
    site = current_shell(request).site
    if not can_see_debriefs(request.user, site):
        raise PermissionDenied("Les débriefings sont réservés aux équipes du site.")
    of_site = Debrief.objects.visible_to(request.user).filter(site=site)
    page = Paginator(of_site, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "incidents/debriefs.html",
        {"page_obj": page, "leads": can_lead(request.user, site)},
    )


def debrief(request, pk):
    found = get_object_or_404(Debrief.objects.visible_to(request.user).select_related("site"), pk=pk)
    leads = can_lead(request.user, found.site)
    asked = found.requests.select_related("person") if leads else []
    return render(request, "incidents/debrief.html", {"debrief": found, "leads": leads, "asked": asked})
