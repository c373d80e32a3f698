"""A list of agents, pasted or uploaded: checked first, written only when asked."""

import hashlib

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from sites import worker_import
from sites.forms import WorkerFileForm
from sites.models import Site
from sites.permissions import led_site
from sites.worker_file import COLUMNS, FileRefused

ROWS_SHOWN = 20
ERRORS_SHOWN = 50


def fingerprint(text: str) -> str:
    """The same for the same table, whatever a browser does to its line ends."""
    return hashlib.sha256("\n".join(text.strip().splitlines()).encode()).hexdigest()


@sensitive_post_parameters("text")
def import_workers(request, slug):
    """GET: the form. POST: the check of what was given. POST with ``checked``: add what that check had shown."""
    site = led_site(request.user, slug)
    if request.method != "POST":
        return show_form(request, site, WorkerFileForm())
    form = WorkerFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_form(request, site, form)
    text = form.cleaned_data["text"]
    try:
        if request.POST.get("checked") == fingerprint(text):
            return add(request, site, text)
        return show_preview(request, site, text, worker_import.preview(site, text))
    except FileRefused as refusal:
        form.add_error("file" if request.FILES else "text", str(refusal))
        return show_form(request, site, form)


def add(request, site: Site, text: str):
    try:
        done = worker_import.add_workers(site, text)
    except worker_import.ListChanged as refusal:
        messages.error(request, str(refusal))
        return show_preview(request, site, text, worker_import.preview(site, text))
    if not done.can_be_added:
        messages.error(request, "La liste du site a changé depuis la vérification : rien n’a été ajouté.")
        return show_preview(request, site, text, done)
    count = len(done.new)
    messages.success(request, "Un agent est ajouté." if count == 1 else f"{count} agents sont ajoutés.")
    return redirect("sites:site_workers", site.slug)


def show_form(request, site: Site, form: WorkerFileForm):
    return render(request, "sites/worker_import.html", {"site": site, "form": form, "columns": COLUMNS})


def table_field(text: str):
    field = WorkerFileForm(initial={"text": text})["text"]
    field.label, field.help_text = "Votre tableau", ""
    return field


def show_preview(request, site: Site, text: str, preview: worker_import.Preview):
    return render(
        request,
        "sites/worker_preview.html",
        {
            "site": site,
            "preview": preview,
            "text_field": table_field(text),
            "checked": fingerprint(text),
            "counts": {
                "new": len(preview.new),
                "already": len(preview.already),
                "repeated": len(preview.repeated),
                "errors": len(preview.errors),
            },
            "rows": preview.new[:ROWS_SHOWN],
            "more_rows": len(preview.new) - ROWS_SHOWN,
            "errors": preview.errors[:ERRORS_SHOWN],
            "more_errors": len(preview.errors) - ERRORS_SHOWN,
        },
    )
