"""Where a piece stands on the contribution's page: the anchor that links and remarks use."""

from reports.models import Answer
from reports.models.contributions import Piece

WHOLE = "whole"


def anchor_of(piece: Piece) -> str:
    """« answer-12 », « action-3 », « figure-7 », « testimony-2 »…; « question-5 » for an answer not there yet."""
    if isinstance(piece, Answer) and piece.pk is None:
        return f"question-{piece.question_id}"
    return f"{piece._meta.model_name}-{piece.pk}"
