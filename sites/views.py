"""The sites, and a site's home."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.shortcuts import get_object_or_404, redirect, render

from sites.filters import SiteFilter
from sites.forms import SiteForm
from sites.models import FieldWorker, Neighbourhood, Site, SitePartner
from sites.permissions import can_list_workers, can_manage, led_site

PER_PAGE = 20
PARTS = list(SitePartner.Part)


def counted(rows) -> Subquery:
    """How many of ``rows`` each site has; None where it has none on record."""
    return Subquery(
        rows.filter(site=OuterRef("pk")).order_by().values("site").annotate(count=Count("pk")).values("count")
    )


def site_list(request):
    """Every site for the national roles, one's own for the others."""
    leads = SitePartner.objects.filter(part=SitePartner.Part.LEAD).select_related("organisation")
    sites = (
        Site.objects.visible_to(request.user)
        .select_related("approach")
        .prefetch_related(Prefetch("partners", leads, to_attr="leading"))
        .annotate(
            landlord_count=counted(SitePartner.objects.filter(part=SitePartner.Part.LANDLORD)),
            neighbourhood_count=counted(Neighbourhood.objects.all()),
            worker_count=counted(FieldWorker.objects.active()),
        )
    )
    filtered = SiteFilter(request.GET, queryset=sites)
    page = Paginator(filtered.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sites/list.html", {"filter": filtered, "page_obj": page})


def detail(request, slug):
    site = get_object_or_404(Site.objects.visible_to(request.user).select_related("approach", "call"), slug=slug)
    partners = sorted(site.partners.select_related("organisation"), key=lambda partner: PARTS.index(partner.part))
    return render(
        request,
        "sites/detail.html",
        {
            "site": site,
            "partners": partners,
            "leading": [p.organisation for p in partners if p.part == SitePartner.Part.LEAD],
            "landlords": [p.organisation for p in partners if p.part == SitePartner.Part.LANDLORD],
            "neighbourhoods": site.neighbourhoods.all(),
            "agreements": site.agreements.prefetch_related("signatories"),
            "milestones": site.milestones.all(),
            "worker_count": site.field_workers.active().count() or None,
            "can_manage": can_manage(request.user, site),
            "can_list_workers": can_list_workers(request.user, site),
        },
    )


def edit(request, slug):
    site = led_site(request.user, slug)
    form = SiteForm(request.POST or None, instance=site)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "La page du site est à jour.")
        return redirect(site)
    return render(
        request,
        "sites/form.html",
        {"site": site, "form": form, "title": "Modifier la page du site", "back": site.get_absolute_url()},
    )
