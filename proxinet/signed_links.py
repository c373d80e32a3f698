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
    try:
        return int(Signer(salt=f"proxinet.{purpose}").unsign(token))
    except BadSignature as error:
        raise Http404 from error
