"""One more site from files of the same form: all of it, or nothing and every problem with its file, line and field."""

import shutil

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from demo.loading import import_site
from demo.reading import HOME
from sites.models import Organisation, Site
from tests.demo.folders import edit, line_of, problems_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def folder(tmp_path):
    """A seventh site that is right: Gennevilliers' files under another name."""
    folder = tmp_path / "septieme"
    shutil.copytree(HOME / "sites" / "gennevilliers", folder)
    edit(folder, "site.yaml", "slug: gennevilliers", "slug: septieme")
    edit(folder, "site.yaml", "name: Gennevilliers", "name: Septième")
    edit(folder, "accounts.csv", ".gennevilliers@", ".septieme@")
    return folder


def test_a_good_folder_becomes_a_site(folder, capsys):
    call_command("import_site", folder)
    assert "Septième" in capsys.readouterr().out
    site = Site.objects.get(slug="septieme")
    assert site.field_workers.count() == 17
    assert site.meetups.count() == Site.objects.get(slug="gennevilliers").meetups.count()
    assert Organisation.objects.filter(name="OGIF").count() == 1


def test_its_accounts_have_no_password(folder):
    import_site(folder)
    lead = User.objects.get(email="chef-projet.septieme@proxinet.example")
    assert not lead.has_usable_password()
    assert lead.memberships.get().site.slug == "septieme"


def test_it_works_twice_only_under_two_names(folder):
    import_site(folder)
    assert problems_of(folder) == {("septieme/site.yaml", 1, "slug")}


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("site.yaml", "approach: network", "approach: reseau", "approach"),
        ("site.yaml", "department:", "departement:", "departement"),
        ("site.yaml", "slug: septieme", "slug: autre", "slug"),
        ("site.yaml", "starts_on: 2013-10-01", "starts_on: octobre", "starts_on"),
        ("site.yaml", "{name: OGIF, kind: landlord", "{name: OGIF, kind: police", "kind"),
        ("people.csv", "OGIF,Le Luth,3", "OGIF,Le Luth,trois", "count"),
        ("people.csv", "OGIF,Le Luth,3", "OGIF,Le Lut,3", "neighbourhood"),
        ("people.csv", "OGIF,Le Luth,3", "Inconnu,Le Luth,3", "employer"),
        ("people.csv", "caretaker,OGIF", "gardien,OGIF", "category"),
        ("accounts.csv", "encadrant.septieme@proxinet.example", "encadrant", "email"),
        (
            "accounts.csv",
            "field_worker,OPH de Gennevilliers,gardiens",
            "field_worker,OPH de Gennevilliers,loge",
            "group",
        ),
        ("contacts.csv", "Médiatrice cadre de vie,Ville de Gennevilliers", ",Ville de Gennevilliers", "name"),
        ("trainings.yaml", 'in_days: 19, start: "12:00"', 'in_days: 19, start: "14:00"', "end"),
        ("trainings.yaml", 'in_days: 19, start: "12:00"', "in_days: 19, start: midi", "start"),
        ("trainings.yaml", "count: 8", "count: 80", "count"),
        ("networks.yaml", "dates: [2014-11-18,", "dates: [2194-11-18,", "dates"),
        ("networks.yaml", "date: 2013-06-11", "date: 0013-06-11", "date"),
        ("networks.yaml", "in_days: 12", "jour: 12", "jour"),
        ("networks.yaml", "kind: steering", "kind: comite", "kind"),
        ("networks.yaml", "state: done", "state: fini", "state"),
        ("resources.yaml", "guide-des-professionnels.pdf", "../../venissieux/documents/memo-eco-gestes.pdf", "file"),
        ("incidents.csv", "evening,occupation,2,hall,reminder", "evening,suspect,2,hall,reminder", "nature"),
        ("incidents.csv", "debrief,undecided,", "debrief,undecided,fear", "complaint_reason"),
    ],
)
def test_a_mistake_is_shown_where_it_is_and_nothing_is_written(folder, file, old, new, field):
    edit(folder, file, old, new)
    assert (f"septieme/{file}", line_of(folder, file, new), field) in problems_of(folder)


def test_every_mistake_is_shown_at_once(folder):
    edit(folder, "people.csv", "OGIF,Le Luth,3", "OGIF,Le Luth,trois")
    edit(folder, "networks.yaml", "kind: steering", "kind: comite")
    edit(folder, "incidents.csv", "evening,occupation,2", "evening,suspect,2")
    assert {file for file, _, _ in problems_of(folder)} == {
        "septieme/people.csv",
        "septieme/networks.yaml",
        "septieme/incidents.csv",
    }


def test_the_command_prints_the_sentences(folder):
    edit(folder, "people.csv", "OGIF,Le Luth,3", "OGIF,Le Luth,trois")
    line = line_of(folder, "people.csv", "trois")
    with pytest.raises(CommandError) as refused:
        call_command("import_site", folder)
    assert f"septieme/people.csv, ligne {line}, count\u202f: «\u202ftrois\u202f» n’est pas un nombre entier." in str(
        refused.value
    )


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"name: [unfinished\n", "YAML"),
        (b"name: \xe9\n", "fichier"),
        (b"- one\n- two\n", "YAML"),
        (b"slug: a\nslug: b\n", "YAML"),
        (b"", "YAML"),
        (b"when: 2013-99-99\n", "YAML"),
        (b"!!python/object/apply:os.system ['true']\n", "YAML"),
    ],
)
def test_a_page_that_cannot_be_read(folder, content, field):
    (folder / "site.yaml").write_bytes(content)
    assert ("septieme/site.yaml", field) in {(file, name) for file, _, name in problems_of(folder)}


def test_a_missing_page_and_missing_people(folder):
    (folder / "site.yaml").unlink()
    (folder / "people.csv").unlink()
    assert {(file, field) for file, _, field in problems_of(folder)} == {
        ("septieme/site.yaml", "fichier"),
        ("septieme/people.csv", "fichier"),
    }


@pytest.mark.parametrize(
    "encoded", [lambda text: text.replace(",", ";").encode(), lambda text: text.encode("utf-8-sig")]
)
def test_csv_with_semicolons_or_a_byte_order_mark(folder, encoded):
    path = folder / "people.csv"
    path.write_bytes(encoded(path.read_text()))
    assert import_site(folder).field_workers.count() == 17


def test_a_csv_with_a_wrong_column_or_a_short_row(folder):
    edit(folder, "people.csv", "group,category", "groupe,category")
    assert ("septieme/people.csv", 1, "groupe") in problems_of(folder)
    edit(folder, "people.csv", "groupe,category", "group,category")
    edit(folder, "people.csv", "OGIF,Le Luth,3", "OGIF,3")
    assert ("septieme/people.csv", line_of(folder, "people.csv", "OGIF,3"), "ligne") in problems_of(folder)


def test_a_document_that_is_not_one(folder):
    (folder / "documents" / "guide-des-professionnels.pdf").write_text("not a PDF")
    line = line_of(folder, "resources.yaml", "guide-des-professionnels.pdf")
    assert problems_of(folder) == {("septieme/resources.yaml", line, "file")}


def test_what_is_not_a_folder(tmp_path):
    with pytest.raises(CommandError, match="n’est pas un dossier"):
        call_command("import_site", tmp_path / "nowhere")


def test_markup_and_formulas_stay_plain_text(folder):
    edit(folder, "contacts.csv", "Services techniques", "<b>=1+1</b>")
    site = import_site(folder)
    assert site.contacts.filter(name="<b>=1+1</b>").exists()
