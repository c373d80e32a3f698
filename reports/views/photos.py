"""The photos of a contribution: added with what their people agreed to, served to who may read it, withdrawn on
demand."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from proxinet.pages import posted
from proxinet.private_files import attachment
from reports.contributions import writing
from reports.contributions.photos import PhotoRefused, keep_photo
from reports.forms.photos import NewPhotoForm, PhotoForm
from reports.models import SitePhoto
from reports.views.contribution import own_piece, visible_assessment, writable
from reports.views.saving_pieces import adds_piece, asks_first, saves_piece
from reports.views.testimonies import KEPT


def add_photo(request, pk):
    assessment = writable(request, visible_assessment(request, pk))
    form = NewPhotoForm(posted(request), request.FILES or None, instance=SitePhoto(assessment=assessment))
    return adds_piece(
        request,
        form,
        lambda: kept(form, request.user),
        title="Ajouter une photo",
        verb="J’ajoute la photo",
        said="La photo est ajoutée.",
        sends_file=True,
    )


def kept(form: NewPhotoForm, by) -> bool:
    try:
        keep_photo(form.instance, form.cleaned_data["upload"], by)
    except PhotoRefused as refused:
        form.add_error("upload", str(refused))
        return False
    return True


def edit_photo(request, pk):
    form = PhotoForm(posted(request), instance=own_piece(request, SitePhoto, pk))
    return saves_piece(request, form, title="Modifier la photo", said="La photo est enregistrée.")


@require_safe
def photo(request, pk):
    """The picture, for the pages that show it; no longer once it is withdrawn."""
    shown = get_object_or_404(SitePhoto.objects.visible_to(request.user).filter(withdrawn_at=None), pk=pk)
    content_type = "image/png" if shown.storage_name.endswith(".png") else "image/jpeg"
    try:
        response = attachment(shown.file, name=shown.storage_name, content_type=content_type)
    except FileNotFoundError:
        raise Http404("Le fichier n’est plus là.") from None
    response["Cache-Control"] = "private, max-age=300"
    return response


def withdraw_photo(request, pk):
    """At any time, even once the contribution is accepted or published."""
    shown = own_piece(request, SitePhoto, pk, always=True)
    return asks_first(
        request,
        shown,
        lambda: writing.withdraw(shown, request.user),
        title="Retirer cette photo\u202f?",
        text=f"«\u202f{shown.description}\u202f»\u202f: elle ne sera plus dans les éditions à venir. {KEPT}",
        verb="Je retire cette photo",
        said="La photo est retirée de toutes les éditions à venir.",
        anchor="photos",
    )
