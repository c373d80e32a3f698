"""« Le 1er octobre », wherever a date is written."""

from datetime import date, datetime

import pytest
from django.template import Context, Template

from proxinet.french_dates import date_format


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 10, 1), "jeudi 1er octobre 2026"),
        (date(2026, 10, 11), "dimanche 11 octobre 2026"),
        (date(2026, 8, 21), "vendredi 21 août 2026"),
    ],
)
def test_the_first_of_a_month_is_written_so_in_pages_and_in_code(day, written):
    assert Template('{{ day|date:"l j F Y" }}').render(Context({"day": day})) == written
    assert date_format(day, "l j F Y") == written


def test_an_hour_is_no_day():
    assert date_format(datetime(2026, 5, 2, 1, 0), r"j F à G\hi") == "2 mai à 1h00"
    assert Template('{{ day|date:"j F Y" }}').render(Context({"day": None})) == ""
