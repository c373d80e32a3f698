"""Which site's resources a page is about."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from proxinet.context import current_shell
from sites.models import Site


def current_site(request) -> Site | None:
    """The site named by ``?site=`` (404 when out of sight), else the active one; None for someone national."""
    slug = request.GET.get("site")
    if slug:
        return get_object_or_404(Site.objects.visible_to(request.user), slug=slug)
    return current_shell(request).site


def home_of(site: Site) -> str:
    return f"{reverse('resources:home')}?site={site.slug}"
