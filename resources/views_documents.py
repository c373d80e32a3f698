"""The documents of a site."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from proxinet.context import current_shell
from proxinet.private_files import attachment, delete_with_file
from resources.current_site import current_site, home_of
from resources.documents import download_name, store_document
from resources.filters import DocumentFilter
from resources.forms import DocumentDetailsForm, DocumentForm
from resources.models import Document
from resources.permissions import can_edit
from resources.views_structure import FOR_LEADS, delete_part, editable, save_part

PER_PAGE = 20


def documents(request):
    site = current_site(request)
    if site is None:
        if current_shell(request).membership is None:
            raise PermissionDenied("Les ressources sont réservées aux personnes d’un site.")
        return redirect("resources:home")
    editing = can_edit(request.user, site)
    visible = Document.objects.visible_to(request.user).filter(site=site).select_related("deliverable__topic__theme")
    filtered = DocumentFilter(request.GET, queryset=visible, site=site, is_lead=editing)
    page = Paginator(filtered.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {"site": site, "filter": filtered, "page_obj": page, "can_edit": editing, "back": home_of(site)}
    return render(request, "resources/documents.html", context)


def add(request):
    site = current_site(request)
    if site is None or not can_edit(request.user, site):
        raise PermissionDenied(FOR_LEADS)
    document = Document(site=site, uploaded_by=request.user)
    initial = {"deliverable": request.GET.get("production"), "audience": Document.Audience.EVERYONE}
    form = DocumentForm(request.POST or None, request.FILES or None, instance=document, initial=initial)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["upload"]
        store_document(form.instance, upload, upload.kind)
        messages.success(request, "Le document est ajouté.")
        return redirect(home_of(site))
    return render(
        request,
        "resources/document_form.html",
        {"form": form, "title": "Ajouter un document", "site": site, "back": home_of(site)},
    )


def download(request, pk):
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    try:
        return attachment(document.file, name=download_name(document), content_type=document.content_type)
    except FileNotFoundError:
        raise Http404("Le fichier n’est plus là.") from None


def edit(request, pk):
    document, site = editable(request, Document.objects, "site", pk=pk)
    form = DocumentDetailsForm(request.POST or None, instance=document)
    return save_part(request, form, "Modifier le document", site)


def delete(request, pk):
    document, site = editable(request, Document.objects, "site", pk=pk)
    if request.method == "POST":
        delete_with_file(document, document.file)
        messages.success(request, "Le document est supprimé.")
        return redirect(home_of(site))
    return delete_part(request, document, site, "Le fichier est effacé pour tout le monde.")
