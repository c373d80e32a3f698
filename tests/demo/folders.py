"""A site's folder made wrong on purpose, and what is then said about it."""

import pytest

from accounts.models import User
from demo.fields import InvalidFiles
from demo.loading import import_site
from networks.models import Contact
from sites.models import FieldWorker, Organisation, OrganisationName, Site


def edit(folder, file, old, new):
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def line_of(folder, file, text):
    """The number of the first line that contains ``text``."""
    lines = (folder / file).read_text().splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def state():
    return [model.objects.count() for model in (Site, FieldWorker, Organisation, OrganisationName, User, Contact)]


def problems_of(folder):
    before = state()
    with pytest.raises(InvalidFiles) as caught:
        import_site(folder)
    assert state() == before
    return {(problem.file, problem.line, problem.field) for problem in caught.value.problems}
