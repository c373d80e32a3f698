"""The personal codes the lead prints."""

import logging

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from networks import permissions
from networks.forms.codes import CodesForm
from networks.posters.code_cards import code_cards_pdf
from proxinet.context import current_shell
from proxinet.pages import require
from proxinet.pdf import PdfFailed
from proxinet.private_files import pdf_response
from sites.join_codes import give_code, give_missing_codes, spaced
from sites.models import FieldWorker, Site

logger = logging.getLogger(__name__)

PER_PAGE = 50


def chosen_site(request, sites) -> Site:
    """The site named in the address, else the active one, else the first of those one leads."""
    by_slug = {site.slug: site for site in sites}
    active = current_shell(request).site
    return by_slug.get(request.GET.get("site")) or by_slug.get(active.slug if active else None) or sites[0]


def people_of(request, site: Site):
    """The site's known people in post; of the employer asked for, where it is one of theirs."""
    people = FieldWorker.objects.visible_to(request.user).filter(site=site).active().select_related("employer")
    employer = request.GET.get("employeur", "")
    is_one = employer.isdecimal() and len(employer) < 19
    return people.filter(employer=employer) if is_one else people


@never_cache
def codes(request):
    """Everyone's code; a code to those who have none, or a new one to somebody."""
    require(permissions.can_create(request.user), permissions.WHO_MANAGES)
    sites = list(permissions.sites_one_leads(request.user))
    require(bool(sites), permissions.WHO_MANAGES)
    site = chosen_site(request, sites)
    people = people_of(request, site)
    if request.method == "POST":
        messages.success(request, changed(request, people))
        return redirect(request.get_full_path())
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "site": site,
        "form": CodesForm(request.GET, sites=permissions.sites_one_leads(request.user), site=site),
        "employer": request.GET.get("employeur") or None,
        "page_obj": page,
        "rows": [(person, spaced(person.join_code)) for person in page],
        "without": people.filter(join_code=None).count(),
        "with_code": people.exclude(join_code=None).count(),
    }
    return render(request, "networks/codes/list.html", context)


def changed(request, people) -> str:
    """Do what the button says; what was done, as a sentence."""
    if request.POST.get("act") == "renew":
        keys = people.values_list("pk", flat=True)
        person = get_object_or_404(FieldWorker.objects.filter(pk__in=keys), pk=number(request.POST.get("person")))
        give_code(person)
        return f"{person} a un nouveau code. L’ancien ne marche plus."
    given = give_missing_codes(people)
    return f"{given} code{'s' * (given > 1)} donné{'s' * (given > 1)}. Imprimez les cartes."


def number(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 19 else 0


@require_safe
@never_cache
def code_cards(request, slug):
    """The cards to cut out; when it fails or there are none, a sentence on the page one came from."""
    site = get_object_or_404(Site.objects.visible_to(request.user), slug=slug)
    require(permissions.can_manage(request.user, site.pk), permissions.WHO_MANAGES)
    people = list(people_of(request, site).exclude(join_code=None))
    if not people:
        messages.info(request, "Personne n’a encore de code ici. Donnez-en d’abord.")
        return redirect("networks:codes")
    try:
        return pdf_response(code_cards_pdf(site, people), f"codes-{site.slug}.pdf")
    except PdfFailed as failed:
        logger.exception("cards failed: %s", failed.detail)
        messages.error(request, f"{failed} Réessayez dans un instant.")
        return redirect("networks:codes")
