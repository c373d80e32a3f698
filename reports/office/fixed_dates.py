"""Office files that depend on their content alone: a zip keeps the time of the clock, these keep none."""

import io
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from reports.document.content import Assessment

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first date a zip can tell
UNWRITTEN = datetime(1980, 1, 1, tzinfo=UTC)


def undated(package: bytes) -> bytes:
    """The same zip, its parts in the same order, without the time they were written at."""
    file = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as dated, ZipFile(file, "w", ZIP_DEFLATED) as without:
        for name in dated.namelist():
            part = ZipInfo(name, EARLIEST)
            part.compress_type = ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            without.writestr(part, dated.read(name))
    return file.getvalue()


def written_at(assessment: Assessment) -> datetime:
    """When a file made of this content says it was written: when the content was."""
    return assessment.data_until.astimezone(UTC).replace(microsecond=0) if assessment.data_until else UNWRITTEN
