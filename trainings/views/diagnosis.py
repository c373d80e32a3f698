"""Diagnoses on the spot: their list, their observations, and what becomes of each."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from proxinet.context import current_shell
from proxinet.pages import posted, require
from sites.forms_observing import written
from sites.models import Site
from sites.observing import late, note_step, observation_counts, write_observation, write_visit
from trainings import permissions
from trainings.design_filters import DiagnosisFilter
from trainings.diagnosis_sheet import sheet_pdf
from trainings.forms.diagnosis import DiagnosisForm, ObservationForm, StepForm
from trainings.models import Diagnosis, Observation, ObservationStep

DIAGNOSES_A_PAGE = 20
OBSERVATIONS_A_PAGE = 30


def visible_diagnosis(request, pk) -> Diagnosis:
    visible = Diagnosis.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("site", "led_by", "session__module__programme"), pk=pk)


def managed_diagnosis(request, pk) -> Diagnosis:
    """The diagnosis this person may change, or 404 / 403."""
    diagnosis = visible_diagnosis(request, pk)
    require_manager(request, diagnosis)
    return diagnosis


def visible_observation(request, pk) -> Observation:
    visible = Observation.objects.visible_to(request.user)
    above = ("owner", "diagnosis__site", "diagnosis__session__module__programme")
    return get_object_or_404(visible.select_related(*above), pk=pk)


def managed_observation(request, pk) -> Observation:
    observation = visible_observation(request, pk)
    require_manager(request, observation.diagnosis)
    return observation


def require_manager(request, diagnosis):
    may = permissions.can_manage_diagnosis(request.user, diagnosis)
    require(may, permissions.WHO_WRITES_DIAGNOSES)


@require_safe
def diagnoses(request):
    visible = Diagnosis.objects.visible_to(request.user).select_related("site", "led_by")
    filters = DiagnosisFilter(request.GET, queryset=visible, request=request)
    chosen = filters.qs.annotate(**observation_counts("observations")).order_by("-held_on", "-pk")
    context = {
        "filter": filters,
        "page_obj": Paginator(chosen, DIAGNOSES_A_PAGE).get_page(request.GET.get("page")),
        "can_create": permissions.can_create_diagnosis(request.user),
    }
    return render(request, "trainings/diagnosis/list.html", context)


def create_diagnosis(request):
    user = request.user
    require(permissions.can_create_diagnosis(user), permissions.WHO_WRITES_DIAGNOSES)
    sites = Site.objects.visible_to(user)
    if not user.access.is_admin:
        sites = sites.filter(pk__in=user.access.site_ids("gup_lead", "partner"))
    initial = {"site": current_shell(request).site, "session": request.GET.get("session")}
    return save_diagnosis(request, DiagnosisForm(posted(request), user=user, sites=sites, initial=initial), None)


def edit_diagnosis(request, pk):
    diagnosis = managed_diagnosis(request, pk)
    edited = Diagnosis.objects.get(pk=pk)
    form = DiagnosisForm(posted(request), instance=edited, user=request.user, sites=[diagnosis.site])
    return save_diagnosis(request, form, diagnosis)


def save_diagnosis(request, form, diagnosis):
    if request.method == "POST" and form.is_valid() and written(form, write_visit):
        messages.success(request, "Le diagnostic est enregistré.")
        return redirect(form.instance)
    return render(request, "trainings/diagnosis/form.html", {"form": form, "diagnosis": diagnosis})


def delete_diagnosis(request, pk):
    """Ask, saying what goes with it; then delete."""
    diagnosis = managed_diagnosis(request, pk)
    if request.method == "POST":
        diagnosis.delete()
        messages.success(request, "Le diagnostic est supprimé.")
        return redirect("trainings:diagnoses")
    count = diagnosis.observations.count()
    lost = "Ses observations et leurs suites seront supprimées aussi." if count else ""
    context = {"thing": diagnosis.title, "diagnosis": diagnosis, "lost": lost, "back": diagnosis.get_absolute_url()}
    return render(request, "trainings/diagnosis/delete.html", context)


@require_safe
def diagnosis(request, pk):
    diagnosis = visible_diagnosis(request, pk)
    observations = diagnosis.observations.select_related("owner")
    context = {
        "diagnosis": diagnosis,
        "page_obj": Paginator(observations, OBSERVATIONS_A_PAGE).get_page(request.GET.get("page")),
        "late_count": diagnosis.observations.filter(late()).count(),
        "can_manage": permissions.can_manage_diagnosis(request.user, diagnosis),
    }
    return render(request, "trainings/diagnosis/diagnosis.html", context)


@require_safe
def diagnosis_sheet(request, pk):
    """On paper; with ``?vierge=1``, blank lines to write on while walking."""
    diagnosis = visible_diagnosis(request, pk)
    pdf = sheet_pdf(diagnosis, blank="vierge" in request.GET)
    name = f"diagnostic-{diagnosis.pk}{'-vierge' if 'vierge' in request.GET else ''}.pdf"
    return HttpResponse(
        pdf.content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def create_observation(request, pk):
    diagnosis = managed_diagnosis(request, pk)
    form = ObservationForm(posted(request), instance=Observation(diagnosis=diagnosis))
    return save_observation(request, form, diagnosis, None)


def edit_observation(request, pk):
    observation = managed_observation(request, pk)
    form = ObservationForm(posted(request), instance=visible_observation(request, pk))
    return save_observation(request, form, observation.diagnosis, observation)


def save_observation(request, form, diagnosis, observation):
    if request.method == "POST" and form.is_valid() and written(form, write_observation):
        messages.success(request, "L’observation est enregistrée.")
        return redirect("trainings:observation", observation.pk) if observation else redirect(diagnosis)
    context = {"form": form, "diagnosis": diagnosis, "observation": observation}
    return render(request, "trainings/diagnosis/observation_form.html", context)


def observation(request, pk):
    """What was seen, what became of it; a POST adds a step."""
    observation = visible_observation(request, pk)
    can_manage = permissions.can_manage_diagnosis(request.user, observation.diagnosis)
    if request.method == "POST":
        require_manager(request, observation.diagnosis)
    step = ObservationStep(observation=observation, state=observation.state, noted_by=request.user)
    form = StepForm(posted(request), instance=step)
    if request.method == "POST" and form.is_valid():
        note_step(form.instance)
        messages.success(request, "La suite est notée.")
        return redirect("trainings:observation", pk)
    steps = observation.steps.all()
    context = {"observation": observation, "steps": steps, "form": form if can_manage else None}
    return render(request, "trainings/diagnosis/observation.html", context)


def delete_observation(request, pk):
    """Ask, then delete with its history."""
    observation = managed_observation(request, pk)
    if request.method == "POST":
        observation.delete()
        messages.success(request, "L’observation est supprimée.")
        return redirect(observation.diagnosis)
    lost = "Ses suites seront supprimées aussi." if observation.steps.exists() else ""
    back = observation.diagnosis.get_absolute_url()
    context = {"thing": str(observation), "diagnosis": observation.diagnosis, "lost": lost, "back": back}
    return render(request, "trainings/diagnosis/delete.html", context)
