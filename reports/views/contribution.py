"""A site's contribution on one page, and the list of a lead's contributions."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from proxinet.pages import require
from reports.contributions import prefilling, reviewing
from reports.contributions.missing import with_missing, with_pieces
from reports.contributions.writing import SentAlready
from reports.models import AssessmentEvent, SiteAssessment
from reports.permissions import WHO_READS, WHO_WRITES, can_coordinate, can_read_reports, can_write
from reports.views.contribution_page import contribution_page

PAGE_SIZE = 20
GIVEN_BACK = (AssessmentEvent.Kind.RETURNED, AssessmentEvent.Kind.REOPENED)


def visible_assessment(request, pk: int) -> SiteAssessment:
    """The contribution this person may read; 404 for others."""
    found = SiteAssessment.objects.visible_to(request.user).select_related("campaign__call", "site__approach")
    return get_object_or_404(found, pk=pk)


def writable(request, assessment: SiteAssessment) -> SiteAssessment:
    """403 for who may only read, and once it is sent."""
    require(can_write(request.user, assessment), WHO_WRITES)
    if not assessment.is_editable:
        raise SentAlready
    return assessment


def own_piece(request, model, pk: int, *, always: bool = False):
    """A piece of ``model`` that this person may change; ``always``: even once the contribution is sent."""
    found = model.objects.visible_to(request.user).select_related("assessment__campaign", "assessment__site")
    piece = get_object_or_404(found, pk=pk)
    if not always and getattr(piece, "withdrawn_at", None):
        raise Http404("Cela a été retiré.")
    if always:
        require(can_write(request.user, piece.assessment), WHO_WRITES)
    else:
        writable(request, piece.assessment)
    return piece


def back_to(assessment: SiteAssessment, anchor: str):
    return redirect(f"{assessment.get_absolute_url()}#{anchor}")


@require_safe
def contributions(request):
    """Their sites' contributions, the latest campaign first."""
    require(can_read_reports(request.user), WHO_READS)
    found = with_missing(SiteAssessment.objects.visible_to(request.user)).select_related("campaign", "site")
    found = found.order_by("-campaign__ends_on", "-campaign", "site__name")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "reports/contribution/list.html", {"page_obj": page})


@require_safe
def contribution(request, pk):
    visible_assessment(request, pk)
    return show(request, pk)


def show(request, pk, *, bound=None, status=200):
    """The page; ``bound``: the form of an answer that could not be saved."""
    assessment = with_pieces(SiteAssessment.objects.visible_to(request.user)).get(pk=pk)
    is_lead = can_write(request.user, assessment)
    context = {
        "page": contribution_page(assessment, can_write=is_lead, bound=bound),
        "assessment": assessment,
        "campaign": assessment.campaign,
        "events": (events := list(assessment.events.all())),
        "said_back": next((event.text for event in reversed(events) if event.kind in GIVEN_BACK), ""),
        "is_lead": is_lead,
        "reviews": can_coordinate(request.user),
    }
    return render(request, "reports/contribution/page.html", context, status=status)


@require_POST
def recompute(request, pk):
    assessment = writable(request, visible_assessment(request, pk))
    prefilling.recompute(assessment)
    messages.success(request, "Les chiffres calculés sont à jour.")
    return back_to(assessment, "figures")


@require_POST
def prefill(request, pk):
    assessment = writable(request, visible_assessment(request, pk))
    prefilling.prefill(assessment, request.user)
    messages.success(request, "Ce que le portail sait est repris. Ce que vous avez écrit n’a pas changé.")
    return redirect(assessment)


def submit(request, pk):
    """What is still missing, then the sending; not without the answers that are asked for."""
    writable(request, visible_assessment(request, pk))
    assessment = with_pieces(SiteAssessment.objects.visible_to(request.user)).get(pk=pk)
    page = contribution_page(assessment, can_write=True)
    if request.method == "POST" and not page.blocking:
        try:
            reviewing.submit(assessment, request.user)
        except reviewing.OutOfTurn as out_of_turn:
            messages.error(request, str(out_of_turn))
        else:
            messages.success(request, "Votre contribution est envoyée. La coordination va la relire.")
        return redirect(assessment)
    status = 422 if request.method == "POST" else 200
    context = {"assessment": assessment, "page": page}
    return render(request, "reports/contribution/submit.html", context, status=status)
