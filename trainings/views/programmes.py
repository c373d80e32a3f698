"""Programmes and their modules, for those who read and design them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from proxinet.context import current_shell
from proxinet.saving import saved
from sites.models import Site
from trainings import permissions
from trainings.forms.programmes import ModuleForm, ProgrammeForm
from trainings.models import Attendance, Module, Programme, Session
from trainings.views.sessions import SESSIONS_A_PAGE, posted


def visible_programme(request, pk) -> Programme:
    programmes = Programme.objects.visible_to(request.user)
    return get_object_or_404(programmes.select_related("site", "deliverer", "evaluator", "agreement"), pk=pk)


def managed_programme(request, pk) -> Programme:
    """The programme this person may change, or 404 / 403."""
    programme = visible_programme(request, pk)
    permissions.require(permissions.can_manage(request.user, programme), permissions.WHO_MANAGES)
    return programme


def managed_module(request, pk) -> Module:
    modules = Module.objects.visible_to(request.user).select_related("programme__site")
    module = get_object_or_404(modules, pk=pk)
    permissions.require(permissions.can_manage(request.user, module.programme), permissions.WHO_MANAGES)
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
    upcoming = Q(sessions__ends_at__gt=timezone.now(), sessions__cancelled_at=None)
    sessions = programme_sessions(programme)
    context = {
        "programme": programme,
        "modules": programme.modules.annotate(upcoming_count=Count("sessions", filter=upcoming)),
        "page_obj": Paginator(sessions, SESSIONS_A_PAGE).get_page(request.GET.get("page")),
        "trained": people_trained(programme),
        "can_manage": permissions.can_manage(request.user, programme),
    }
    return render(request, "trainings/programme.html", context)


def programme_sessions(programme):
    return Session.objects.filter(module__programme=programme).select_related("module").order_by("-starts_at", "-pk")


def people_trained(programme) -> int:
    """How many different people were present on at least one half-day."""
    present = Attendance.objects.filter(
        registration__event__module__programme=programme, state=Attendance.State.PRESENT
    )
    return present.values("registration__person").distinct().count()


def create_programme(request):
    permissions.require(permissions.can_create_programme(request.user), permissions.WHO_CREATES)
    sites = Site.objects.visible_to(request.user)
    if not request.user.access.is_admin:
        sites = sites.filter(pk__in=request.user.access.site_ids("gup_lead"))
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
    module = Module(programme=programme, order=programme.modules.count() + 1)
    form = ModuleForm(posted(request), instance=module)
    return save_module(request, form, programme, "Ajouter un module")


def edit_module(request, pk):
    module = managed_module(request, pk)
    programme = module.programme
    form = ModuleForm(posted(request), instance=module)
    return save_module(request, form, programme, "Modifier le module")


def save_module(request, form, programme, heading):
    if request.method == "POST" and form.is_valid() and saved(form):
        messages.success(request, "Le module est enregistré.")
        return redirect(programme)
    return render(request, "trainings/module_form.html", {"form": form, "programme": programme, "heading": heading})
