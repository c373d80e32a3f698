"""Figures: the note of a computed one, a declared one with its proof, who attests the others, the site's own."""

from django.core.exceptions import PermissionDenied
from django.utils.text import slugify

from proxinet.pages import posted
from proxinet.saving import saved
from reports.contributions import writing
from reports.contributions.resembling import suggested_note
from reports.forms.figures import figure_form
from reports.models import Figure, FigureNature
from reports.views.contribution import own_piece, visible_assessment, writable
from reports.views.saving_pieces import adds_piece, asks_first, saves_piece

TITLES = {
    FigureNature.COMPUTED: "Un chiffre calculé",
    FigureNature.DECLARED: "Un chiffre déclaré",
    FigureNature.ATTESTED: "Un chiffre à faire attester",
}
OWN_KEY = "site-{}"


def add_figure(request, pk):
    """A figure of the site's own: declared, or to be attested by a partner (``?nature=attested``)."""
    assessment = writable(request, visible_assessment(request, pk))
    attested = request.GET.get("nature") == FigureNature.ATTESTED
    nature = FigureNature.ATTESTED if attested else FigureNature.DECLARED
    form = figure_form(Figure(assessment=assessment, nature=nature), request.user, posted(request))
    return adds_piece(
        request,
        form,
        lambda: added(form, request.user),
        title=TITLES[nature],
        verb="J’ajoute ce chiffre",
        said="Le chiffre est ajouté.",
    )


def added(form, by) -> bool:
    """The same label has the same key from one year to the next, so that both can be compared."""
    longest = Figure._meta.get_field("key").max_length
    form.instance.key = slugify(OWN_KEY.format(form.cleaned_data["label"]))[:longest]
    form.beside = "label"
    return saved(form, lambda: writing.add(form.instance, by))


def edit_figure(request, pk):
    figure = own_piece(request, Figure, pk)
    data = posted(request)
    note = suggested_note(figure, figure.assessment.figures.all())
    if data is not None and "use_suggestion" in data:
        data = data.copy()
        data["note"] = data.get("note") or note
    form = figure_form(figure, request.user, data)
    form.suggestion = note
    return saves_piece(request, form, title=figure.label, said="Le chiffre est enregistré.")


def remove_figure(request, pk):
    """Only the site's own: what the campaign asks stays, even unknown."""
    figure = own_piece(request, Figure, pk)
    if figure.asked_id is not None or figure.is_computed:
        raise PermissionDenied("La campagne demande ce chiffre\u202f: laissez-le «\u202fnon renseigné\u202f».")
    return asks_first(
        request,
        figure,
        lambda: writing.remove(figure),
        title="Retirer ce chiffre\u202f?",
        text=f"«\u202f{figure.label}\u202f» ne sera plus dans votre contribution.",
        verb="Je retire ce chiffre",
        said="Le chiffre est retiré.",
        anchor="figures",
    )
