"""Sheets bound into one document. When they are many, in a process of its own, which gives back what it took: 1,500
sheets are half a gigabyte of objects, which their maker's records and tables should not come on top of."""

import pickle
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from proxinet.pdf import Pdf, child_environment, failure, limit
from proxinet.press.archival import Attachment, Facts
from proxinet.press.assembling import Part, assemble

FEW = 60  # sheets that are sooner bound than a process is started
SECONDS = 600
MEGABYTES = 4096


def bind(parts: Sequence[Part], facts: Facts, attachments: Sequence[Attachment] = ()) -> Pdf:
    """One PDF of ``parts``, as ``assemble`` writes it. Raises ``proxinet.pdf.PdfFailed``, also beyond ``SECONDS`` or
    ``MEGABYTES``."""
    with tempfile.TemporaryDirectory() as folder:
        bound = Path(folder) / "bound.pdf"
        how = bind_here if len(parts) <= FEW else bind_apart
        page_count = how(bound, parts, facts, attachments)
        return Pdf(bound.read_bytes(), page_count)


def bind_here(*order) -> int:
    try:
        return assemble(*order)
    except Exception as error:
        raise failure(1, False, [repr(error)]) from error


def bind_apart(*order) -> int:
    try:
        child = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "proxinet.press.binding"],
            input=pickle.dumps(order),
            capture_output=True,
            timeout=SECONDS,
            cwd=settings.BASE_DIR,
            env=child_environment(),
        )
    except subprocess.TimeoutExpired as late:
        raise failure(0, True, []) from late
    if child.returncode:
        raise failure(child.returncode, False, child.stderr.decode(errors="replace").splitlines())
    return int(child.stdout)


def main() -> None:
    limit(resource.RLIMIT_AS, MEGABYTES * 2**20)
    limit(resource.RLIMIT_CORE, 0)
    page_count = assemble(*pickle.load(sys.stdin.buffer))  # noqa: S301 - written by ``bind_apart``
    sys.stdout.write(str(page_count))


if __name__ == "__main__":
    main()
