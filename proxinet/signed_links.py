"""Links that let someone without an account do one thing: the address carries a signed number.

They all live under ``…/lien/<what>/<token>/``, which the logs hide (``proxinet.request_log``).
"""

from django.core.signing import BadSignature, Signer
from django.http import Http404


def sign(purpose: str, pk: int) -> str:
    """A token that ``read`` turns back into ``pk``, for the same ``purpose`` only; the same each time."""
    return Signer(salt=f"proxinet.{purpose}").sign(str(pk))


def read(purpose: str, token: str) -> int:
    """The number signed for ``purpose``. Raises ``Http404`` for anything else."""
    return read_numbers(purpose, token, count=1)[0]


def sign_edition(purpose: str, pk: int, edition: int) -> str:
    """A token for one edition of ``pk``: once the edition has changed, the tokens given before are worth nothing."""
    return Signer(salt=f"proxinet.{purpose}").sign(f"{pk}-{edition}")


def read_edition(purpose: str, token: str) -> tuple[int, int]:
    """``(pk, edition)`` signed for ``purpose``. Raises ``Http404`` for anything else."""
    pk, edition = read_numbers(purpose, token, count=2)
    return pk, edition


def read_numbers(purpose: str, token: str, *, count: int) -> list[int]:
    try:
        numbers = [int(number) for number in Signer(salt=f"proxinet.{purpose}").unsign(token).split("-")]
    except (BadSignature, ValueError) as error:
        raise Http404 from error
    if len(numbers) != count:
        raise Http404
    return numbers
