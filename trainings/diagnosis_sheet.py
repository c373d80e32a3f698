"""A diagnosis on paper: what was observed and what became of it, or blank lines to take along."""

from proxinet.pdf import Pdf
from sites import observation_sheet
from trainings.models import Diagnosis

WORDS = observation_sheet.Words(
    kind="Diagnostic sur place",
    led_by="Animé par",
    heading="Observations",
    none_yet="Aucune observation pour l’instant.",
    problem="Problème, ce qui s’y passe",
    has_solutions=True,
)


def sheet_pdf(diagnosis: Diagnosis, *, blank: bool = False) -> Pdf:
    """The diagnosis as PDF/UA. Raises ``proxinet.pdf.PdfFailed``."""
    if blank:
        return observation_sheet.sheet_pdf(diagnosis, [], WORDS, blank_lines=observation_sheet.BLANK_LINES)
    observations = diagnosis.observations.select_related("owner").prefetch_related("steps")
    return observation_sheet.sheet_pdf(diagnosis, observations, WORDS, blank_lines=0)
