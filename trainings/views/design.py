"""Using a programme again, here or elsewhere; the order of its modules."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from proxinet.context import current_shell
from proxinet.pages import posted, require
from proxinet.saving import saved
from trainings import modules, permissions
from trainings.copying import copy_programme as write_copy
from trainings.copying import lead_sites, next_time, proposed_title, shifted
from trainings.design_filters import CatalogueFilter
from trainings.forms.programmes import CopyForm
from trainings.models import Programme
from trainings.views.programmes import category_labels, managed_module

PROGRAMMES_A_PAGE = 20


@require_safe
def catalogue(request):
    """What sites chose to share: the design, never the sessions nor the people."""
    require(permissions.can_read_catalogue(request.user), permissions.WHO_READS_CATALOGUE)
    shared = Programme.objects.filter(is_shared=True).select_related("site")
    filters = CatalogueFilter(request.GET, queryset=shared, request=request)
    chosen = filters.qs.annotate(module_count=Count("modules"), hours=Sum("modules__planned_hours"))
    page = Paginator(chosen.order_by("title", "pk"), PROGRAMMES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "trainings/design/catalogue.html", {"filter": filters, "page_obj": page})


@require_safe
def shared_programme(request, pk):
    require(permissions.can_read_catalogue(request.user), permissions.WHO_READS_CATALOGUE)
    shared = Programme.objects.filter(is_shared=True).select_related("site", "deliverer")
    programme = get_object_or_404(shared, pk=pk)
    parts = list(programme.modules.all())
    context = {
        "programme": programme,
        "categories": category_labels(programme),
        "modules": parts,
        "hours": sum(module.planned_hours or 0 for module in parts),
        "questionnaires": programme.questionnaires.annotate(question_count=Count("questions")).order_by("moment"),
        "is_own": Programme.objects.visible_to(request.user).filter(pk=pk).exists(),
        "can_copy": permissions.can_create_programme(request.user),
    }
    return render(request, "trainings/design/shared_programme.html", context)


def copy_programme(request, pk):
    source = copied_source(request, pk)
    require(permissions.can_create_programme(request.user), permissions.WHO_COPIES)
    sites = lead_sites(request.user)
    initial = proposal(source, timezone.localdate()) | {"site": current_shell(request).site}
    form = CopyForm(posted(request), instance=Programme(), sites=sites, initial=initial)
    if request.method == "POST" and form.is_valid():
        left_out = []
        if saved(form, lambda: left_out.extend(write_copy(source, form.instance))):
            messages.success(request, "Le programme est copié. Relisez-le.")
            for organisation in left_out:
                messages.warning(request, f"{organisation} n’est pas partenaire de ce site\u202f: dites qui réalise.")
            return redirect(form.instance)
    return render(request, "trainings/design/copy_form.html", {"form": form, "programme": source})


def copied_source(request, pk) -> Programme:
    """A programme one sees, or one that its site shares with whoever reads the catalogue."""
    programmes = Programme.objects.select_related("site", "agreement", "deliverer", "evaluator")
    programme = get_object_or_404(programmes, pk=pk)
    shared = programme.is_shared and permissions.can_read_catalogue(request.user)
    if not shared and not Programme.objects.visible_to(request.user).filter(pk=pk).exists():
        raise Http404
    return programme


def proposal(source, today: date) -> dict:
    """Next time: a title with its year, dates moved by as many years."""
    year = next_time(source, today)
    years = year - source.starts_on.year if source.starts_on else 0
    return {
        "title": proposed_title(source, year),
        "starts_on": shifted(source.starts_on, years),
        "ends_on": shifted(source.ends_on, years) if source.starts_on else None,
    }


@require_POST
def move_module(request, pk):
    module = managed_module(request, pk)
    modules.move_module(module, -1 if request.POST.get("vers") == "haut" else 1)
    return redirect(f"{module.programme.get_absolute_url()}#module-{module.pk}")


def delete_module(request, pk):
    """Ask, then delete; a module that has sessions stays."""
    module = managed_module(request, pk)
    programme = module.programme
    if request.method == "POST":
        try:
            modules.delete_module(module)
        except modules.ModuleRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Le module est supprimé.")
        return redirect(f"{reverse('trainings:programme', args=[programme.pk])}#modules")
    context = {"module": module, "programme": programme, "has_sessions": module.sessions.exists()}
    return render(request, "trainings/design/delete_module.html", context)
