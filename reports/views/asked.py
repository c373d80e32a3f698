"""What a campaign asks the sites, and the words around their contributions."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from proxinet.pages import posted
from proxinet.saving import saved
from reports.forms.asked import ASKED
from reports.models import Answer, Figure
from reports.views.campaigns import coordinated, form_page


@require_safe
def asked(request, pk):
    campaign = coordinated(request, pk)
    shown = ("questions", "asked_figures", "editorials__organisation", "key_points", "coordination__organisation")
    prefetch_related_objects([campaign], *shown)
    return render(request, "reports/campaigns/asked.html", {"campaign": campaign})


def known(what: str):
    if what not in ASKED:
        raise Http404
    return ASKED[what]


def piece(request, what: str, pk: int):
    """The row and its campaign, for the coordination."""
    form_class, _, _ = known(what)
    row = get_object_or_404(form_class.Meta.model.objects.select_related("campaign"), pk=pk)
    row.campaign = coordinated(request, row.campaign_id)
    return row


def add(request, pk, what):
    campaign = coordinated(request, pk)
    form_class, title, relation = known(what)
    last = getattr(campaign, relation).order_by("order").last()
    row = form_class.Meta.model(campaign=campaign, order=last.order + 1 if last else 1)
    form = form_class(posted(request), instance=row)
    if form.is_valid() and saved(form):
        messages.success(request, "C’est ajouté.")
        return redirect("reports:asked", campaign.pk)
    return form_page(request, form, f"Ajouter {title}", "J’ajoute", campaign=campaign, back_to_asked=True)


def edit(request, what, pk):
    form_class, title, _ = known(what)
    row = piece(request, what, pk)
    form = form_class(posted(request), instance=row)
    if form.is_valid() and saved(form):
        messages.success(request, "C’est enregistré.")
        return redirect("reports:asked", row.campaign_id)
    return form_page(request, form, f"Modifier {title}", "J’enregistre", campaign=row.campaign, back_to_asked=True)


def remove(request, what, pk):
    """Not what sites answered already: their words would go with the question."""
    row = piece(request, what, pk)
    answers = already_answered(what, row)
    if request.method == "POST" and not answers:
        row.delete()
        messages.success(request, "C’est retiré.")
        return redirect("reports:asked", row.campaign_id)
    context = {"campaign": row.campaign, "row": row, "answers": answers}
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/campaigns/remove.html", context, status=status)


def already_answered(what: str, row) -> int:
    """How many sites answered."""
    if what == "questions":
        return Answer.objects.filter(question=row).exclude(text__regex=r"^\s*$").count()
    return Figure.objects.filter(asked=row, value__isnull=False).count() if what == "chiffres" else 0
