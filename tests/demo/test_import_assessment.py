"""What is said when ``assessment.yaml``, or the campaigns of ``programme.yaml``, are wrong."""

import shutil

import pytest

from demo.fields import InvalidFiles
from demo.loading import import_site
from demo.reading import HOME, read_programme
from reports.models import AssessmentCampaign, SiteAssessment
from tests.demo.folders import edit, line_of, problems_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
FILE = "septieme/assessment.yaml"


@pytest.fixture
def folder(tmp_path):
    """A seventh site that is right: Tours' files under another name."""
    folder = tmp_path / "septieme"
    shutil.copytree(HOME / "sites" / "tours-plus", folder)
    edit(folder, "site.yaml", "slug: tours-plus", "slug: septieme")
    edit(folder, "site.yaml", "name: Tours(s) plus\napproach", "name: Septième\napproach")
    edit(folder, "accounts.csv", ".tours-plus@", ".septieme@")
    return folder


def test_a_site_comes_with_its_contributions(folder):
    site = import_site(folder)
    assert dict(site.assessments.values_list("campaign__previous", "state")) == {
        None: "accepted",
        AssessmentCampaign.objects.get(previous=None).pk: "returned",
    }


def test_a_site_without_any_is_in_no_campaign(folder):
    (folder / "assessment.yaml").unlink()
    before = SiteAssessment.objects.count()
    assert not import_site(folder).assessments.exists()
    assert SiteAssessment.objects.count() == before


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("campaign: Bilan 2012–2015", "campaign: Bilan 1999", "campaign"),
        ("kind: accepted, date: 2015-09-22", "kind: accepte, date: 2015-09-22", "kind"),
        ("kind: accepted, date: 2015-09-22", "kind: accepted, date: 2015-07-22", "date"),
        ("kind: accepted, date: 2015-09-22", "kind: accepted, date: 2015-09-22, days_ago: 4", "date"),
        ("kind: opened, date: 2015-07-06", "kind: submitted, date: 2015-07-06", "kind"),
        ("key: trained, value: 96", "key: trained, value: 97", "value"),
        ("key: landlords, value: 3", "key: landlords, value: trois", "value"),
        ("key: landlords, value: 3", "key: unheard-of, value: 3", "key"),
        ("attested_on: 2015-09-03", "attested_at: 2015-09-03", "attested_at"),
        ("consent: written", "consent: perhaps", "consent"),
        ("consent_on: 2015-08-27", "consent_days_ago: demain", "consent_days_ago"),
        ("picture: circle", "picture: people", "picture"),
        ("on: changes, paragraph: 2", "on: changes, paragraph: 3", "paragraph"),
        ("on: supported", "on: supporte", "on"),
    ],
)
def test_a_mistake_is_shown_where_it_is_and_nothing_is_written(folder, old, new, field):
    edit(folder, "assessment.yaml", old, new)
    line = line_of(folder, "assessment.yaml", new)
    assert (FILE, line, field) in problems_of(folder)


@pytest.mark.parametrize(
    ("old", "gone", "field"),
    [
        ("key: specific-courses", "key: subjects", "key"),
        ("    stated_by: Chargée de projet GUP\n", "", "stated_by"),
        ("        attested_on: 2015-09-03\n", "", "attested_by"),
        ("        consent_on: 2015-08-27\n", "", "consent_on"),
        ("attested_by: ADAVIP 37", "attested_by: ADAVIP 99", "attested_by"),
        ("organisation: Val Touraine Habitat", "organisation: Val Habitat", "organisation"),
    ],
)
def test_what_misses_or_nobody_knows_is_a_problem_of_its_record(folder, old, gone, field):
    edit(folder, "assessment.yaml", old, gone)
    assert field in {name for file, _, name in problems_of(folder) if file == FILE}


@pytest.fixture
def home(tmp_path):
    shutil.copy(HOME / "programme.yaml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("deadline: 2015-09-15", "deadline: 2015-12-15", "deadline"),
        ("ends_on: 2015-06-30", "ends_on: 2011-06-30", "ends_on"),
        ("publishes_in_days: 42", "publishes_on: 2027-01-04", "publishes_on"),
        ("key: landlords, nature: computed", "key: landlord, nature: computed", "key"),
        ("key: landlords, nature: computed", "key: landlords, nature: declared", "definition"),
        ("section: context", "section: contexte", "section"),
        (
            "organisation: CGET}\n      - {function: Appui",
            "organisation: ANRU}\n      - {function: Appui",
            "organisation",
        ),
    ],
)
def test_a_campaigns_mistakes(home, old, new, field):
    edit(home, "programme.yaml", old, new)
    problems = []
    read_programme(problems, home)
    assert field in {problem.field for problem in problems}
    assert all(problem.line > 1 for problem in problems)


def test_a_programme_without_campaigns_and_a_site_that_speaks_of_one(folder):
    SiteAssessment.objects.all().delete()
    AssessmentCampaign.objects.all().delete()
    with pytest.raises(InvalidFiles, match="aucune campagne"):
        import_site(folder)
