"""The components: what a reader, a keyboard and a screen reader get from them."""

import brotli
import pytest
from bs4 import BeautifulSoup
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from proxinet.charts import bar_chart


def render(source, query="", **context):
    template = engines["django"].from_string(CottonCompiler().process(source))
    return BeautifulSoup(template.render(context, RequestFactory().get("/liste/" + query)), "html.parser")


class ReportForm(forms.Form):
    place = forms.ChoiceField(label="Lieu", choices=[("hall", "Hall"), ("cave", "Cave")], widget=forms.RadioSelect)
    email = forms.EmailField(label="Adresse e-mail", help_text="Celle du travail.")
    facts = forms.CharField(label="Faits", max_length=500, required=False, widget=forms.Textarea)
    share = forms.BooleanField(label="Je partage", required=False)

    def clean(self):
        raise forms.ValidationError("Rien ne va.")


def test_each_error_is_said_beside_its_field_and_reached_from_the_summary():
    page = render("{{ form }}", form=ReportForm({"email": "<b>x"}))
    summary = page.find(role="alert")
    assert "Rien ne va." in summary.text
    for link in summary.find_all("a"):
        assert page.find(id=link["href"][1:]).name == "input"
    email = page.find("input", {"name": "email"})
    assert email["value"] == "<b>x"
    assert email["aria-invalid"] == "true"
    hint, error = (page.find(id=part) for part in email["aria-describedby"].split())
    assert hint.text == "Celle du travail."
    assert "valide" in error.text


def test_a_group_of_choices_is_a_fieldset_named_by_its_legend_with_its_error():
    page = render("{{ form }}", form=ReportForm({}))
    group = page.find("fieldset")
    assert group.legend.text.strip() == "Lieu"
    assert "obligatoire" in page.find(id=group["aria-describedby"]).text
    assert len(group.find_all("label")) == 2


def test_optional_fields_say_so_in_words_and_long_texts_their_limit():
    page = render("{{ form }}", form=ReportForm())
    assert page.find("label", {"for": "id_facts"}).text.strip() == "Faits (facultatif, 500 caractères au plus)"
    assert page.find("label", {"for": "id_email"}).text.strip() == "Adresse e-mail"
    assert page.find("label", {"for": "id_share"}).text.strip() == "Je partage"


@pytest.mark.parametrize(
    ("confirmed", "capacity", "waiting", "words"),
    [
        (1, 20, 0, "1 inscrit sur 20 places"),
        (20, 20, 3, "Complet\u202f: 20 places prises, 3 en attente"),
        (12, None, 0, "12 inscrits"),
    ],
)
def test_seats_are_told_in_words(confirmed, capacity, waiting, words):
    page = render('<c-seats :confirmed="a" :capacity="b" :waiting="c" />', a=confirmed, b=capacity, c=waiting)
    assert page.p.text == words


def test_the_pages_of_a_list_keep_its_filters():
    page = render('<c-pagination :page="page" />', "?theme=tri&page=2", page=Paginator(range(90), 30).page(2))
    assert [link["href"] for link in page.find_all("a")] == ["?theme=tri&page=1", "?theme=tri&page=3"]


def test_what_is_unknown_is_not_zero():
    page = render('<c-stat :value="n" label="rencontres" /><c-fact label="Porteur"></c-fact>', n=None)
    assert page.text.count("non renseigné") == 2
    assert "0" not in page.text


def test_a_chart_can_be_read_without_seeing_it():
    chart = bar_chart([("Gardiens", 1230), ("Encadrants", None)], title="Formés", value_heading="Personnes")
    page = render('<c-bar-chart :chart="chart" />', chart=chart)
    assert page.svg.find("title", recursive=False).text == (
        "Formés. Gardiens\u202f: 1\u202f230, Encadrants\u202f: non renseigné"
    )
    assert [cell.text for cell in page.find_all("td")] == ["1\u202f230", "non renseigné"]
    assert not [rect for rect in page.find_all("rect") if not rect["width"].isdigit()]


def test_typed_text_stays_text():
    page = render('<c-card title="{{ t }}" href="#">{{ t }}</c-card><c-button :kind="t">{{ t }}</c-button>', t='"><i>')
    assert page.find("i") is None


def test_the_sheet_weighs_at_most_ten_kilobytes_compressed():
    with open(finders.find("css/proxinet.css"), "rb") as sheet:  # noqa: PTH123
        assert len(brotli.compress(sheet.read())) <= 10_000


def test_the_page_of_a_crash_needs_nothing_but_itself():
    html = engines["django"].get_template("500.html").render()
    assert "réessayez" in html
    assert "<style" not in html
    assert settings.STATIC_URL in html
