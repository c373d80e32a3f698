from django.contrib import messages
from django.core.paginator import Paginator
from django.core.validators import slug_re
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from proxinet.pages import require
from proxinet.private_files import attachment
from reports.filters import ReportFilter
from reports.forms.reports import APPROACH, LANDLORD, NATIONAL, RequestForm
from reports.models import Kind, Report
from reports.permissions import (
    WHO_ASKS,
    WHO_ASKS_SITE,
    WHO_PUBLISHES,
    WHO_READS,
    can_coordinate,
    can_read_reports,
    can_request,
    can_retry,
)
from reports.production import requesting
from reports.production.claiming import before_in_line
from sites.models import Site

PAGE_SIZE = 20


def readable(user):
    """The reports this person may see; 403 for roles that have none."""
    require(can_read_reports(user), WHO_READS)
    return Report.objects.visible_to(user).select_related("campaign", "site", "approach", "landlord", "requested_by")


def found(request, public_id) -> Report:
    return get_object_or_404(readable(request.user), public_id=public_id)


def list_page(request, form, status=200):
    sites = Site.objects.filter(pk__in=[wanted.site.pk for wanted in form.wanted.values() if wanted.site])
    report_filter = ReportFilter(request.GET, queryset=readable(request.user), sites=sites)
    page = Paginator(report_filter.qs.defer("content"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "filter": report_filter, "page_obj": page}
    return render(request, "reports/list.html", context, status=status)


@require_safe
def report_list(request):
    require(can_read_reports(request.user), WHO_READS)
    return list_page(request, RequestForm(user=request.user))


@require_POST
def request_report(request):
    require(can_read_reports(request.user), WHO_READS)
    refuse_others(request.user, request.POST.get("edition", ""))
    form = RequestForm(request.POST, user=request.user)
    if not form.is_valid():
        return list_page(request, form, status=422)
    wanted = form.chosen
    report, is_new = requesting.request_report(
        request.user, form.cleaned_data["campaign"], wanted.kind, **wanted.subject
    )
    if not is_new:
        said = "est déjà fait, avec les données d’aujourd’hui" if report.is_ready else "est déjà en préparation"
        messages.info(request, f"Ce bilan {said}\u202f: le voici.")
    return redirect(report)


def refuse_others(user, edition: str) -> None:
    """404 for another's site, 403 for a document that this person may not ask for."""
    if slug_re.match(edition) and Site.objects.filter(slug=edition).exists():
        site = get_object_or_404(Site.objects.visible_to(user), slug=edition)
        require(can_request(user, Kind.SITE, site), WHO_ASKS_SITE)
    elif edition.startswith((NATIONAL, APPROACH, LANDLORD)):
        require(can_request(user, Kind.NATIONAL), WHO_ASKS)


@require_safe
def detail(request, public_id):
    report = found(request, public_id)
    context = {
        "report": report,
        "before": before_in_line(report) if report.state == Report.State.QUEUED else 0,
        "can_cancel": can_cancel(request.user, report),
        "can_retry": can_retry(request.user, report),
        "coordinates": can_coordinate(request.user),
    }
    return render(request, "reports/_progress.html" if request.htmx else "reports/detail.html", context)


def can_cancel(user, report: Report) -> bool:
    return can_coordinate(user) or report.requested_by_id == user.pk


@require_safe
def pdf(request, public_id):
    report = found(request, public_id)
    if not report.is_ready:
        raise Http404("Ce bilan n’est pas encore prêt.")
    return attachment(report.file, name=report.file_name, content_type="application/pdf")


@require_POST
def retry(request, public_id):
    report = found(request, public_id)
    require(can_retry(request.user, report), WHO_PUBLISHES if report.publishes else WHO_ASKS_SITE)
    return redirect(requesting.retry(report))


@require_POST
def cancel(request, public_id):
    report = found(request, public_id)
    require(can_cancel(request.user, report), "Seule la personne qui l’a demandé peut annuler ce document.")
    if requesting.cancel(report):
        messages.success(request, "La demande est annulée.")
    else:
        messages.info(request, "Il était trop tard pour annuler\u202f: le travail est fini.")
    return redirect(report)
