"""What is published: for everyone, without an account."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reports.models import Edition
from reports.production.publishing import published_pictures
from reports.views.files import NAMES, TYPES, asked_page, picture_response

DOCUMENTS_A_PAGE = 24
FOR_EVER = "public, max-age=31536000, immutable"


def light_editions():
    return Edition.objects.defer("content").select_related("campaign", "approach", "site", "landlord")


def document_of(edition) -> tuple:
    return edition.campaign_id, edition.kind, edition.approach_id, edition.site_id, edition.landlord_id


@login_not_required
@require_safe
def editions(request):
    """The edition in force of every document, the latest campaign and the national document first."""
    latest = Edition.objects.latest_of_each().values("pk")
    order = ("-campaign__ends_on", "-campaign", "kind_order", "approach__order", "site__name", "landlord__name")
    found = in_reading_order(light_editions().filter(pk__in=latest)).order_by(*order)
    page = Paginator(found, DOCUMENTS_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    campaigns = {edition.campaign_id for edition in shown}
    older = {}
    for edition in light_editions().filter(campaign__in=campaigns).exclude(pk__in=latest).order_by("-number"):
        older.setdefault(document_of(edition), []).append(edition)
    groups = [
        (campaign, [(edition, older.get(document_of(edition), [])) for edition in of_campaign])
        for campaign, of_campaign in groupby(shown, key=lambda edition: edition.campaign)
    ]
    return render(request, "reports/web/list.html", {"groups": groups, "page_obj": page})


def in_reading_order(found):
    places = {"national": 0, "approach": 1, "site": 2, "landlord": 3}
    return found.annotate(kind_order=Case(*(When(kind=kind, then=Value(place)) for kind, place in places.items())))


@login_not_required
@require_safe
def edition(request, pk):
    found = get_object_or_404(Edition.objects.select_related("campaign", "approach", "site", "landlord"), pk=pk)
    subject = {"kind": found.kind, "approach": found.approach_id, "site": found.site_id, "landlord": found.landlord_id}
    history = list(light_editions().filter(campaign=found.campaign_id, **subject).order_by("-number"))
    files = [(name, reverse("reports:edition_file", args=[pk, kind])) for kind, name in NAMES.items()]
    context = {
        "edition": found,
        "newest": history[0] if history[0].number > found.number else None,
        "history": [one for one in history if one.pk != found.pk],
        "page": asked_page(request, found.content),
        "files": files,
        "pdf": reverse("reports:edition_file", args=[pk, "pdf"]),
        "photos": reverse("reports:edition_picture", args=[pk, "_"])[:-1],
    }
    return render(request, "reports/web/page.html", context)


@login_not_required
@require_safe
def edition_file(request, pk, extension):
    if extension not in TYPES:
        raise Http404
    found = get_object_or_404(light_editions(), pk=pk)
    name = f"bilan-{found.subject_slug}-edition-{found.number}.{extension}"
    kept = getattr(found, extension)
    response = FileResponse(kept.open("rb"), as_attachment=True, filename=name, content_type=TYPES[extension])
    response["Cache-Control"] = FOR_EVER
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_not_required
@require_safe
def edition_picture(request, pk, name):
    found = get_object_or_404(Edition.objects.only("content"), pk=pk)
    return picture_response(found.content, published_pictures() / name, FOR_EVER)
