"""What the pages of every room do alike."""

from django.core.exceptions import PermissionDenied


def posted(request):
    """What was posted, for a form; None on a GET (an empty POST is still one)."""
    return request.POST if request.method == "POST" else None


def require(allowed: bool, who_may: str) -> None:
    """Answer 403 with the sentence that says who may."""
    if not allowed:
        raise PermissionDenied(who_may)


def told_sentence(told: int) -> str:
    """To follow « … est modifiée. »: how many people are written to."""
    if not told:
        return ""
    return " Une personne est prévenue." if told == 1 else f" {told} personnes sont prévenues."
