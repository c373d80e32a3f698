"""Programmes and their modules, for those who read and design them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from proxinet.context import current_shell
from proxinet.pages import posted, require
from proxinet.saving import saved
from sites.models import StaffCategory
from trainings import permissions
from trainings.copying import lead_sites
from trainings.forms.programmes import ModuleForm, ProgrammeForm
from trainings.models import Attendance, Diagnosis, Module, Programme, Questionnaire, Session
from trainings.modules import add_module, change_module
from trainings.views.sessions import SESSIONS_A_PAGE

MOST_DIAGNOSES = 10


def visible_programme(request, pk) -> Programme:
    programmes = Programme.objects.visible_to(request.user)
    return get_object_or_404(
        programmes.select_related("site", "deliverer", "evaluator", "agreement", "copied_from__site"), pk=pk
    )


def managed_programme(request, pk) -> Programme:
    """The programme this person may change, or 404 / 403."""
    programme = visible_programme(request, pk)
    require(permissions.can_manage(request.user, programme), permissions.WHO_MANAGES)
    return programme


def managed_module(request, pk) -> Module:
    modules = Module.objects.visible_to(request.user).select_related("programme__site")
    module = get_object_or_404(modules, pk=pk)
    require(permissions.can_manage(request.user, module.programme), permissions.WHO_MANAGES)
    return module


@require_safe
def programme_list(request):
    upcoming = Q(modules__sessions__starts_at__gt=timezone.now(), modules__sessions__cancelled_at=None)
    programmes = (
        Programme.objects.visible_to(request.user)
        .select_related("site", "deliverer")
        .annotate(
            module_count=Count("modules", distinct=True),
            upcoming_count=Count("modules__sessions", filter=upcoming, distinct=True),
        )
        .order_by("-starts_on", "title", "pk")
    )
    context = {
        "page_obj": Paginator(programmes, SESSIONS_A_PAGE).get_page(request.GET.get("page")),
        "can_create": permissions.can_create_programme(request.user),
    }
    return render(request, "trainings/programmes.html", context)


@require_safe
def programme_page(request, pk):
    programme = visible_programme(request, pk)
    user = request.user
    sessions = programme_sessions(user, programme)
    modules = modules_with_hours(programme)
    context = {
        "programme": programme,
        "categories": category_labels(programme),
        "signatories": programme.agreement.signatories.all() if programme.agreement else [],
        "modules": modules,
        "hours": sum(module.planned_hours or 0 for module in modules),
        "focus_groups": focus_groups(sessions),
        "page_obj": Paginator(
            sessions.exclude(module__kind=Module.Kind.FOCUS_GROUP).order_by("-starts_at", "-pk"), SESSIONS_A_PAGE
        ).get_page(request.GET.get("page")),
        "diagnoses": Diagnosis.objects.visible_to(user).filter(session__module__programme=programme)[:MOST_DIAGNOSES],
        "trained": people_trained(programme),
        "moments": Questionnaire.Moment,
        "can_manage": permissions.can_manage(user, programme),
        "can_copy": permissions.can_create_programme(user),
        "can_evaluate": permissions.can_evaluate(user, programme),
        "can_read_evaluation": permissions.can_read_evaluation(user, programme),
    }
    return render(request, "trainings/programme.html", context)


def modules_with_hours(programme):
    upcoming = Q(sessions__ends_at__gt=timezone.now(), sessions__cancelled_at=None)
    return list(
        programme.modules.select_related("deliverer")
        .annotate(upcoming_count=Count("sessions", filter=upcoming), session_count=Count("sessions"))
        .order_by("order", "pk")
    )


def category_labels(programme) -> list[str]:
    return [label for value, label in StaffCategory.choices if value in programme.audience_categories]


def programme_sessions(user, programme):
    return Session.objects.visible_to(user).filter(module__programme=programme).select_related("module")


def focus_groups(sessions) -> dict[Module, list[Session]]:
    """The programme's focus groups with the days they met or will meet: what came out is in the module's text."""
    groups: dict[Module, list[Session]] = {}
    meetings = sessions.filter(module__kind=Module.Kind.FOCUS_GROUP, cancelled_at=None)
    for session in meetings.order_by("module__order", "module", "starts_at"):
        groups.setdefault(session.module, []).append(session)
    return groups


def people_trained(programme) -> int:
    """How many different people were present on at least one half-day."""
    present = Attendance.objects.filter(registration__event__module__programme=programme, state__in=Attendance.CAME)
    return present.values("registration__person").distinct().count()


def create_programme(request):
    require(permissions.can_create_programme(request.user), permissions.WHO_CREATES)
    sites = lead_sites(request.user)
    form = ProgrammeForm(posted(request), sites=sites, is_lead=True, initial={"site": current_shell(request).site})
    return save_programme(request, form, None)


def edit_programme(request, pk):
    programme = managed_programme(request, pk)
    is_lead = request.user.access.leads(programme.site_id)
    edited = Programme.objects.get(pk=pk)
    form = ProgrammeForm(posted(request), instance=edited, sites=[programme.site], is_lead=is_lead)
    return save_programme(request, form, programme)


def save_programme(request, form, programme):
    if request.method == "POST" and form.is_valid() and saved(form):
        messages.success(request, "Le programme est enregistré.")
        return redirect(form.instance)
    return render(request, "trainings/programme_form.html", {"form": form, "programme": programme})


def create_module(request, pk):
    programme = managed_programme(request, pk)
    return save_module(request, Module(programme=programme), "Ajouter un module", add_module)


def edit_module(request, pk):
    return save_module(request, managed_module(request, pk), "Modifier le module", change_module)


def save_module(request, module, heading, write):
    programme = module.programme
    is_lead = request.user.access.leads(programme.site_id)
    form = ModuleForm(posted(request), instance=module, is_lead=is_lead)
    if request.method == "POST" and form.is_valid() and saved(form, lambda: write(form.instance)):
        messages.success(request, "Le module est enregistré.")
        return redirect(f"{programme.get_absolute_url()}#module-{module.pk}")
    return render(request, "trainings/module_form.html", {"form": form, "programme": programme, "heading": heading})
