"""The three figures a clerk should look at once more: those that changed most against a year ago."""

from decimal import Decimal

import pytest

from indicators.changes import change, largest
from indicators.checks import SheetRow


def row(slug="revenue", nature="FLOW", value=None, year_ago=None, **more) -> SheetRow:
    numbers = {"value": value, "year_ago": year_ago} | more
    exact = {
        name: None if each is None else Decimal(str(each))
        for name, each in numbers.items()
        if not isinstance(each, bool)
    }
    flags = {name: each for name, each in numbers.items() if isinstance(each, bool)}
    return SheetRow(slug, slug, "亿元", nature, **exact, **flags)


def told(rows, official=None) -> list[str]:
    return [each.row.slug for each in largest(rows, official)]


@pytest.mark.parametrize(
    ("given", "percent"),
    [
        (row(value="15.72", year_ago="8.90"), "76.6"),
        (row(value="208.60", year_ago="180.20"), "15.8"),
        (row(value=50, year_ago=100), "-50.0"),
        (row(value=-5, year_ago=100), "-105.0"),
        (row(nature="STOCK", value=93, year_ago=86), "8.1"),
        (row(value=0, year_ago=100), "-100.0"),
    ],
)
def test_a_change_is_that_against_the_same_period_last_year(given, percent):
    found = change(given, {})
    assert round(found.amount, 1) == Decimal(percent) and not found.is_turned


@pytest.mark.parametrize(
    "given",
    [
        row(value=None, year_ago=100),
        row(value=100, year_ago=None),
        row(value=100, year_ago=0),
        row(value=-10, year_ago=-5),
        row(value=100, year_ago=100),
        row(nature="VALUE", value=98, year_ago=104),
    ],
    ids=["missing", "no base", "base of nought", "loss against loss", "unchanged", "rank or average"],
)
def test_what_cannot_be_compared_or_did_not_change_is_not_told(given):
    assert largest([given]) == []


@pytest.mark.parametrize(
    ("value", "previous", "year_ago", "year_ago_previous", "turned"),
    [
        ("-1.25", "3.98", "7.30", "3.68", True),  # the quarter lost 5.23, a year ago it won 3.62
        ("2", "3.98", "7.30", "3.68", True),
        ("5", "3.98", "7.30", "3.68", False),
        ("5", "3.98", "3", "3.68", True),
        ("3.98", "3.98", "7.30", "3.68", False),  # nothing is neither
        ("2", "3.98", "7.30", None, False),
    ],
)
def test_a_quarter_that_turned_its_sign(value, previous, year_ago, year_ago_previous, turned):
    given = row(value=value, previous=previous, year_ago=year_ago, year_ago_previous=year_ago_previous)
    assert change(given, {}).is_turned is turned


def test_the_first_quarter_turns_against_nothing_before_it():
    assert change(row(value=-1, year_ago=2, is_first_quarter=True), {}).is_turned
    assert not change(row(value=-1, year_ago=2, is_annual=True), {}).is_turned


def test_a_turned_sign_comes_first_then_the_largest_whichever_way():
    lost = row("profit", value=-1, year_ago=2, is_first_quarter=True)
    rows = [
        row("a", value=110, year_ago=100),
        row("b", value=20, year_ago=100),
        row("c", value=176, year_ago=100),
        lost,
    ]
    assert told(rows) == ["profit", "b", "c"]


def test_alike_ones_keep_the_order_of_the_sheet():
    assert told([row("a", value=110, year_ago=100), row("b", value=90, year_ago=100)]) == ["a", "b"]


def test_where_only_the_official_growth_counts_nothing_is_computed():
    output = row("output", value=251, year_ago=226)
    assert told([output], {"output": None}) == []
    (found,) = largest([output], {"output": Decimal("7.0")})
    assert (found.amount, found.is_official) == (Decimal("7.0"), True)
