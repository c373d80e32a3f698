"""A site whose trainings run from design to evaluation, from files: what is wrong is shown where it is."""

import shutil

import pytest
from post_office.models import Email

from demo.loading import import_site
from demo.reading import HOME
from sites.models import SignUpApproval, Site
from tests.demo.folders import edit, line_of, problems_of
from trainings.models import Observation, Session, SessionTask, SignedSheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def folder(tmp_path, settings):
    """Tours' files under another name."""
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "autre"
    shutil.copytree(HOME / "sites" / "tours-plus", folder)
    edit(folder, "site.yaml", "slug: tours-plus", "slug: autre")
    edit(folder, "site.yaml", "name: Tours(s) plus", "name: Autre")
    edit(folder, "accounts.csv", ".tours-plus@", ".autre@")
    return folder


def test_the_same_files_give_the_same_trainings_and_no_mail(folder):
    before = Email.objects.count()
    site = import_site(folder)
    assert Email.objects.count() == before
    tours = Site.objects.get(slug="tours-plus")
    for queryset in (Session, SessionTask):
        path = "module__programme__site" if queryset is Session else "session__module__programme__site"
        assert queryset.objects.filter(**{path: site}).count() == queryset.objects.filter(**{path: tours}).count() > 0
    assert Observation.objects.filter(diagnosis__site=site).count() == 7
    assert SignUpApproval.objects.filter(site=site).count() == 1
    assert SignedSheet.objects.filter(half_day__session__module__programme__site=site).count() == 1


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("audience_categories: [building_employee,", "audience_categories: [gardien,", "audience_categories"),
        ("is_shared: true", "is_shared: peut-être", "is_shared"),
        ("planned_hours: 3", "planned_hours: trois", "planned_hours"),
        ("planned_hours: 3", "planned_hours: 0", "planned_hours"),
        ("file: emargement-exemple.pdf, half_day: 1", "file: emargement-exemple.pdf, half_day: 3", "half_day"),
        ("file: emargement-exemple.pdf", "file: ../people.csv", "file"),
        ("answered: 17", "answered: 25", "answered"),
        ("partly: 2", "partly: 40", "partly"),
        ("corrected: 1", "corrected: 24", "corrected"),
        ("withdrawn: 1", "answered: 1", "answered"),
        ("answered: 17", "withdrawn: 1", "withdrawn"),
        ("answer: pending", "answer: peut-être", "answer"),
        ("employer: Val Touraine Habitat, answer: pending", "employer: Tours(s) Habitat, answer: pending", "employer"),
        ("answer: pending}", "answer: pending, reason: Non}", "reason"),
        ("- moment: later", "- moment: end", "moment"),
        ("choices: [Utile, Sans importance, Gênant]", "choices: [Utile]", "choices"),
        ("weights: [16, 3, 1]", "weights: [16, 3]", "weights"),
        ("source: debrief", "source: reunion", "source"),
        ("planned_in: Reprendre après", "planned_in: Reprendre avant", "planned_in"),
        ("merged_into: Quand", "merged_into: Comme", "merged_into"),
        ("module: Diagnostic criminologique", "module: Diagnostique", "module"),
        ("place_kind: cellar", "place_kind: cave", "place_kind"),
        ("owner: SEM Maryse Bastié", "owner: Inconnu", "owner"),
        ("date: 2013-12-12", "date: 2013-11-01", "date"),
        ("due_in_days: 45", "due_in_days: bientôt", "due_in_days"),
    ],
)
def test_a_mistake_is_shown_where_it_is_and_nothing_is_written(folder, old, new, field):
    path = folder / "trainings.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    found = {(line, name) for file, line, name in problems_of(folder) if file == "autre/trainings.yaml"}
    changed = next(
        number
        for number, (before, after) in enumerate(
            zip(text.splitlines(), path.read_text().splitlines(), strict=True), start=1
        )
        if before != after
    )
    assert (changed, field) in found


def test_an_employer_that_approves_is_one_of_the_site(folder):
    edit(folder, "site.yaml", "sign_up_approvals: [Val Touraine Habitat]", "sign_up_approvals: [Ailleurs]")
    line = line_of(folder, "site.yaml", "sign_up_approvals")
    assert ("autre/site.yaml", line, "sign_up_approvals") in problems_of(folder)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("seats: 8}", "seats: 18}", "reserved"),
        ("group: caretaker,", "group: landlord,", "group"),
        ("reserved_by: staff_category", "reserved_by: age", "reserved_by"),
    ],
)
def test_reserved_seats_that_cannot_be(tmp_path, old, new, field):
    folder = tmp_path / "autre"
    shutil.copytree(HOME / "sites" / "sens", folder)
    edit(folder, "site.yaml", "slug: sens", "slug: autre")
    edit(folder, "site.yaml", "name: Sens\n", "name: Autre\n")
    edit(folder, "accounts.csv", ".sens@", ".autre@")
    edit(folder, "trainings.yaml", old, new)
    assert field in {name for _, _, name in problems_of(folder)}
