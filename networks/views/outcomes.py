"""What mini-projects and groups produced."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from networks import permissions
from networks.forms.outcomes import OutcomeForm
from networks.mini_projects.outcomes import download_name, keep_outcome, owner_of
from networks.models import MiniProject, Outcome, WorkingGroup
from proxinet.pages import posted, require
from proxinet.private_files import attachment, delete_with_file


def add_project_outcome(request, pk):
    project = get_object_or_404(MiniProject.objects.visible_to(request.user).select_related("site"), pk=pk)
    return add_outcome(request, Outcome(site=project.site, project=project))


def add_group_outcome(request, pk):
    group = get_object_or_404(WorkingGroup.objects.visible_to(request.user).select_related("site"), pk=pk)
    return add_outcome(request, Outcome(site=group.site, group=group))


def add_outcome(request, outcome):
    """First what kind of thing it is, by a link; then the fields of that kind."""
    require(permissions.can_manage(request.user, outcome.site_id), permissions.WHO_MANAGES)
    kind = request.GET.get("nature")
    if kind not in Outcome.Kind:
        context = {"owner": owner_of(outcome), "kinds": Outcome.Kind.choices}
        return render(request, "networks/outcomes/kinds.html", context)
    outcome.kind = kind
    return save_outcome(request, outcome, "Le résultat est ajouté.")


def edit_outcome(request, pk):
    return save_outcome(request, managed_outcome(request, pk), "Le résultat est enregistré.")


def save_outcome(request, outcome, said):
    owner = owner_of(outcome)
    form = OutcomeForm(posted(request), request.FILES or None, instance=outcome)
    if request.method == "POST" and form.is_valid():
        keep_outcome(form.instance, form.cleaned_data.get("upload"))
        messages.success(request, said)
        return redirect(f"{owner.get_absolute_url()}#resultats")
    context = {"form": form, "outcome": outcome, "owner": owner, "is_new": not outcome.pk}
    return render(request, "networks/outcomes/form.html", context)


def remove_outcome(request, pk):
    """Ask, then remove the row and its file."""
    outcome = managed_outcome(request, pk)
    owner = owner_of(outcome)
    if request.method == "POST":
        delete_with_file(outcome, outcome.file)
        messages.success(request, "Le résultat est retiré.")
        return redirect(f"{owner.get_absolute_url()}#resultats")
    return render(request, "networks/outcomes/remove.html", {"outcome": outcome, "owner": owner})


@require_safe
def outcome_file(request, pk):
    outcome = get_object_or_404(Outcome.objects.visible_to(request.user).exclude(file=""), pk=pk)
    try:
        return attachment(outcome.file, name=download_name(outcome), content_type=outcome.content_type)
    except FileNotFoundError:
        raise Http404("Le fichier n’est plus là.") from None


def managed_outcome(request, pk) -> Outcome:
    """The outcome this person may change, or 404 / 403."""
    outcomes = Outcome.objects.visible_to(request.user).select_related("project", "group", "meetup")
    outcome = get_object_or_404(outcomes, pk=pk)
    require(permissions.can_manage(request.user, outcome.site_id), permissions.WHO_MANAGES)
    return outcome
