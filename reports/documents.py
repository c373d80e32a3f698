"""A whole document, from the records to the PDF, without row or queue: what the worker and the command both call."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from proxinet.pdf import Pdf, render
from reports.collecting import collect as collect_assessment
from reports.content import Assessment
from reports.models import Kind

OnProgress = Callable[[str, int], None]

# Shares of the whole, from what six sites cost: records, styles, pages, file.
RECORDS, STYLES, PAGES = 15, 30, 90
STYLESHEET = "static:css/report.css"


def national_pdf(campaign, on_progress: OnProgress | None = None) -> Pdf:
    """The national document of ``call``. ``on_progress(step, percentage)`` is told as the work is done.

    Raises ``proxinet.pdf.PdfFailed``.
    """
    return document(lambda on_site: collect_assessment(campaign, Kind.NATIONAL, on_site=on_site), on_progress)


def site_pdf(campaign, site, on_progress: OnProgress | None = None) -> Pdf:
    """The document of one site; same rules as ``national_pdf``."""
    return document(lambda on_site: collect_assessment(campaign, Kind.SITE, site=site, on_site=on_site), on_progress)


def document(collect: Callable[..., Assessment], on_progress: OnProgress | None) -> Pdf:
    tell = on_progress or (lambda step, percentage: None)

    def on_site(name: str, done: int, total: int) -> None:
        step = f"Collecte des données : {name} ({done + 1} sur {total})" if name else "Données collectées"
        tell(step, RECORDS * done // max(total, 1))

    with translation.override("fr"), timezone.override(ZoneInfo(settings.TIME_ZONE)):
        assessment = collect(on_site)
        html = assessment_html(assessment)
    expected = expected_pages(assessment)

    def on_stage(stage: str, page: int) -> None:
        if stage == "style":
            tell("Mise en forme", RECORDS)
        elif stage == "layout":
            done = min(page / expected, 1)
            tell(f"Mise en page : page {page}", int(STYLES + (PAGES - STYLES) * done))
        else:
            tell("Écriture du fichier", PAGES)

    return render(html, on_stage)


def assessment_html(assessment: Assessment) -> str:
    """The document as HTML: a pure function of its content."""
    template = "reports/site.html" if assessment.only_site else "reports/national.html"
    return render_to_string(
        template, {"bilan": assessment, "stylesheet": STYLESHEET, "operator_name": settings.OPERATOR_NAME}
    )


def expected_pages(assessment: Assessment) -> int:
    """About how many pages will be laid out, each twice at most since the contents name page numbers."""
    front_and_back = 4 if assessment.only_site else 10
    return front_and_back + 3 * len(assessment.sites)
