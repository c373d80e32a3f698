"""A list of agents pasted or uploaded: read whatever wrote it, checked by line, written all or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sites.models import FieldWorker, OrganisationName, SitePartner
from tests.factories.people import FieldWorkerFactory, NeighbourhoodFactory, OrganisationFactory, SiteFactory, a_lead
from tests.sites.pages import errors, page, text, words, words_of_main

pytestmark = pytest.mark.django_db

HEADINGS = ["Prénom", "Nom", "Employeur", "Métier", "Quartier", "E-mail", "Téléphone"]
HELENE = ["Hélène", "Lefèvre", "Habitat du Val", "Gardien", "Le Luth", "helene@exemple.test", "01 99 00 12 34"]
BAKARY = ["Bakary", "Œuvrard", "", "médiateur", "", "", ""]


@pytest.fixture
def site():
    site = SiteFactory(slug="ici", name="Ici")
    landlord = OrganisationFactory(name="Habitat du Val")
    OrganisationName.objects.create(organisation=landlord, name="HDV")
    SitePartner.objects.create(site=site, organisation=landlord, part=SitePartner.Part.LANDLORD)
    NeighbourhoodFactory(site=site, name="Le Luth")
    return site


@pytest.fixture
def client(site, sign_in):
    return sign_in(a_lead(site))


URL = "/sites/ici/agents/importer/"


def table(*rows, delimiter=";", headings=HEADINGS):
    return "\r\n".join(delimiter.join(row) for row in [headings, *rows]) + "\r\n"


def paste(client, content):
    return client.post(URL, {"text": content})


def upload(client, content: bytes, name="agents.csv"):
    return client.post(URL, {"file": SimpleUploadedFile(name, content, "text/csv")})


def confirm(client, preview):
    """Press « Ajouter les N agents », sending what a browser would."""
    found = page(preview)
    return client.post(
        URL, {"text": found.find("textarea").text, "checked": found.find("button", attrs={"name": "checked"})["value"]}
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encodings_and_separators(encoding, delimiter, client, site):
    preview = upload(client, table(HELENE, BAKARY, delimiter=delimiter).encode(encoding))
    assert "Ajouter les 2 agents" in words_of_main(preview)
    assert not FieldWorker.objects.exists()
    done = confirm(client, preview)
    assert done["Location"] == reverse("sites:site_workers", args=["ici"])
    helene = FieldWorker.objects.get(first_name="Hélène")
    assert (helene.last_name, helene.employer.name, helene.staff_category) == ("Lefèvre", "Habitat du Val", "caretaker")
    assert (helene.neighbourhood.name, helene.email, helene.phone) == (
        "Le Luth",
        "helene@exemple.test",
        "01 99 00 12 34",
    )
    bakary = FieldWorker.objects.get(last_name="Œuvrard")
    assert (bakary.employer, bakary.staff_category, bakary.site) == (None, "mediator", site)


def test_headings_are_forgiving(client):
    preview = paste(
        client, table(["Ana", "Exemple", "hdv", "GARDIENNE"], headings=["PRENOM", "nom ", "Bailleur", "metier"])
    )
    assert "Ajouter cet agent" in words_of_main(preview)
    confirm(client, preview)
    assert FieldWorker.objects.get().employer.name == "Habitat du Val"


def test_pasted_with_quotes_line_breaks_and_empty_lines(client):
    content = 'prénom,nom,métier\n\n"Ana\nMaria","Exemple, fille",gardien\n,,\nBob,Untel,gardienn\n'
    shown = text(paste(client, content))
    assert "ligne 6, métier\u202f: «\u202fgardienn\u202f» n’est pas un métier connu (choix\u202f: employé" in shown
    assert "Ana Maria Exemple, fille" in text(paste(client, content.replace("gardienn\n", "gardien\n")))


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (["Prénom", "Nom"], "Colonne qui manque\u202f: métier."),
        (["Prénom", "Nom", "Métier", "Salaire"], "Colonne inconnue\u202f: Salaire."),
        (["Prénom", "Prénom", "Nom", "Métier"], "Colonne en double\u202f: prénom."),
        (["Hélène", "Lefèvre", "Gardien"], "Colonne inconnue\u202f: Hélène, Lefèvre, Gardien."),
    ],
)
def test_wrong_columns_say_which_are_expected_and_keep_the_text(headings, said, client):
    content = table(["Ana", "Exemple", "gardien", ""], headings=headings)
    refused = paste(client, content)
    assert any(said in error and "prénom, nom, employeur, métier, quartier" in error for error in errors(refused))
    assert page(refused).find("textarea").text.split() == content.split()
    assert not FieldWorker.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04" + b"\0" * 50, "Ceci est un classeur"),
        (b"%PDF-1.7\0\0", "n’est pas un tableau au format CSV"),
        (b"", "est vide"),
        (b"\xef\xbb\xbf\r\n", "rien à lire"),
        (b"prenom;nom;metier\r\n", "n’a que des titres"),
        (b'prenom;nom;metier\nAna;"Exemple;gardien\n', "un guillemet"),
        (b"prenom;nom;metier\nAna;Exemple;gardien;en trop\n", "Ligne 2\u202f: il y a plus de cases"),
        (b"prenom;nom;metier\n" + b"Ana;Exemple;gardien\n" * 2001, "2\u00a0000 au plus"),
        (b"prenom;nom;metier\n" + b"x" * (1024 * 1024), "trop lourd"),
    ],
)
def test_what_is_not_a_list_is_refused_in_a_sentence(content, said, client):
    refused = upload(client, content)
    assert refused.status_code == 200
    assert any(said in error for error in errors(refused)), errors(refused)
    assert not FieldWorker.objects.exists()


def test_a_pasted_table_over_a_megabyte_is_refused(client):
    refused = paste(client, "prenom;nom;metier\n" + "é" * (600 * 1024))
    assert any("trop long" in error for error in errors(refused))


def test_two_thousand_lines_are_read_in_a_few_queries(client):
    rows = [["Ana", f"Exemple{number}", "HDV", "gardien", "Le Luth", "", ""] for number in range(2000)]
    with CaptureQueriesContext(connection) as small:
        paste(client, table(*rows[:3]))
    with CaptureQueriesContext(connection) as large:
        preview = paste(client, table(*rows))
    assert len(large) == len(small) <= 20
    confirm(client, preview)
    assert FieldWorker.objects.count() == 2000


def test_nothing_given_or_both_given(client):
    assert any("Choisissez un fichier" in error for error in errors(client.post(URL, {"text": " "})))
    both = client.post(URL, {"text": "du texte", "file": SimpleUploadedFile("a.csv", b"prenom")})
    assert any("pas les deux" in error for error in errors(both))
    assert page(both).find("textarea").text.strip() == "du texte"


def test_errors_are_said_by_line_and_nothing_can_be_added(client):
    content = table(
        HELENE,
        ["Ana", "Exemple", "Habitat Inconnu", "gardien", "Nulle Part", "ana@", "allô"],
        ["", "---", "", "", "", "", ""],
        ["x" * 81, "Long", "", "gardien", "", "", ""],
    )
    preview = paste(client, content)
    said = [words(item) for item in page(preview).select(".callout--danger li")]
    assert [sentence.split("\u202f:")[0] for sentence in said] == [
        "ligne 3, employeur",
        "ligne 3, quartier",
        "ligne 3, e-mail",
        "ligne 3, téléphone",
        "ligne 4, prénom",
        "ligne 4, nom",
        "ligne 4, métier",
        "ligne 5, prénom",
    ]
    assert page(preview).find("button", attrs={"name": "checked"}) is None
    assert "Habitat Inconnu" in page(preview).find("textarea").text
    assert not FieldWorker.objects.exists()


def test_a_landlord_of_another_site_is_not_an_employer_here(client):
    other = OrganisationFactory(name="Habitat Lointain")
    SitePartner.objects.create(site=SiteFactory(), organisation=other, part=SitePartner.Part.LANDLORD)
    preview = paste(client, table(["Ana", "Exemple", "Habitat Lointain", "gardien"], headings=HEADINGS[:4]))
    assert "n’est pas un organisme du site" in text(preview)


def test_those_already_there_and_repeated_lines_are_left_out(client, site):
    landlord = site.partners.get().organisation
    FieldWorkerFactory(site=site, employer=landlord, first_name="Helene", last_name="LEFEVRE", is_active=False)
    preview = paste(client, table(HELENE, BAKARY, BAKARY))
    stats = [words(stat) for stat in page(preview).select(".stat")]
    assert [stat.split()[0] for stat in stats] == ["1", "1", "1", "0"]
    confirm(client, preview)
    assert set(FieldWorker.objects.values_list("first_name", flat=True)) == {"Helene", "Bakary"}


def test_what_was_changed_since_the_preview_is_checked_again(client):
    preview = paste(client, table(HELENE))
    checked = page(preview).find("button", attrs={"name": "checked"})["value"]
    again = client.post(URL, {"text": table(HELENE, BAKARY), "checked": checked})
    assert "Ajouter les 2 agents" in words_of_main(again)
    assert not FieldWorker.objects.exists()


def test_two_tabs_add_once(client):
    first, second = paste(client, table(HELENE, BAKARY)), paste(client, table(HELENE, BAKARY))
    confirm(client, first)
    late = confirm(client, second)
    assert "rien n’a été ajouté" in text(late)
    assert FieldWorker.objects.count() == 2


def test_one_wrong_line_at_the_end_writes_nothing(client, site):
    preview = paste(client, table(HELENE, BAKARY, ["Ana", "Exemple", "HDV", "gardien", "Le Luth", "", ""]))
    site.neighbourhoods.all().delete()
    late = confirm(client, preview)
    assert "n’est pas un quartier du site" in text(late)
    assert not FieldWorker.objects.exists()


def test_formulas_and_html_are_plain_text_in_and_neutralised_out(client):
    formula, html = "=HYPERLINK(1)", "<script>alert(1)</script>"
    preview = paste(client, table([formula, html, "", "gardien", "", "", "+33 1 99 00 12 34"]))
    assert b"<script>alert" not in preview.content
    confirm(client, preview)
    worker = FieldWorker.objects.get()
    assert (worker.first_name, worker.last_name, worker.phone) == (formula, html, "+33 1 99 00 12 34")
    listed = client.get(reverse("sites:site_workers", args=["ici"]))
    assert b"<script>alert" not in listed.content
    assert html in page(listed).get_text()
    assert b"<script>alert" not in client.get(reverse("sites:worker", args=["ici", worker.pk])).content
    exported = client.get(reverse("sites:export_workers", args=["ici"]))
    content = b"".join(exported.streaming_content).decode()
    assert content.startswith("\ufeffprénom;nom;employeur;métier;quartier;e-mail;téléphone\r\n")
    assert f"'{formula};" in content
    assert ";'+33 1 99 00 12 34" in content
    assert exported["Content-Disposition"].startswith("attachment")


def test_an_export_can_be_read_back(client):
    confirm(client, paste(client, table(HELENE, BAKARY, ["=A1", "Egal", "", "gardien", "", "", "+33 1 99 00 12 34"])))
    exported = b"".join(client.get(reverse("sites:export_workers", args=["ici"])).streaming_content)
    again = upload(client, exported)
    assert "Tous ces agents sont déjà dans la liste" in text(again)
    before = set(FieldWorker.objects.values_list("first_name", "phone", "staff_category"))
    FieldWorker.objects.all().delete()
    confirm(client, upload(client, exported))
    assert set(FieldWorker.objects.values_list("first_name", "phone", "staff_category")) == before


def test_the_model_is_a_list_that_can_be_read(client):
    model = b"".join(client.get(reverse("sites:worker_model", args=["ici"])).streaming_content)
    assert "Ajouter cet agent" in words_of_main(upload(client, model))
