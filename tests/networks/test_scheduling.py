"""The dates of a monthly series."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from networks.meetups.public_holidays import public_holiday
from networks.meetups.scheduling import MOST_MONTHS, Rule, at, monthly_dates, rule_in_words


def test_the_first_thursday_of_each_month():
    dates = monthly_dates(date(2024, 11, 7), Rule.SAME_WEEKDAY, months=7)
    assert dates == [
        date(2024, 11, 7),
        date(2024, 12, 5),
        date(2025, 1, 2),
        date(2025, 2, 6),
        date(2025, 3, 6),
        date(2025, 4, 3),
        date(2025, 5, 1),
    ]


def test_the_same_day_until_a_date_included():
    dates = monthly_dates(date(2025, 3, 12), Rule.SAME_DAY, until=date(2025, 6, 12))
    assert dates == [date(2025, 3, 12), date(2025, 4, 12), date(2025, 5, 12), date(2025, 6, 12)]
    assert monthly_dates(date(2025, 3, 12), Rule.SAME_DAY, until=date(2025, 6, 11))[-1] == date(2025, 5, 12)


def test_a_month_without_a_fifth_week_takes_the_fourth():
    dates = monthly_dates(date(2025, 1, 30), Rule.SAME_WEEKDAY, months=4)
    assert dates == [date(2025, 1, 30), date(2025, 2, 27), date(2025, 3, 27), date(2025, 4, 24)]
    assert monthly_dates(date(2025, 1, 30), Rule.SAME_WEEKDAY, months=5)[-1] == date(2025, 5, 29)


def test_the_31st_falls_on_the_last_day_of_shorter_months():
    dates = monthly_dates(date(2024, 1, 31), Rule.SAME_DAY, months=4)
    assert dates == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]


def test_skipped_months_leave_no_date_and_lengthen_nothing():
    dates = monthly_dates(date(2025, 6, 5), Rule.SAME_WEEKDAY, months=4, skipped_months=[8])
    assert [day.month for day in dates] == [6, 7, 9]


def test_the_hour_on_the_wall_stays_through_summer_time():
    winter, summer = (at(date(2025, month, 6), time(9, 30)) for month in (3, 5))
    paris = ZoneInfo("Europe/Paris")
    assert winter.astimezone(paris).time() == summer.astimezone(paris).time() == time(9, 30)
    assert summer.utcoffset() - winter.utcoffset() == timezone.timedelta(hours=1)


@given(
    first=st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    rule=st.sampled_from(Rule.values),
    months=st.integers(1, MOST_MONTHS),
)
def test_always_one_date_in_each_month_in_order(first, rule, months):
    dates = monthly_dates(first, rule, months=months)
    assert dates[0] == first
    assert [day.year * 12 + day.month for day in dates] == [
        first.year * 12 + first.month + number for number in range(months)
    ]
    if rule == Rule.SAME_WEEKDAY:
        assert {day.weekday() for day in dates} == {first.weekday()}


def test_never_more_than_two_years():
    assert len(monthly_dates(date(2025, 1, 1), Rule.SAME_DAY, until=date(2090, 1, 1))) == MOST_MONTHS


@pytest.mark.parametrize(
    ("first", "rule", "words"),
    [
        (date(2025, 5, 1), Rule.SAME_WEEKDAY, "le premier jeudi du mois"),
        (date(2025, 5, 20), Rule.SAME_WEEKDAY, "le troisième mardi du mois"),
        (date(2025, 5, 29), Rule.SAME_WEEKDAY, "le cinquième ou dernier jeudi du mois"),
        (date(2025, 5, 1), Rule.SAME_DAY, "le 1er du mois"),
        (date(2025, 5, 12), Rule.SAME_DAY, "le 12 du mois"),
    ],
)
def test_the_rule_in_words(first, rule, words):
    assert rule_in_words(first, rule) == words


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2025, 4, 21), "lundi de Pâques"),
        (date(2025, 5, 29), "Ascension"),
        (date(2024, 5, 20), "lundi de Pentecôte"),
        (date(1981, 4, 20), "lundi de Pâques"),
        (date(1954, 4, 19), "lundi de Pâques"),
        (date(2025, 11, 11), "armistice de 1918"),
        (date(2025, 11, 12), ""),
    ],
)
def test_public_holidays(day, holiday):
    assert public_holiday(day) == holiday
