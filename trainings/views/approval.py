"""The requests that an employer's manager (or the site's lead, where it has none) approves or refuses."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.models import Role
from proxinet.pages import posted, require
from proxinet.seats import SeatRefused, State
from sites import enrolment
from trainings.approval import answered_by, pending
from trainings.forms.approval import RefusalForm
from trainings.models import Registration
from trainings.views.sessions import PEOPLE_A_PAGE

WHO_ANSWERS = "Seul l’encadrant de cet employeur (ou le chef de projet du site, s’il n’en a pas) répond aux demandes."
DECISIONS_SHOWN = 20


@require_safe
def requests(request):
    user = request.user
    may_read = user.access.is_admin or user.access.site_ids(Role.LANDLORD_MANAGER, Role.GUP_LEAD)
    require(bool(may_read), WHO_ANSWERS)
    mine = answered_by(user).select_related("event__module__programme", "person__employer")
    decided = mine.filter(decided_by__isnull=False).select_related("decided_by").order_by("-decided_at", "-pk")
    context = {
        "page_obj": Paginator(pending(mine), PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "decided": decided[:DECISIONS_SHOWN],
    }
    return render(request, "trainings/signup/requests.html", context)


def decide_request(request, pk):
    """POST ``decision=approve``, or ``decision=refuse`` with a reason. GET: the page that asks for the reason."""
    registration = visible_request(request, pk)
    require(answered_by(request.user).filter(pk=pk).exists(), WHO_ANSWERS)
    if registration.state != State.REQUESTED:
        messages.info(request, f"La demande de {registration.person} a déjà sa réponse.")
        return redirect("trainings:requests")
    if request.method == "POST" and request.POST.get("decision") == "approve":
        return decided(request, approve, registration)
    form = RefusalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return decided(request, refuse, registration, form.cleaned_data["reason"])
    return render(request, "trainings/signup/decide.html", {"registration": registration, "form": form})


def visible_request(request, pk) -> Registration:
    """A registration that is or was a request, among those this person may read, or 404."""
    visible = Registration.objects.visible_to(request.user).select_related(
        "event__module__programme__site", "person__employer", "person__user"
    )
    return get_object_or_404(visible, pk=pk)


def decided(request, act, *args):
    try:
        messages.success(request, act(request.user, *args))
    except SeatRefused as error:
        messages.error(request, str(error))
    return redirect("trainings:requests")


def approve(user, registration) -> str:
    answered = enrolment.approve(registration.event, registration.person, by=user)
    if answered.state == State.CONFIRMED:
        return f"C’est validé : {registration.person} a une place."
    return f"C’est validé : {registration.person} est en liste d’attente."


def refuse(user, registration, reason: str) -> str:
    enrolment.refuse(registration.event, registration.person, by=user, reason=reason)
    return f"C’est refusé : {registration.person} est prévenu et lira le motif."
