"""Testimonies: added with the consent given, withdrawn on demand."""

from proxinet.pages import posted
from reports.contributions import writing
from reports.forms.testimonies import TestimonyForm
from reports.models import Testimony
from reports.views.contribution import own_piece, visible_assessment, writable
from reports.views.saving_pieces import adds_piece, asks_first, saves_piece

KEPT = "Les éditions déjà publiées ne changent pas."


def add_testimony(request, pk):
    assessment = writable(request, visible_assessment(request, pk))
    form = TestimonyForm(posted(request), instance=Testimony(assessment=assessment))
    return adds_piece(
        request,
        form,
        lambda: writing.add(form.instance, request.user) or True,
        title="Ajouter un témoignage",
        verb="J’ajoute le témoignage",
        said="Le témoignage est ajouté.",
    )


def edit_testimony(request, pk):
    form = TestimonyForm(posted(request), instance=own_piece(request, Testimony, pk))
    return saves_piece(request, form, title="Modifier le témoignage", said="Le témoignage est enregistré.")


def withdraw_testimony(request, pk):
    """At any time, even once the contribution is accepted or published."""
    testimony = own_piece(request, Testimony, pk, always=True)
    return asks_first(
        request,
        testimony,
        lambda: writing.withdraw(testimony, request.user),
        title="Retirer ce témoignage\u202f?",
        text=f"«\u202f{testimony.function}\u202f»\u202f: ces mots ne seront plus dans les éditions à venir. {KEPT}",
        verb="Je retire ce témoignage",
        said="Le témoignage est retiré de toutes les éditions à venir.",
        anchor="testimonies",
    )
