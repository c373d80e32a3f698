"""A walk on paper: the points already noted, and lines left to write on while walking."""

from networks.models import SiteWalk
from proxinet.pdf import Pdf
from sites import observation_sheet

LINES_TO_ADD = 6
WORDS = observation_sheet.Words(
    kind="Visite du quartier",
    led_by="Animée par",
    heading="Les points de la visite",
    none_yet="Aucun point pour l’instant.",
    problem="Ce qu’on voit",
    has_solutions=False,
)


def sheet_pdf(walk: SiteWalk, *, blank: bool = False) -> Pdf:
    """The walk as PDF/UA, wholly blank when asked or when nothing is noted yet. Raises ``proxinet.pdf.PdfFailed``."""
    points = [] if blank else list(walk.points.select_related("owner").prefetch_related("steps"))
    blank_lines = LINES_TO_ADD if points else observation_sheet.BLANK_LINES
    return observation_sheet.sheet_pdf(walk, points, WORDS, blank_lines=blank_lines)
