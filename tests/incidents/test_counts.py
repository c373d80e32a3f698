"""No published table gives away a count between 1 and 4."""

from collections import defaultdict
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.counts import MASKED, SMALL, protect, protected_counts
from tests.factories.incidents import IncidentFactory
from tests.factories.people import FieldWorkerFactory

A_TABLE = st.lists(st.integers(0, 12), min_size=3, max_size=9)


def rows(counts):
    return protect([(str(index), count) for index, count in enumerate(counts)])


def printed(table):
    return [row.text for row in table]


def possible_sums(table, total):
    """What a reader who knows the true total may still believe the small counts add up to."""
    small = [row for row in table if row.text == SMALL]
    remainder = total - sum(row.value for row in table if row.value is not None)
    masked = sum(row.text == MASKED for row in table)
    return range(len(small), min(4 * len(small), remainder - 5 * masked) + 1) if masked else [remainder]


def test_a_small_count_prints_in_words_and_zero_stays_zero():
    assert printed(rows([12, 3, 0, 7])) == ["12", SMALL, "0", MASKED]


def test_without_small_counts_everything_is_printed():
    assert printed(rows([12, 0, 7])) == ["12", "0", "7"]
    assert rows([12, 0, 7]).total.text == "19"


def test_a_small_total_has_no_breakdown():
    table = rows([1, 2, 0])
    assert table.withheld
    assert table.total.text == SMALL


def test_total_minus_the_printed_counts_says_nothing_certain():
    """[20, 8, 3]: hiding the 3 alone, 31 - 20 - 8 would give it."""
    table = rows([20, 8, 3])
    assert printed(table) == ["20", MASKED, SMALL]
    assert list(possible_sums(table, 31)) == [1, 2, 3, 4]


def test_nothing_left_to_mask_withholds_the_breakdown():
    assert rows([4, 4, 0]).withheld
    assert rows([5, 1, 0]).withheld


@given(A_TABLE)
def test_no_small_count_is_printed_nor_deduced(counts):
    table = rows(counts)
    total = sum(counts)
    assert table.total.value not in range(1, 5)
    for row, count in zip(table, counts, strict=False):
        assert row.value is None or row.value == count
        if 1 <= count <= 4:
            assert row.text == SMALL
    if any(row.text == SMALL for row in table):
        assert len(possible_sums(table, total)) >= 2


@given(st.lists(st.integers(0, 8), min_size=30, max_size=30), st.data())
def test_two_tables_of_the_same_incidents_do_not_betray_each_other(cells, data):
    """Cross a 5 x 6 table both ways: whatever one prints, the small counts of the other keep two values or more."""
    grid = [cells[line * 6 : line * 6 + 6] for line in range(5)]
    one, other = rows([sum(line) for line in grid]), rows([sum(column) for column in zip(*grid, strict=True)])
    total = sum(cells)
    for table in (one, other):
        if any(row.text == SMALL for row in table):
            assert len(possible_sums(table, total)) >= 2
        if total in range(1, 5):
            assert table.withheld


@pytest.mark.parametrize(("categories", "largest"), [(3, 14), (4, 8), (5, 6)])
def test_even_a_reader_who_knows_the_rules_cannot_tell(categories, largest):
    """Every table that prints the same way, with the same total: no small count has the same value in all of them."""
    alike = defaultdict(list)
    for counts in product(range(largest + 1), repeat=categories):
        if 0 < sum(counts) <= largest:
            table = rows(counts)
            alike[sum(counts) if table.total.value else SMALL, tuple(printed(table))].append(counts)
    for published in alike.values():
        for values in zip(*published, strict=True):
            assert len(set(values)) > 1 or values[0] not in range(1, 5)


@pytest.mark.django_db
def test_counts_come_from_the_sites_asked_for_and_the_period():
    person, elsewhere = FieldWorkerFactory(), FieldWorkerFactory()
    IncidentFactory.create_batch(6, person=person, nature="insult", happened_on=date(2026, 5, 2))
    IncidentFactory.create_batch(5, person=person, nature="threat", happened_on=date(2025, 5, 2))
    IncidentFactory.create_batch(9, person=elsewhere)
    everything = {row.label: row.text for row in protected_counts([person.site])}
    assert everything["Insulte"] == "6"
    assert everything["Menace"] == "5"
    assert everything["Dégradation"] == "0"
    in_2026 = protected_counts([person.site], by="time_band", period=(date(2026, 1, 1), date(2026, 12, 31)))
    assert in_2026.total.text == "6"


@pytest.mark.django_db
def test_the_chart_draws_only_what_is_printed():
    person = FieldWorkerFactory()
    IncidentFactory.create_batch(9, person=person, nature="insult")
    IncidentFactory.create_batch(6, person=person, nature="damage")
    IncidentFactory.create_batch(2, person=person, nature="threat")
    table = protected_counts([person.site])
    assert "Menace" not in table.chart.description
    assert "Insulte" in table.chart.description
