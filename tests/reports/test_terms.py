"""Which quarter a phase is judged at, whatever quarter the edition is of."""

from types import SimpleNamespace

import pytest

from reports.terms import Terms
from submissions.quarters import Quarter

YEAR = SimpleNamespace(is_window=False, year=2018)
WINDOW = SimpleNamespace(is_window=True, year=2022)


@pytest.mark.parametrize(
    ("phase", "edition", "judged_at"),
    [
        (YEAR, "2018Q1", "2018Q1"),
        (YEAR, "2018Q4", "2018Q4"),
        (YEAR, "2018A", "2018A"),
        (YEAR, "2019Q1", "2018A"),
        (YEAR, "2017A", "2017A"),
        (WINDOW, "2019Q2", "2018A"),
        (WINDOW, "2020Q4", "2020Q4"),
        (WINDOW, "2021Q3", "2020A"),
        (WINDOW, "2022A", "2022A"),
        (WINDOW, "2023Q1", "2022A"),
        (WINDOW, "2023Q4", "2022A"),
        (WINDOW, "2026Q3", "2022A"),
    ],
)
def test_a_phase_is_judged_at_its_own_last_quarter_once_it_is_over(phase, edition, judged_at):
    terms = SimpleNamespace(quarter=Quarter.parse(edition))
    assert Terms.quarter_for(terms, phase) == Quarter.parse(judged_at)
