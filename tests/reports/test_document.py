"""The document: its figures come from the records, its text is text, and assistive technology finds its way in it."""

import outloud
import pdfua
import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.collecting import national_assessment, site_assessment
from reports.content import DECLARED
from reports.documents import assessment_html, national_pdf, site_pdf
from reports.figures import CATALOGUE
from sites.models import Approach
from tests.factories.people import FieldWorkerFactory
from tests.factories.reports import a_call, a_told_site, an_untold_site
from tests.reports import reading
from trainings.models import Attendance

pytestmark = pytest.mark.django_db


def figure_texts(sheet) -> dict[str, str]:
    return {figure.label: figure.text for figure in sheet.figures}


@pytest.fixture
def call():
    return a_call()


def test_people_trained_are_counted_from_presence_once_each(call):
    site = a_told_site(call, Approach.Code.TRAINING, agents=4)
    absent = Attendance.objects.filter(registration__person__site=site).first()
    absent.state = Attendance.State.ABSENT
    absent.save()
    FieldWorkerFactory(site=site)
    figures = figure_texts(site_assessment(site).only_site)
    assert figures["Personnes formées"] == "3"
    assert figures["Agents concernés"] == "5"
    assert figures["Sessions tenues"] == "1"
    assert figures["Modules"] == "1", "a module that is only to come is not part of the assessment"


def test_what_nobody_recorded_is_not_a_zero(call):
    figures = figure_texts(site_assessment(an_untold_site(call)).only_site)
    assert figures["Personnes formées"] == "non renseigné"
    assert figures["Bailleurs"] == "non renseigné"
    assert "0" not in figures.values()


def test_declared_numbers_say_so(call):
    sheet = site_assessment(a_told_site(call)).only_site
    declared = {figure.label: figure.value for figure in sheet.figures if figure.definition.how == DECLARED}
    assert declared == {"Habitants comptés": None, "Jeunes accueillis": 8, "Locataires interrogés": 80}


def test_every_figure_printed_is_defined_once(call):
    a_told_site(call)
    an_untold_site(call)
    bilan = national_assessment(call)
    keys = [definition.key for definition in bilan.definitions]
    assert len(keys) == len(set(keys))
    assert {figure.definition.key for sheet in bilan.sites for figure in sheet.figures} <= set(keys)
    assert all(definition.text and definition.source for group in CATALOGUE.values() for definition in group)


def test_an_editorial_to_come_keeps_its_place(call):
    a_told_site(call)
    html = assessment_html(national_assessment(call))
    assert "Éditorial à venir" in html
    assert "Présidence" in html


def test_html_typed_by_someone_is_text(call):
    site = a_told_site(call, project_name="<b>gras</b>", data_note='<img src="http://127.0.0.1/x.png"> & co')
    html = assessment_html(site_assessment(site))
    assert "&lt;b&gt;gras&lt;/b&gt;" in html
    assert "<b>gras" not in html
    assert '<img src="http' not in html


def test_the_number_of_queries_does_not_grow_with_records_and_is_the_same_for_each_site(call):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            national_assessment(call)
        return len(captured)

    a_told_site(call, agents=1)
    one_site = queries()
    for _ in range(5):
        a_told_site(call, agents=12)
    six_sites = queries()
    per_site = (six_sites - one_site) / 5
    assert per_site == int(per_site)
    assert per_site < 50


@pytest.fixture(scope="module")
def printed(django_db_setup, django_db_blocker, tmp_path_factory):
    """A national document and a site's, made once for the tests below."""
    from django.db import transaction

    folder = tmp_path_factory.mktemp("printed")
    with django_db_blocker.unblock(), transaction.atomic():
        call = a_call()
        site = a_told_site(call, Approach.Code.TRAINING, agents=7, name="Ville <Haute> & Basse", slug="ville-haute")
        an_untold_site(call, name="Ville sans récit")
        for name, pdf in (("national", national_pdf(call)), ("site", site_pdf(site))):
            (folder / f"{name}.pdf").write_bytes(pdf.content)
        transaction.set_rollback(True)
    return folder


@pytest.fixture(params=["national", "site"])
def document(request, printed):
    return printed / f"{request.param}.pdf"


def test_a_reader_finds_figures_beside_their_labels(document):
    text = reading.words(document)
    assert "Personnes formées 7" in text
    assert "Locataires interrogés (déclaré) 80" in text
    assert "Ville <Haute> & Basse" in text
    assert "Convention d’essai" in text
    assert "début 2013" in text
    assert "Habitat" in text


def test_the_contents_name_the_page_where_each_site_begins(printed):
    text = reading.words(printed / "national.pdf").split("\f")
    with pikepdf.open(printed / "national.pdf") as pdf:
        assert len(pdf.pages) > 8
        titles = [str(item.title) for item in walk(pdf.open_outline().root)]
    assert "Ville <Haute> & Basse" in titles
    assert "Introduction" in titles
    line = next(line for line in text[1].splitlines() if line.startswith("Ville sans récit"))
    number = int(line.split(" ")[-1])
    assert "Ville sans récit" in text[number - 1]


def walk(items):
    for item in items:
        yield item
        yield from walk(item.children)


def test_two_independent_checkers_find_no_fault(document):
    report = pdfua.validate(str(document))
    assert [(finding.rule_id, finding.message) for finding in report.findings] == []
    checked = outloud.check(str(document), layers=["conformance"])
    assert [finding.message for finding in checked.findings if finding.severity == "error"] == []


def test_the_document_says_what_it_is(document):
    with pikepdf.open(document) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"]
        assert str(pdf.docinfo.Title).startswith("Bilan d")
        assert str(pdf.docinfo.Author)


def test_all_that_is_painted_is_in_the_structure_or_an_artifact(document):
    with pikepdf.open(document) as pdf:
        marked, unmarked = reading.marked_content(pdf)
        reached = reading.reached_content(pdf)
    assert unmarked == []
    assert marked == reached
    assert len(marked) > 50


def test_structure_parents_lead_back_from_the_content(document):
    with pikepdf.open(document) as pdf:
        reached = reading.reached_content(pdf)
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        parents = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
        for index, page in enumerate(pdf.pages):
            listed = parents[int(page.StructParents)]
            on_page = {number for where, number in reached if where == index}
            assert on_page <= set(range(len(listed)))
            assert all((listed[number] is not None) == (number in on_page) for number in range(len(listed)))


def test_drawings_have_words_and_header_cells_a_scope(document):
    with pikepdf.open(document) as pdf:
        found = list(reading.elements(pdf))
        figures = [element for element in found if element.S == "/Figure"]
        headers = [element for element in found if element.S == "/TH"]
        scopes = {str(element.A.Scope) for element in headers}
        assert figures
        assert all(len(str(figure.Alt)) > 20 for figure in figures)
        assert scopes == {"/Column", "/Row"}


def test_headings_skip_no_level(document):
    with pikepdf.open(document) as pdf:
        levels = [int(str(e.S)[2:]) for e in ordered(pdf) if str(e.S) in ("/H1", "/H2", "/H3", "/H4", "/H5")]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))


def ordered(pdf):
    def below(element):
        yield element
        for kid in reading.kids(element):
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/S") is not None:
                yield from below(kid)

    yield from below(pdf.Root.StructTreeRoot.K[0])
