"""The assembly in a process of its own, which gives back what it took: a document of 1,500 sheets is half a gigabyte of
objects, which its maker's records and tables should not come on top of."""

import pickle
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from proxinet.pdf import Pdf, child_environment, failure, limit
from proxinet.press.archival import Attachment, Facts
from proxinet.press.assembling import Part, assemble

SECONDS = 600
MEGABYTES = 4096


def bind(parts: Iterable[Part], facts: Facts, attachments: Iterable[Attachment] = ()) -> Pdf:
    """One PDF of ``parts``, as ``assemble`` writes it. Raises ``proxinet.pdf.PdfFailed``, also beyond ``SECONDS`` or
    ``MEGABYTES``."""
    with tempfile.TemporaryDirectory() as folder:
        bound = Path(folder) / "bound.pdf"
        order = pickle.dumps((bound, list(parts), facts, list(attachments)))
        try:
            child = subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-m", "proxinet.press.binding"],
                input=order,
                capture_output=True,
                timeout=SECONDS,
                cwd=settings.BASE_DIR,
                env=child_environment() | {"TMPDIR": folder},
            )
        except subprocess.TimeoutExpired as late:
            raise failure(0, True, []) from late
        if child.returncode:
            raise failure(child.returncode, False, child.stderr.decode(errors="replace").splitlines())
        return Pdf(bound.read_bytes(), int(child.stdout))


def main() -> None:
    limit(resource.RLIMIT_AS, MEGABYTES * 2**20)
    limit(resource.RLIMIT_CORE, 0)
    page_count = assemble(*pickle.load(sys.stdin.buffer))  # noqa: S301 - written by ``bind``
    sys.stdout.write(str(page_count))


if __name__ == "__main__":
    main()
