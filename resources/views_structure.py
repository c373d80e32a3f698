"""The lead edits the structure and its parts: add, change, remove, each with one form."""

from functools import reduce

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from proxinet.saving import saved
from resources.current_site import home_of
from resources.forms import DeliverableForm, OrientationForm, StructureForm, ThemeForm, TopicForm
from resources.models import Deliverable, Orientation, SharedStructure, Theme, Topic
from resources.ordering import move_theme
from resources.permissions import can_edit
from sites.models import Site

FOR_LEADS = "Les ressources sont tenues par le chef de projet du site."


def editable(request, queryset, path: str = "", **lookup):
    """The object and its site, or 404 out of sight, or 403 for those who only read. ``path``: from object to site."""
    visible = queryset.visible_to(request.user)
    found = get_object_or_404(visible.select_related(path) if path else visible, **lookup)
    site = reduce(getattr, path.split("__"), found) if path else found
    if not can_edit(request.user, site):
        raise PermissionDenied(FOR_LEADS)
    return found, site


def save_part(request, form, title: str, site: Site):
    """Show the form of one part, or save it and go back to the site's resources."""
    if request.method == "POST" and form.is_valid() and saved(form):
        messages.success(request, "C’est enregistré.")
        return redirect(home_of(site))
    return render(request, "resources/form.html", {"form": form, "title": title, "site": site, "back": home_of(site)})


def delete_part(request, part, site: Site, warning: str = ""):
    """Ask first (GET), then remove (POST)."""
    if request.method == "POST":
        part.delete()
        messages.success(request, "C’est supprimé.")
        return redirect(home_of(site))
    context = {"part": part, "site": site, "warning": warning, "back": home_of(site)}
    return render(request, "resources/confirm_delete.html", context)


def structure(request, slug):
    site, _ = editable(request, Site.objects, slug=slug)
    existing = SharedStructure.objects.filter(site=site).first()
    form = StructureForm(request.POST or None, instance=existing or SharedStructure(site=site))
    title = "Modifier la structure commune" if existing else "Créer la structure commune"
    return save_part(request, form, title, site)


def add_theme(request, pk):
    parent, site = editable(request, SharedStructure.objects, "site", pk=pk)
    theme = Theme(structure=parent, order=parent.themes.count() + 1)
    return save_part(request, ThemeForm(request.POST or None, instance=theme), "Ajouter un thème", site)


def edit_theme(request, pk):
    theme, site = editable(request, Theme.objects, "structure__site", pk=pk)
    return save_part(request, ThemeForm(request.POST or None, instance=theme), "Modifier le thème", site)


def delete_theme(request, pk):
    theme, site = editable(request, Theme.objects, "structure__site", pk=pk)
    return delete_part(request, theme, site, "Ses sujets, ses productions et ses participations partent avec lui.")


@require_POST
def move(request, pk):
    theme, site = editable(request, Theme.objects, "structure__site", pk=pk)
    move_theme(theme, -1 if request.POST.get("sens") == "haut" else 1)
    return redirect(home_of(site))


def add_topic(request, pk):
    theme, site = editable(request, Theme.objects, "structure__site", pk=pk)
    topic = Topic(theme=theme, order=theme.topics.count() + 1)
    return save_part(request, TopicForm(request.POST or None, instance=topic), f"Ajouter un sujet à « {theme} »", site)


def edit_topic(request, pk):
    topic, site = editable(request, Topic.objects, "theme__structure__site", pk=pk)
    return save_part(request, TopicForm(request.POST or None, instance=topic), "Modifier le sujet", site)


def delete_topic(request, pk):
    topic, site = editable(request, Topic.objects, "theme__structure__site", pk=pk)
    return delete_part(request, topic, site, "Ses productions partent avec lui.")


def add_deliverable(request, pk):
    topic, site = editable(request, Topic.objects, "theme__structure__site", pk=pk)
    form = DeliverableForm(request.POST or None, instance=Deliverable(topic=topic))
    return save_part(request, form, f"Ajouter ce qu’a produit « {topic} »", site)


def edit_deliverable(request, pk):
    deliverable, site = editable(request, Deliverable.objects, "topic__theme__structure__site", pk=pk)
    form = DeliverableForm(request.POST or None, instance=deliverable)
    return save_part(request, form, "Modifier la production", site)


def delete_deliverable(request, pk):
    deliverable, site = editable(request, Deliverable.objects, "topic__theme__structure__site", pk=pk)
    return delete_part(request, deliverable, site, "Ses documents restent sur le site.")


def add_orientation(request, pk):
    parent, site = editable(request, SharedStructure.objects, "site", pk=pk)
    orientation = Orientation(structure=parent, order=parent.orientations.count() + 1)
    return save_part(
        request, OrientationForm(request.POST or None, instance=orientation), "Ajouter une orientation", site
    )


def edit_orientation(request, pk):
    orientation, site = editable(request, Orientation.objects, "structure__site", pk=pk)
    form = OrientationForm(request.POST or None, instance=orientation)
    return save_part(request, form, "Modifier l’orientation", site)


def delete_orientation(request, pk):
    orientation, site = editable(request, Orientation.objects, "structure__site", pk=pk)
    return delete_part(request, orientation, site)
