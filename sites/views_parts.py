"""The small things of a site that its lead adds, changes and removes: one form each, always the same three pages.

``urls.py`` hands each page the ``Part`` it is about.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.db import models
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect, render

from proxinet.saving import saved
from sites.forms import AgreementForm, MilestoneForm, NeighbourhoodForm, PartForm
from sites.models import Agreement, Milestone, Neighbourhood, Site
from sites.permissions import led_site


@dataclass(frozen=True)
class Part:
    """``anchor``: where it stands on the site's page. ``warning``: what else its removal changes."""

    model: type[models.Model]
    form: type[PartForm]
    anchor: str
    add_title: str
    edit_title: str
    warning: str = ""


NEIGHBOURHOOD = Part(
    Neighbourhood,
    NeighbourhoodForm,
    anchor="quartiers",
    add_title="Ajouter un quartier",
    edit_title="Modifier le quartier",
    warning="Les agents et les incidents de ce quartier restent, sans quartier.",
)
AGREEMENT = Part(
    Agreement,
    AgreementForm,
    anchor="conventions",
    add_title="Ajouter une convention",
    edit_title="Modifier la convention",
)
MILESTONE = Part(
    Milestone,
    MilestoneForm,
    anchor="histoire",
    add_title="Ajouter une étape",
    edit_title="Modifier l’étape",
)


def place_of(site: Site, part: Part) -> str:
    return f"{site.get_absolute_url()}#{part.anchor}"


def add(request, slug, part: Part):
    site = led_site(request.user, slug)
    return save(request, site, part, part.model(site=site), part.add_title)


def edit(request, slug, pk, part: Part):
    site = led_site(request.user, slug)
    return save(request, site, part, get_object_or_404(part.model, site=site, pk=pk), part.edit_title)


def save(request, site: Site, part: Part, instance, title: str):
    form = part.form(request.POST or None, instance=instance)
    back = place_of(site, part)
    if request.method == "POST" and form.is_valid() and saved(form):
        messages.success(request, "C’est enregistré.")
        return redirect(back)
    return render(request, "sites/form.html", {"site": site, "form": form, "title": title, "back": back})


def delete(request, slug, pk, part: Part):
    """Ask first (GET), then remove (POST)."""
    site = led_site(request.user, slug)
    instance = get_object_or_404(part.model, site=site, pk=pk)
    back = place_of(site, part)
    if request.method != "POST":
        context = {"site": site, "thing": instance, "warning": part.warning, "back": back}
        return render(request, "sites/confirm_delete.html", context)
    try:
        instance.delete()
    except ProtectedError:
        messages.error(request, f"On ne peut pas supprimer « {instance} » : d’autres pages du portail s’en servent.")
    else:
        messages.success(request, f"« {instance} » est supprimé.")
    return redirect(back)
