"""The shared structure of a site on one page."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import render

from proxinet.context import current_shell
from resources.current_site import current_site
from resources.forms import SiteForm
from resources.models import Contribution, Document, SharedStructure
from resources.permissions import can_edit, can_list_members
from sites.models import Site

RECENT_DOCUMENTS = 5
SITES_PER_PAGE = 30


def home(request):
    if current_shell(request).membership is None:
        raise PermissionDenied("Les ressources sont réservées aux personnes d’un site.")
    site = current_site(request)
    if site is None:
        return choose_site(request)
    user = request.user
    documents = Document.objects.visible_to(user).filter(site=site)
    structure = SharedStructure.objects.filter(site=site).first()
    context = {
        "site": site,
        "choice": site_choice(user, site),
        "structure": structure,
        "can_edit": can_edit(user, site),
        "documents": documents[:RECENT_DOCUMENTS],
        "documents_count": documents.count(),
    }
    if structure:
        context |= content_of(structure) | {"can_list_members": can_list_members(user, site)}
    return render(request, "resources/home.html", context)


def has_several_sites(user) -> bool:
    return user.access.is_national or len(user.access.site_ids()) > 1


def site_choice(user, site: Site) -> SiteForm | None:
    if not has_several_sites(user):
        return None
    return SiteForm(initial={"site": site}, sites=Site.objects.visible_to(user))


def choose_site(request):
    sites = Site.objects.visible_to(request.user).select_related("shared_structure")
    page = Paginator(sites, SITES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "resources/choose_site.html", {"page_obj": page})


def content_of(structure: SharedStructure) -> dict:
    """Themes with what they produced, orientations by kind, and the people counted."""
    regular = Q(contributions__regularity=Contribution.Regularity.REGULAR)
    themes = (
        structure.themes.select_related("pilot")
        .annotate(contributors=Count("contributions"), regulars=Count("contributions", filter=regular))
        .prefetch_related("topics__deliverables")
        .order_by("order", "pk")
    )
    contributors = Contribution.objects.filter(theme__structure=structure)
    return {
        "themes": themes,
        "orientations": structure.orientations.all(),
        "members_count": structure.members.count(),
        "contributors_count": contributors.aggregate(people=Count("person", distinct=True))["people"],
    }
