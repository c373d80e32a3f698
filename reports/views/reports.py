from django.contrib import messages
from django.core.paginator import Paginator
from django.core.validators import slug_re
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from proxinet.pages import require
from proxinet.private_files import attachment
from reports import requesting
from reports.collecting import current_campaign
from reports.filters import ReportFilter
from reports.forms.reports import NATIONAL, RequestForm
from reports.models import Kind, Report
from reports.permissions import (
    WHO_ASKS,
    WHO_ASKS_SITE,
    WHO_READS,
    can_read_reports,
    can_request,
)
from sites.models import Site

PAGE_SIZE = 20


def readable(user):
    """The reports this person may see; 403 for roles that have none."""
    require(can_read_reports(user), WHO_READS)
    return Report.objects.visible_to(user).select_related("campaign", "site", "approach", "landlord", "requested_by")


def request_form(user, data=None) -> RequestForm:
    sites = [
        site for site in Site.objects.visible_to(user).select_related("call") if can_request(user, Kind.SITE, site)
    ]
    return RequestForm(data, national=can_request(user, Kind.NATIONAL) and current_campaign() is not None, sites=sites)


def list_page(request, form, status=200):
    reports = readable(request.user)
    sites = Site.objects.filter(pk__in=[site.pk for site in form.sites.values()])
    report_filter = ReportFilter(request.GET, queryset=reports, sites=sites)
    page = Paginator(report_filter.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "filter": report_filter, "page_obj": page}
    return render(request, "reports/list.html", context, status=status)


@require_safe
def report_list(request):
    require(can_read_reports(request.user), WHO_READS)
    return list_page(request, request_form(request.user))


@require_POST
def request_report(request):
    require(can_read_reports(request.user), WHO_READS)
    edition = request.POST.get("edition", "")
    if edition == NATIONAL:
        require(can_request(request.user, Kind.NATIONAL), WHO_ASKS)
    elif slug_re.match(edition) and Site.objects.filter(slug=edition).exists():
        site = get_object_or_404(Site.objects.visible_to(request.user), slug=edition)
        require(can_request(request.user, Kind.SITE, site), WHO_ASKS_SITE)
    form = request_form(request.user, request.POST)
    if not form.is_valid():
        return list_page(request, form, status=422)
    kind = Kind.SITE if form.site else Kind.NATIONAL
    report, is_new = requesting.request_report(request.user, current_campaign(), kind, site=form.site)
    if not is_new:
        messages.info(request, "Ce bilan est déjà en préparation : le voici.")
    return redirect(report)


@require_safe
def detail(request, public_id):
    report = get_object_or_404(readable(request.user), public_id=public_id)
    template = "reports/_progress.html" if request.htmx else "reports/detail.html"
    return render(request, template, {"report": report})


@require_safe
def pdf(request, public_id):
    report = get_object_or_404(readable(request.user), public_id=public_id)
    if not report.is_ready:
        raise Http404("Ce bilan n’est pas encore prêt.")
    return attachment(report.file, name=report.file_name, content_type="application/pdf")


@require_POST
def retry(request, public_id):
    report = get_object_or_404(readable(request.user), public_id=public_id)
    return redirect(requesting.retry(report))


def cancel(request, public_id):
    raise Http404
