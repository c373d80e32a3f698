"""The newcomer's guide: its pages, its editions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from networks import permissions
from networks.forms.guide import HandedOverForm
from networks.models import GuideDelivery, GuideEdition
from networks.newcomer_guide.guide import (
    NotPublished,
    changes_of,
    draft_of,
    handed_over,
    latest,
    publish,
    without_address,
)
from proxinet.pages import require
from proxinet.pdf import PdfFailed
from proxinet.private_files import attachment
from proxinet.signed_links import read
from sites.models import Site

SITES_A_PAGE = 24
EDITIONS_A_PAGE = 12
PEOPLE_SHOWN = 50


def visible_site(request, slug) -> Site:
    return get_object_or_404(Site.objects.visible_to(request.user), slug=slug)


@require_safe
def guides(request):
    """The guides of those who see several sites; the one guide of the others."""
    sites = (
        Site.objects.visible_to(request.user)
        .annotate(editions=Max("guide_editions__number"), published_at=Max("guide_editions__published_at"))
        .order_by("name")
    )
    page = Paginator(sites, SITES_A_PAGE).get_page(request.GET.get("page"))
    if page.paginator.count == 1:
        return redirect("networks:guide", page[0].slug)
    return render(request, "networks/guide/list.html", {"page_obj": page})


def guide(request, slug):
    """The latest edition, what it changed, the earlier ones. POST (lead): someone was handed the guide."""
    site = visible_site(request, slug)
    can_manage = permissions.can_manage(request.user, site.pk)
    if request.method == "POST":
        require(can_manage, permissions.WHO_MANAGES)
        return hand_over(request, site)
    editions = Paginator(site.guide_editions.defer("content"), EDITIONS_A_PAGE).get_page(request.GET.get("page"))
    newest = list(site.guide_editions.order_by("-number")[:2])
    edition = newest[0] if newest else None
    context = {
        "site": site,
        "edition": edition,
        "changes": changes_of(edition, newest[1] if len(newest) > 1 else None) if edition else [],
        "page_obj": editions,
        "can_manage": can_manage,
        "by_hand": without_address(site)[:PEOPLE_SHOWN] if can_manage and edition else [],
    }
    return render(request, "networks/guide/guide.html", context)


def hand_over(request, site):
    form = HandedOverForm(request.POST, people=without_address(site))
    if form.is_valid():
        person = form.cleaned_data["person"]
        handed_over(person)
        messages.success(request, f"C’est noté\u202f: {person} a reçu le guide.")
    return redirect("networks:guide", site.slug)


def publish_guide(request, slug):
    """Show what changed since the last edition, then publish the next one."""
    site = visible_site(request, slug)
    require(permissions.can_manage(request.user, site.pk), permissions.WHO_MANAGES)
    if request.method == "POST":
        return published(request, site)
    return render(request, "networks/guide/publish.html", {"site": site, "draft": draft_of(site)})


def published(request, site):
    number = request.POST.get("number", "")
    try:
        edition = publish(site, request.user, int(number) if number.isdecimal() and len(number) < 7 else 0)
    except (NotPublished, PdfFailed) as error:
        messages.error(request, str(error))
        return redirect("networks:publish_guide", site.slug)
    messages.success(request, f"L’édition {edition.number} est publiée.")
    return redirect(edition)


@require_safe
def guide_edition(request, pk):
    edition = get_object_or_404(GuideEdition.objects.visible_to(request.user).select_related("site"), pk=pk)
    return download(edition)


def download(edition):
    name = f"guide-{edition.site.slug}-edition-{edition.number}.pdf"
    return attachment(edition.file, name=name, content_type="application/pdf")


@login_not_required
@never_cache
@require_safe
def guide_by_link(request, token):
    """The latest edition for an agent in post, without an account; a clear page once they have left."""
    delivery = GuideDelivery.objects.select_related("person__site").filter(pk=read("guide", token)).first()
    person = delivery and delivery.person
    if person is None or not person.is_active or person.erased_at:
        return render(request, "networks/guide/closed.html", status=410)
    return download(latest(person.site))
