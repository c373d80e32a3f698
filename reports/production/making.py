"""A document from its content: sheets of HTML, pages kept or laid out, one PDF. With or without a report's row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone

from proxinet.pdf import Pdf, PdfFailed
from proxinet.press.archival import Attachment, Facts
from proxinet.press.assembling import Part
from proxinet.press.binding import bind
from proxinet.press.rendering import Renderer
from reports.document.content import Assessment, Fault
from reports.models import LaidOutSheet
from reports.office.data_files import csv_file, xlsx
from reports.paper import kept_pages
from reports.paper.printing import HtmlSheet, broken_sheet, contents_sheet, guessed_pages, has_contents, html_sheets

Tell = Callable[[str, int], None]
LayOut = Callable[[list[HtmlSheet], Tell, Renderer], None]

RECORDS, WRITTEN, LAID_OUT, CONTENTS = 10, 15, 88, 92  # shares of the whole, in percent
DRAFT = "ÉPREUVE"
DRAFT_LINE = "Épreuve de travail, à ne pas diffuser"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Made:
    pdf: Pdf
    faults: tuple[Fault, ...]


def make(assessment: Assessment, tell: Tell, *, edition_line: str = "", lay_out: LayOut | None = None) -> Made:
    """The document; without ``edition_line`` it is a draft, and says so across every page.

    ``tell(step, percentage)`` hears how far it is. ``lay_out(sheets, tell, renderer)`` makes sure that the pages of
    ``sheets`` are kept; by default they are laid out here, one after the other. Raises ``proxinet.pdf.PdfFailed``.
    """
    tell("Écriture des pages", RECORDS)
    sheets = list(html_sheets(assessment, edition_line or DRAFT_LINE))
    faults = list(assessment.faults)
    with kept_pages.renderer() as renderer:
        tell("Mise en page", WRITTEN)
        (lay_out or lay_out_here)(sheets, tell, renderer)
        there = kept_pages.kept(kept_pages.key_of(sheet.html) for sheet in sheets)
        laid_out = [pages_of(sheet, there, faults, renderer) for sheet in sheets]
        if has_contents(assessment):
            tell("Sommaire", LAID_OUT)
            contents = contents_of(assessment, laid_out, renderer)
            sheets.insert(1, contents[0])
            laid_out.insert(1, contents[1])
    tell("Assemblage du document", CONTENTS)
    LaidOutSheet.objects.filter(pk__in=[one.pk for one in laid_out]).update(used_at=timezone.now())
    parts = [Part(kept_pages.path_of(pages.key), sheet.numbered) for sheet, pages in zip(sheets, laid_out, strict=True)]
    pdf = bind(parts, facts(assessment, DRAFT if not edition_line else ""), data_of(assessment))
    return Made(pdf, tuple(faults))


def lay_out_here(sheets: list[HtmlSheet], tell: Tell, renderer: Renderer) -> None:
    wanted = {kept_pages.key_of(sheet.html): sheet.html for sheet in sheets}
    there = kept_pages.kept(wanted)
    missing = [key for key in wanted if key not in there]
    for done, key in enumerate(missing, start=1):
        kept_pages.lay_out(renderer, key, wanted[key])
        tell_laid_out(len(sheets) - len(missing) + done, len(sheets), tell)


def tell_laid_out(done: int, total: int, tell: Tell) -> None:
    tell(f"Mise en page\u202f: {done} parties sur {total}", WRITTEN + (LAID_OUT - WRITTEN) * done // max(total, 1))


def pages_of(sheet: HtmlSheet, there: dict[str, LaidOutSheet], faults: list[Fault], renderer: Renderer) -> LaidOutSheet:
    """The sheet's pages, among those that are ``there`` but for an accident; what broke is replaced by a page that says
    so, and listed."""
    pages = there.get(kept_pages.key_of(sheet.html)) or ready(sheet, renderer)
    if not pages.fault:
        return pages
    name = kept_pages.title_in(sheet.html) or sheet.name
    faults.append(Fault(name, pages.fault))
    instead = ready(broken_sheet(name, kept_pages.ids_in(sheet.html), pages.fault), renderer)
    if instead.fault:
        raise PdfFailed(instead.fault)
    return instead


def ready(sheet: HtmlSheet, renderer: Renderer) -> LaidOutSheet:
    key = kept_pages.key_of(sheet.html)
    found = kept_pages.kept([key]).get(key)
    return found or kept_pages.lay_out(renderer, key, sheet.html)


def contents_of(
    assessment: Assessment, laid_out: list[LaidOutSheet], renderer: Renderer
) -> tuple[HtmlSheet, LaidOutSheet]:
    """The contents come second and take as many pages whatever their numbers: a wrong guess is corrected once."""
    taken = guessed_pages(assessment)
    while True:
        sheet = contents_sheet(assessment, numbers(laid_out, taken))
        pages = ready(sheet, renderer)
        if pages.fault or pages.page_count == taken:
            return sheet, pages
        taken = pages.page_count


def numbers(laid_out: list[LaidOutSheet], taken_by_contents: int) -> dict[str, int]:
    """``{anchor: page}`` of the whole document."""
    pages, first = {}, 1
    for place, sheet in enumerate(laid_out):
        first += taken_by_contents if place == 1 else 0
        pages |= {anchor: first + page for anchor, page in sheet.anchors.items()}
        first += sheet.page_count
    return pages


def facts(assessment: Assessment, watermark: str) -> Facts:
    return Facts(
        title=f"{assessment.title} – {assessment.campaign.name}",
        author=assessment.call.run_by,
        subject=assessment.call.name,
        created=dated(assessment),
        watermark=watermark,
    )


def data_of(assessment: Assessment) -> list[Attachment]:
    """The figures, for who wants to count again: in the file itself."""
    date = dated(assessment)
    return [
        Attachment("chiffres.csv", csv_file(assessment), "text/csv", "Les chiffres du bilan, un par ligne", date),
        Attachment("bilan.xlsx", xlsx(assessment), XLSX, "Les données du bilan, avec les définitions", date),
    ]


def dated(assessment: Assessment) -> datetime:
    return timezone.localtime(assessment.data_until or NEVER)
