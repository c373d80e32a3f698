"""The coordination reads a contribution again: remarks beside paragraphs, then sent back, accepted, or reopened."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from proxinet.pages import posted, require
from reports.contributions import reviewing
from reports.forms.review import MessageForm, ReasonForm, RemarkForm
from reports.models import Remark, SiteAssessment
from reports.permissions import WHO_COORDINATES, can_coordinate
from reports.views.contribution import back_to, visible_assessment, writable
from reports.views.review_page import review_page, reviewed


def reviewable(request, pk) -> SiteAssessment:
    assessment = visible_assessment(request, pk)
    require(can_coordinate(request.user), WHO_COORDINATES)
    return assessment


def to_review(assessment, anchor: str = ""):
    return redirect(reverse("reports:review", args=[assessment.pk]) + (f"#{anchor}" if anchor else ""))


@require_safe
def review(request, pk):
    reviewable(request, pk)
    return show(request, pk)


def show(request, pk, remark_form=None, status=200):
    assessment = reviewed(SiteAssessment.objects.visible_to(request.user)).get(pk=pk)
    context = {
        "assessment": assessment,
        "campaign": assessment.campaign,
        "page": review_page(assessment),
        "remark_form": remark_form,
        "events": assessment.events.select_related("by"),
    }
    return render(request, "reports/review/page.html", context, status=status)


def taken(request, assessment, act, said: str):
    """Do it, or say why somebody else's turn came first."""
    try:
        act()
    except reviewing.OutOfTurn as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return to_review(assessment)


@require_POST
def add_remark(request, pk):
    assessment = reviewable(request, pk)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return show(request, pk, form, status=422)
    said = form.cleaned_data
    try:
        reviewing.add_remark(assessment, request.user, said["anchor"], said["text"], said["paragraph"])
    except reviewing.OutOfTurn as refusal:
        messages.error(request, str(refusal))
    return to_review(assessment, said["anchor"])


@require_POST
def remove_remark(request, pk):
    remark = get_object_or_404(Remark.objects.visible_to(request.user).select_related("assessment"), pk=pk)
    require(can_coordinate(request.user), WHO_COORDINATES)
    if not Remark.objects.filter(pk=pk, is_sent=False).delete()[0]:
        messages.error(request, "Cette remarque est déjà envoyée au site\u202f: elle reste.")
    return to_review(remark.assessment, remark.anchor)


@require_POST
def handle_remark(request, pk):
    """The site's lead says that it is done."""
    sent = Remark.objects.visible_to(request.user).filter(is_sent=True)
    remark = get_object_or_404(sent.select_related("assessment__campaign", "assessment__site"), pk=pk)
    writable(request, remark.assessment)
    Remark.objects.filter(pk=pk, handled_at=None).update(handled_at=timezone.now())
    return back_to(remark.assessment, remark.anchor)


def send_back(request, pk):
    assessment = reviewable(request, pk)
    form = MessageForm(posted(request))
    if form.is_valid():
        text = form.cleaned_data["text"]
        said = "La contribution est renvoyée au site, avec vos remarques."
        return taken(request, assessment, lambda: reviewing.send_back(assessment, request.user, text), said)
    unsent = Remark.objects.filter(assessment=assessment, is_sent=False)
    return asks(request, assessment, form, "Renvoyer la contribution", "Je renvoie au site", remarks=unsent)


@require_POST
def accept(request, pk):
    assessment = reviewable(request, pk)
    said = "La contribution est acceptée. Le site est prévenu."
    return taken(request, assessment, lambda: reviewing.accept(assessment, request.user), said)


def reopen(request, pk):
    assessment = reviewable(request, pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        text = form.cleaned_data["text"]
        said = "La contribution est rouverte. Le site est prévenu."
        return taken(request, assessment, lambda: reviewing.reopen(assessment, request.user, text), said)
    return asks(request, assessment, form, "Rouvrir la contribution", "Je rouvre")


def asks(request, assessment, form, title: str, verb: str, **context):
    status = 422 if form.is_bound else 200
    context |= {"assessment": assessment, "form": form, "title": title, "verb": verb}
    return render(request, "reports/review/turn.html", context, status=status)
