"""A report as it will be published, before it is: its web page marked as a proof, and its other files."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reports.document import pictures
from reports.document.content import Assessment
from reports.document.frozen import thaw
from reports.office.data_files import csv_file, xlsx
from reports.office.word import docx
from reports.views.reports import readable
from reports.web_pages import NoSuchPart, WebPage, has_picture, web_page_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"pdf": "application/pdf", "docx": WORD, "xlsx": WORKBOOK, "csv": "text/csv; charset=utf-8"}
NAMES = {
    "docx": "Pour le retravailler (Word)",
    "xlsx": "Les chiffres (Excel)",
    "csv": "Les chiffres (CSV)",
}
MAKERS = {"docx": docx, "xlsx": xlsx, "csv": csv_file}


def with_content(request, public_id):
    report = get_object_or_404(readable(request.user), public_id=public_id)
    if report.content is None:
        raise Http404("Ce bilan n’est pas encore prêt.")
    return report


def asked_page(request, content: dict) -> WebPage:
    """The page of the document that the address names; 404 for a part it does not have."""
    asked = {"site": "site", "approach": "demarche", "page": "page"}
    try:
        return web_page_of(content, **{name: request.GET.get(given, "") for name, given in asked.items()})
    except NoSuchPart as error:
        raise Http404("Cette partie n’est pas dans ce document.") from error


@require_safe
def web_page(request, public_id):
    report = with_content(request, public_id)
    files = [(name, reverse("reports:other_file", args=[public_id, kind])) for kind, name in NAMES.items()]
    context = {
        "report": report,
        "page": asked_page(request, report.content),
        "files": files,
        "pdf": reverse("reports:pdf", args=[public_id]) if report.is_ready else "",
        "photos": reverse("reports:report_picture", args=[public_id, "_"])[:-1],
    }
    return render(request, "reports/web/page.html", context)


@require_safe
def other_file(request, public_id, extension):
    """Made on the spot: the same content gives the same bytes."""
    if extension not in MAKERS:
        raise Http404
    report = with_content(request, public_id)
    name = f"{report.file_name.removesuffix('.pdf')}-epreuve.{extension}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    made = MAKERS[extension](thaw(Assessment, report.content))
    return HttpResponse(made, content_type=TYPES[extension], headers=headers)


@require_safe
def picture(request, public_id, name):
    return picture_response(with_content(request, public_id).content, pictures.folder() / name, "private, max-age=3600")


def picture_response(content: dict, path, caching: str) -> FileResponse:
    """A picture that ``content`` shows; 404 for any other name."""
    if not has_picture(content, path.name) or not path.is_file():
        raise Http404
    headers = {"Cache-Control": caching, "X-Content-Type-Options": "nosniff"}
    return FileResponse(path.open("rb"), content_type="image/jpeg", headers=headers)
