"""The printed document: sheets that know nothing of each other, nothing said that nobody knows, pages anyone reads."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from proxinet.press.archival import Facts
from proxinet.press.assembling import Part, assemble, destinations
from proxinet.press.rendering import Broken, Renderer, Sheet
from reports.document.map_shapes import LIGHT, france_map
from reports.document.site_content import AnswerText, Picture, Step
from reports.paper.printing import SITES_PER_SHEET, broken_sheet, contents_sheet, has_contents, html_sheets
from tests import accessible_pdf
from tests.reports import reading
from tests.reports.printed import PROOF, a_figure, a_site, an_untold_site, national, of_approach, of_one_site

EDITION = "Édition 1 du 3 décembre 2015"


def whole(assessment) -> list:
    first, *others = html_sheets(assessment, EDITION)
    return [first, contents_sheet(assessment, {}), *others] if has_contents(assessment) else [first, *others]


def html(assessment) -> str:
    return "".join(sheet.html for sheet in whole(assessment))


def text(assessment) -> str:
    words = re.sub(r"<[^>]+>", " ", re.sub(r"<title>.*?</title>|<style.*?</style>", "", html(assessment), flags=re.S))
    return re.sub(r"[ \u00a0\u202f\n]+", " ", words)


DRAWN = {"chart__label", "chart__track", "chart__bar", "chart__value"}  # with colours of their own


class Headings(HTMLParser):
    def __init__(self, source: str):
        super().__init__()
        self.levels: list[int] = []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))


def laid_out(sheets, pictures=None) -> list:
    with Renderer(pictures) as renderer:
        return [renderer.lay_out(Sheet(sheet.name, sheet.html)) for sheet in sheets]


def pdf(tmp_path, assessment):
    """The document assembled, and its path."""
    made = laid_out(whole(assessment), tmp_path)
    assert not [one for one in made if isinstance(one, Broken)]
    parts = []
    for one, sheet in zip(made, whole(assessment), strict=True):
        parts.append(Part(tmp_path / f"{one.key}.pdf", sheet.numbered))
        parts[-1].path.write_bytes(one.content)
    facts = Facts(assessment.title, "L’État", assessment.call.name, datetime(2016, 1, 31, tzinfo=UTC))
    path = tmp_path / "bilan.pdf"
    assemble(path, parts, facts)
    return path


# Sheets ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("assessment", [national(), of_one_site(a_site()), of_approach(a_site(), an_untold_site())])
def test_each_sheet_is_a_whole_document_and_ids_are_met_once(assessment):
    sheets = whole(assessment)
    assert all('<html lang="fr">' in sheet.html and "<title>" in sheet.html for sheet in sheets)
    assert all(sheet.html.count('href="static:css/report.css"') == 1 for sheet in sheets)
    assert len({sheet.name for sheet in sheets}) == len(sheets)
    ids = re.findall(r'\sid="([^"]+)"', html(assessment))
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="dest:([^"]+)"', html(assessment))) <= set(ids), "a link leads nowhere"


@pytest.mark.parametrize("assessment", [national(), of_one_site(a_site()), of_approach(a_site(), an_untold_site())])
def test_headings_skip_no_level(assessment):
    levels = Headings(html(assessment)).levels
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_a_site_reads_the_same_in_every_edition_of_several_sites():
    def sheet_of(assessment):
        return next(sheet.html for sheet in html_sheets(assessment, EDITION) if sheet.name == "site-sens")

    assert sheet_of(national()) == sheet_of(of_approach(a_site(), an_untold_site()))
    assert EDITION not in sheet_of(national()), "a new edition would lay every site out again"
    assert "2016" not in sheet_of(national())


def test_contents_take_the_same_room_whatever_the_numbers(tmp_path):
    assessment = national(*[a_site(f"site-{n}", f"Ville {n}") for n in range(70)])
    few = contents_sheet(assessment, {"site-site-3": 7})
    many = contents_sheet(assessment, {f"site-site-{n}": 1000 + n for n in range(70)})
    assert "1003" in many.html
    short, long = laid_out([few, many])
    assert short.page_count == long.page_count > 1


def test_many_sites_are_cut_into_sheets():
    sites = [a_site(f"site-{n}", f"Ville {n}") for n in range(SITES_PER_SHEET + 1)]
    names = [sheet.name for sheet in html_sheets(national(*sites), EDITION)]
    assert {"annexes-1", "annexes-2", "sites-2", "site-site-50"} <= set(names)
    assert text(national(*sites)).count("Participants et coordination") == 2, "once, and in the contents"


def test_every_class_of_a_printed_page_is_in_the_style_sheet(settings):
    style = (settings.BASE_DIR / "static/css/report.css").read_text()
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", style)) | DRAWN
    source = html(national())
    assert {name for classes in re.findall(r'class="([^"]*)"', source) for name in classes.split()} - known == set()
    assert 'class="sheet cover"' in source


# What is said ---------------------------------------------------------------------------------------------------------


def test_a_figure_says_how_it_is_known_and_who_states_it():
    said = text(national())
    assert "attesté par ADAVIP 37" in said
    assert "Sans autre mention : calculé par le portail, au 31 décembre 2015" in said
    assert "déclaré par la cheffe de projet" in said
    assert PROOF in said
    assert "Kits distribués : Les mêmes personnes reviennent." in said


def test_what_nobody_told_is_not_invented():
    said = text(of_one_site(an_untold_site()))
    assert said.count("non renseigné") >= 8
    assert "None" not in said
    assert " 0 " not in said


def test_a_first_day_is_written_the_french_way():
    site = a_site(figures=(a_figure(), replace(a_figure("workers", "Agents"), as_of=datetime(2015, 6, 1).date())))
    assert "au 1er juin 2015" in text(of_one_site(site))


def test_a_chapter_that_is_not_final_says_so():
    said = text(national(a_site(pending="Contribution en cours de relecture"), a_site("tours", "Tours")))
    assert "Contribution en cours de relecture : ce chapitre n’est pas définitif." in said
    assert "Sens — Ensemble sur le terrain (pas encore définitif)" in said


def test_an_editorial_to_come_keeps_its_place():
    said = text(national())
    assert "Un mot." in said
    assert "Délégation L’Union Éditorial à venir" in said


def test_changes_since_last_year_are_signed_and_the_same_figures_counted():
    said = text(national())
    assert "Bailleurs 5 3 − 2" in said
    assert "Un chiffre n’a pas changé." in said


def test_one_site_is_compared_with_nothing():
    said = text(of_one_site(a_site()))
    assert "côte à côte" not in said
    assert "Sommaire" not in said


def test_typed_text_is_text():
    site = a_site(name="<b>Sens</b>", answers=(AnswerText("context", "Q", ('<img src="file:///etc/passwd">',)),))
    assert "<b>Sens" not in html(of_one_site(site))
    assert "<img" not in html(of_one_site(site))


def test_the_map_darkens_with_the_sites_and_says_it_in_words():
    few, many = national().departments[0], replace(national().departments[0], code="75", name="Paris", sites=("a",) * 9)
    drawn = france_map([few, many])
    assert "Paris (75)\u202f: 9" in drawn.description
    assert [shape.tone for shape in drawn.shapes if shape.label == "37"] == [LIGHT]
    assert [shade.text for shade in drawn.shades] == ["2\u00a0sites", "9\u00a0sites"]


def test_a_broken_part_is_marked_where_it_stood():
    sheet = broken_sheet("Sens", ["site-sens"], "Une photo est trop lourde.")
    assert 'id="site-sens"' in sheet.html
    assert "La coordination est prévenue." in sheet.html
    assert "Une photo est trop lourde." in sheet.html


# Pages ----------------------------------------------------------------------------------------------------------------


def a_photo(folder, description="Des gardiens dans la cour.") -> Picture:
    from PIL import Image

    Image.new("RGB", (700, 460), "#667788").save(folder / "photo.jpg")
    return Picture("photo.jpg", description, "Ville de Sens", 700, 460)


@pytest.mark.parametrize("make", [lambda *sites: national(*sites), lambda *sites: of_one_site(sites[0])])
def test_assistive_technology_finds_no_fault(tmp_path, make):
    path = pdf(tmp_path, make(a_site(pictures=(a_photo(tmp_path),)), an_untold_site()))
    assert accessible_pdf.faults(path) == []
    assert "Des gardiens dans la cour." in reading.words(path)


def test_out_of_all_measure_it_is_still_printed_whole(tmp_path):
    told = a_site(
        name="Communauté d’agglomération des villes et villages de la vallée " * 12,
        answers=(AnswerText("context", "Q", ("mot " * 29_999 + "fini",)), AnswerText("changes", "Q", ("x" * 3000,))),
        actions=tuple(Step("mai 2014", f"Action {n}", "Une phrase.") for n in range(1, 61)),
    )
    printed = reading.words(pdf(tmp_path, of_one_site(told)))
    assert "fini" in printed
    assert "Action 60" in printed


def test_a_site_as_full_as_most_takes_a_spread(tmp_path):
    sheet = next(sheet for sheet in html_sheets(national(), EDITION) if sheet.name == "site-sens")
    (made,) = laid_out([sheet])
    assert made.page_count == 2
    assert destinations(made.content) == {"site-sens": 0}
