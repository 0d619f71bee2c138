"""What judges the figures that a test reported."""

import pytest

from indicators.series import Series
from reports.judging import Judge
from submissions.quarters import Quarter
from tests.reports.shelf import editions  # noqa: F401


@pytest.fixture
def judge(document):
    """Return a function that reads everything approved so far and judges a quarter."""

    def at(quarter, **known) -> Judge:
        return Judge(document, Series(document), Quarter.parse(quarter), **known)

    return at


@pytest.fixture
def row(judge):
    """Return a function: an indicator's row in a phase, by default that of the quarter's own year."""

    def of(slug, quarter, phase="", **known):
        judged = judge(quarter, **known)
        wanted = next(each for each in judged.terms.phases if each.slug == (phase or quarter[:4]))
        return next((each for each in judged.rows(wanted) if each.slug == slug), None)

    return of


@pytest.fixture
def task_rows(judge):
    def of(slug, quarter):
        return {each.target.phase: each for each in judge(quarter).task_rows() if each.slug == slug}

    return of
