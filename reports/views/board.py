"""Where each site stands, reminders, and publication."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, DateTimeField, OuterRef, Q, Subquery
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from proxinet.pages import posted
from reports.campaigns.reminding import remind_late
from reports.filters import BoardFilter
from reports.forms.campaigns import PublishForm
from reports.forms.reports import RequestForm
from reports.models import AssessmentEvent, Edition, Remark, Report, SiteAssessment
from reports.production import requesting
from reports.views.campaigns import coordinated, form_page

PAGE_SIZE = 50
SHOWN = 5
State = SiteAssessment.State


@require_safe
def campaign(request, pk):
    campaign = coordinated(request, pk)
    contributions = campaign.contributions.select_related("site__approach", "campaign").defer("records")
    board = BoardFilter(request.GET, queryset=stands(contributions), campaign=campaign)
    counts = campaign.contributions.aggregate(
        total=Count("pk"), **{state: Count("pk", filter=Q(state=state)) for state in State.values}
    )
    reports = Report.objects.filter(campaign=campaign).select_related("approach", "site", "landlord").defer("content")
    editions = Edition.objects.filter(campaign=campaign).select_related("approach", "site", "landlord")
    context = {
        "campaign": campaign,
        "filter": board,
        "page_obj": Paginator(board.qs, PAGE_SIZE).get_page(request.GET.get("page")),
        "counts": counts,
        "states": [(label, counts[state]) for state, label in State.choices],
        "editions": editions.defer("content")[:SHOWN],
        "faulty": list(reports.exclude(faults=[])[:SHOWN]),
    }
    return render(request, "reports/campaigns/board.html", context)


def stands(contributions):
    """Each with its last step, its last reminder and the remarks it has still to handle."""

    def last(*kinds):
        events = AssessmentEvent.objects.filter(assessment=OuterRef("pk"), kind__in=kinds).order_by("-at", "-pk")
        return Subquery(events.values("at")[:1], output_field=DateTimeField())

    kinds = AssessmentEvent.Kind
    open_remarks = (
        Remark.objects.filter(assessment=OuterRef("pk"), is_sent=True, handled_at=None)
        .order_by()
        .values("assessment")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return contributions.annotate(
        last_step=last(kinds.OPENED, kinds.SUBMITTED, kinds.RETURNED, kinds.ACCEPTED, kinds.REOPENED),
        last_reminder=last(kinds.REMINDED),
        open_remarks=Subquery(open_remarks),
    ).order_by("site__name")


@require_POST
def remind(request, pk):
    campaign = coordinated(request, pk)
    reminded = remind_late(campaign, request.user)
    if reminded:
        names = ", ".join(assessment.site.name for assessment in reminded[:SHOWN])
        more = f" et {len(reminded) - SHOWN} autres" if len(reminded) > SHOWN else ""
        messages.success(request, f"Rappel envoyé à\u202f: {names}{more}.")
    else:
        messages.info(request, "Personne à relancer aujourd’hui\u202f: tout est envoyé, ou déjà relancé.")
    return redirect(campaign)


def publish(request, pk):
    campaign = coordinated(request, pk)
    form = PublishForm(posted(request), documents=RequestForm(user=request.user))
    if form.is_valid() and can_be_published(form, campaign):
        wanted = form.chosen
        report, _ = requesting.request_report(
            request.user,
            campaign,
            wanted.kind,
            **wanted.subject,
            publishes=True,
            what_changed=form.cleaned_data["what_changed"],
        )
        messages.success(request, "Le document se fabrique. Il sera publié dès qu’il est prêt.")
        return redirect(report)
    return form_page(request, form, "Publier un document", "Je publie", campaign=campaign, publishes=True)


def can_be_published(form: PublishForm, campaign) -> bool:
    """Says beside its field what is missing: what changed, or that it is known that sites are not accepted."""
    wanted, said = form.chosen, form.cleaned_data
    published = Edition.objects.filter(campaign=campaign, kind=wanted.kind, **wanted.subject)
    if published.exists() and not said["what_changed"]:
        form.add_error("what_changed", "Une édition est déjà publiée\u202f: dites ce que la nouvelle change.")
    waiting = requesting.not_accepted(campaign, **wanted.subject)
    if not waiting.found:
        form.add_error("edition", "Aucun site de cette campagne n’est dans ce document.")
    elif waiting.names and not said["unfinished"]:
        names = ", ".join(waiting.names)
        form.add_error("unfinished", f"Pas encore accepté\u202f: {names}. Cochez pour publier quand même.")
    return form.is_valid()
