"""The photos of a meetup."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from networks import permissions
from networks.forms.photos import PhotoForm
from networks.meetups.photos import PhotoRefused, keep_photo
from networks.models import Photo
from networks.views.meetups import visible_meetup
from proxinet.pages import posted, require
from proxinet.private_files import attachment, delete_with_file


def photos(request, pk):
    """The photos, and for the lead one more to add."""
    meetup = visible_meetup(request, pk)
    can_manage = permissions.can_manage(request.user, meetup.site_id)
    require(can_manage or request.method != "POST", permissions.WHO_MANAGES)
    form = PhotoForm(posted(request), request.FILES or None, instance=Photo(meetup=meetup, added_by=request.user))
    if request.method == "POST" and form.is_valid():
        try:
            keep_photo(form.instance, form.cleaned_data["upload"])
        except PhotoRefused as refused:
            form.add_error("upload", str(refused))
        else:
            messages.success(request, "La photo est ajoutée.")
            return redirect("networks:photos", pk=pk)
    context = {"meetup": meetup, "photos": meetup.photos.all(), "form": form, "can_manage": can_manage}
    return render(request, "networks/photos/photos.html", context)


def visible_photo(request, pk) -> Photo:
    return get_object_or_404(Photo.objects.visible_to(request.user).select_related("meetup"), pk=pk)


@require_safe
def photo(request, pk):
    """The picture, for the pages that show it; its bytes never change."""
    shown = visible_photo(request, pk)
    response = attachment(shown.file, name=shown.storage_name, content_type=shown.content_type)
    response["Cache-Control"] = "private, max-age=3600"
    return response


def remove_photo(request, pk):
    """Ask, then remove the photo and its file."""
    shown = visible_photo(request, pk)
    require(permissions.can_manage(request.user, shown.meetup.site_id), permissions.WHO_MANAGES)
    if request.method == "POST":
        delete_with_file(shown, shown.file)
        messages.success(request, "La photo est retirée.")
        return redirect("networks:photos", pk=shown.meetup_id)
    return render(request, "networks/photos/remove.html", {"photo": shown, "meetup": shown.meetup})
