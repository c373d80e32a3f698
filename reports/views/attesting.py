"""What a partner who evaluates attests: a value that the site's lead cannot type."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from proxinet.pages import posted, require
from reports.contributions.writing import SentAlready
from reports.forms.attesting import AttestForm
from reports.models import Figure, FigureNature
from reports.permissions import WHO_ATTESTS, attests_figures, can_attest

PAGE_SIZE = 20
WHO_HAS_LIST = "Seuls les partenaires qui évaluent attestent des chiffres."


def attested_figures(user):
    figures = Figure.objects.visible_to(user).filter(nature=FigureNature.ATTESTED)
    return figures.select_related("assessment__site", "assessment__campaign", "attested_by", "edited_by")


@require_safe
def to_attest(request):
    """What waits first, then what was attested."""
    require(attests_figures(request.user), WHO_HAS_LIST)
    organisations = [m.organisation_id for m in request.user.access.memberships if m.role == "partner"]
    figures = attested_figures(request.user).filter(attested_by__in=organisations)
    figures = figures.order_by(F("attested_at").desc(nulls_first=True), "assessment__campaign__deadline", "pk")
    page = Paginator(figures, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "reports/contribution/to_attest.html", {"page_obj": page})


def attest(request, pk):
    """Only someone of the organisation that the lead named, as long as the contribution is not sent."""
    figure = get_object_or_404(attested_figures(request.user), pk=pk)
    require(can_attest(request.user, figure), WHO_ATTESTS)
    if not figure.assessment.is_editable:
        raise SentAlready
    form = AttestForm(posted(request), instance=figure)
    status = 200
    if request.method == "POST":
        if form.is_valid() and form.keep(request.user):
            messages.success(request, f"Vous avez attesté «\u202f{figure.label}\u202f». Merci.")
            return redirect("reports:to_attest")
        status = 409 if form.theirs else 422
    return render(request, "reports/contribution/attest.html", {"form": form, "figure": figure}, status=status)
