"""The figures as files: everything that is said of them, nothing invented, nothing that runs, always the same bytes."""

import csv
import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from reports.office.data_files import csv_file, xlsx
from tests.factories.assessment import MET, TRAINED, a_site_sheet, an_assessment
from tests.reports.workbooks import workbook_rows

HASHES = """
import hashlib, django
django.setup()
from reports.office import data_files
from reports.office import word
from tests.factories.assessment import an_assessment
for make in (data_files.xlsx, data_files.csv_file, word.docx):
    print(hashlib.sha256(make(an_assessment())).hexdigest())
"""


def opened(assessment) -> dict[str, list[dict]]:
    return workbook_rows(xlsx(assessment))


def csv_rows(assessment) -> list[dict]:
    text = csv_file(assessment).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_every_figure_comes_with_all_that_is_known_of_it():
    rows = opened(an_assessment())["Chiffres"]
    assert len(rows) == 8
    met = next(row for row in rows if row["Chiffre"] == MET.label)
    assert met["Site"] == "Sens"
    assert met["Démarche"] == "Former les agents"
    assert met["Valeur"] == 80
    assert met["Nature"] == "déclaré"
    assert f"{met['Date']:%Y-%m-%d}" == "2015-06-30"
    assert (met["Définition"], met["Source"]) == (MET.definition, MET.source)
    assert (met["Déclaré par"], met["Preuve"], met["Remarque"]) == (MET.stated_by, MET.proof, MET.note)


def test_what_nobody_knows_is_an_empty_cell_with_words_beside_never_zero():
    unknown = [row for row in opened(an_assessment())["Chiffres"] if row["Renseigné ?"] == "non renseigné"]
    assert {(row["Site"], row["Chiffre"]) for row in unknown} == {
        ("Sens", "Personnes satisfaites"),
        ("Vénissieux", "Quartiers"),
        ("Vénissieux", "Personnes formées"),
    }
    assert {row["Valeur"] for row in unknown} == {None}
    assert {row["Valeur"] for row in csv_rows(an_assessment()) if row["Renseigné ?"] == "non renseigné"} == {""}
    zero = an_assessment(sites=[a_site_sheet(figures=(replace(TRAINED, value=0),))])
    assert [row["Valeur"] for row in opened(zero)["Chiffres"]] == [0]
    assert [row["Valeur"] for row in csv_rows(zero)] == ["0"]


def test_the_other_sheets_say_what_is_counted_who_takes_part_what_changed_and_how_to_read():
    workbook = opened(an_assessment())
    assert list(workbook) == ["Chiffres", "Définitions", "Sites", "Participants", "Évolution", "À lire"]
    definitions = {row["Chiffre"]: row for row in workbook["Définitions"]}
    assert definitions["Personnes formées"]["Définition"] == TRAINED.definition
    sites = {row["Site"]: row for row in workbook["Sites"]}
    assert sites["Sens"]["Quartiers"] == "Les Champs (QP089001, en rénovation urbaine) ; Les Prés"
    assert sites["Vénissieux"]["Bailleurs"] == "non renseigné"
    assert sites["Vénissieux"]["Contribution"] == "contribution en relecture"
    participants = workbook["Participants"]
    assert participants[0]["Rôle"] == "Porteur, financeur"
    assert participants[-1]["Site"] == "Coordination de l’appel à projets"
    changes = {(row["Site"], row["Chiffre"]): row for row in workbook["Évolution"]}
    assert changes["Sens", "Personnes formées"]["Écart"] == 347
    assert changes["Sens", "Locataires rencontrés"]["Écart"] is None
    assert changes["Ville partie", None]["Remarque"] == "n’est plus dans l’appel à projets"
    assert "15 janvier 2016" in str(workbook["À lire"])


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2+3", "@SUM(A1)", "\t=1", "_x003D_1", "https://exemple.test"])
def test_no_text_becomes_a_formula_or_a_link(text):
    assessment = an_assessment(sites=[a_site_sheet(name=text, figures=(replace(MET, note=text, stated_by=text),))])
    package = xlsx(assessment)
    with ZipFile(io.BytesIO(package)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/")]
    assert not any("<f>" in sheet or "hyperlink" in sheet for sheet in sheets)
    row = workbook_rows(package)["Chiffres"][0]
    assert row["Site"] == text.strip()
    assert row["Remarque"] == row["Déclaré par"] == row["Site"]
    line = csv_rows(assessment)[0]
    assert line["Remarque"][0] not in "=+-@\t"


def test_strange_and_very_long_texts_still_make_a_file():
    note = "\x00\x0b\ufffe" + "long " * 20_000
    assessment = an_assessment(sites=[a_site_sheet(figures=(replace(MET, note=note),))])
    assert opened(assessment)["Chiffres"][0]["Remarque"].startswith("long long")
    assert csv_rows(assessment)[0]["Remarque"].startswith("long long")


def test_the_same_content_gives_the_same_bytes_in_two_processes():
    def hashes(seed: str, zone: str):
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "DJANGO_SETTINGS_MODULE": "proxinet.settings",
        }
        root = Path(__file__).resolve().parents[2]
        made = subprocess.run(  # noqa: S603
            [sys.executable, "-c", HASHES], env=environment, cwd=root, capture_output=True, text=True, check=True
        )
        return made.stdout.split()

    first = hashes("1", "Europe/Paris")
    assert len(first) == 3
    assert first == hashes("2", "Asia/Tokyo")
