"""Proposing an idea, supporting it, moving a mini-project on."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from networks import permissions
from networks.forms.projects import IdeaForm, MoveForm, StepForm
from networks.mini_projects import projects
from networks.mini_projects.projects import ProjectRefused
from networks.views.projects import managed_project, visible_project
from proxinet.context import current_shell
from proxinet.pages import posted, require
from sites.enrolment import own_worker


def propose_idea(request):
    """A title and a few words, on a phone, by whoever works on the site."""
    sites = list(permissions.sites_one_proposes_at(request.user))
    require(bool(sites), permissions.WHO_PROPOSES)
    form = IdeaForm(posted(request), sites=sites, initial={"site": current_shell(request).site})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        worker = own_worker(request.user, typed["site"])
        try:
            idea = projects.propose(typed["site"], typed["title"], typed["description"], by=request.user, worker=worker)
        except ProjectRefused as refused:
            form.add_error(refused.beside, str(refused))
        else:
            messages.success(request, "Votre idée est notée. Les autres peuvent la soutenir.")
            return redirect(idea)
    return render(request, "networks/projects/idea_form.html", {"form": form})


@require_POST
def support(request, pk):
    return change_my_support(request, pk, projects.support, "Vous en êtes\u202f!")


@require_POST
def stop_supporting(request, pk):
    return change_my_support(request, pk, projects.stop_supporting, "Vous n’en êtes plus.")


def change_my_support(request, pk, act, said):
    project = visible_project(request, pk)
    worker = own_worker(request.user, project.site)
    require(worker is not None, permissions.WHO_IS_IN)
    try:
        act(project, worker, by=request.user)
    except ProjectRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(project)


def move_project(request, pk):
    """To its next state, with what that asks for."""
    project = managed_project(request, pk)
    form = MoveForm(posted(request), project=project)
    if request.method == "POST" and form.is_valid():
        try:
            moved = projects.move(project, by=request.user, **form.cleaned_data)
        except ProjectRefused as refused:
            form.add_error(refused.beside or "state", str(refused))
        else:
            messages.success(request, f"C’est noté\u202f: {moved.get_state_display().lower()}.")
            return redirect(moved)
    return render(request, "networks/projects/move.html", {"project": project, "form": form})


def add_step(request, pk):
    project = managed_project(request, pk)
    form = StepForm(posted(request), project=project)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "L’étape est ajoutée.")
        return redirect(f"{reverse('networks:project', args=[pk])}#etapes")
    return render(request, "networks/projects/step_form.html", {"project": project, "form": form})


@require_POST
def share_project(request, pk):
    """``share``: « oui » offers it to the other sites, anything else takes it back."""
    project = managed_project(request, pk)
    wanted = request.POST.get("share") == "oui"
    try:
        projects.share(project, wanted)
    except ProjectRefused as refused:
        messages.error(request, str(refused))
    else:
        said = "est proposé aux autres sites" if wanted else "n’est plus proposé aux autres sites"
        messages.success(request, f"Le mini-projet {said}.")
    return redirect(project)
