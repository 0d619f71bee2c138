"""How a task stands when several units speak of it."""

import datetime as dt

import pytest

from tasks.models import TaskJudgement
from tasks.status import STATUSES, WORST_FIRST, Due, judgement, standing, status

LED = [("顺利", True), ("需协调", False), ("有风险", False)]
UNLED = [(word, False) for word, _ in LED]


@pytest.mark.parametrize(
    ("said", "has_lead", "is_owed", "word"),
    [
        pytest.param(LED, True, True, "顺利", id="the lead speaks for the task"),
        pytest.param(LED[1:], True, True, "未报", id="partners do not stand in for a silent lead"),
        pytest.param(
            [("", True), *LED[1:]], True, True, "未报", id="an update without a judgement says nothing"
        ),
        pytest.param(UNLED, False, True, "需协调", id="without a lead the worst of the partners holds"),
        pytest.param([UNLED[0], UNLED[2]], False, True, "有风险", id="whatever their order"),
        pytest.param([], False, True, "未报", id="owed and missing"),
        pytest.param([], False, False, "", id="nobody owes anything"),
    ],
)
def test_the_judgement_of_a_task(said, has_lead, is_owed, word):
    assert judgement(said, has_lead=has_lead, is_owed=is_owed) == word
    assert judgement(said[::-1], has_lead=has_lead, is_owed=is_owed) == word


def test_every_word_has_its_weight():
    assert set(WORST_FIRST) == set(TaskJudgement.labels) and WORST_FIRST[-1] == TaskJudgement.SMOOTH.label


# --- what is computed ---------------------------------------------------------------------------------------------

TODAY = dt.date(2019, 7, 12)
BEFORE, AFTER = TODAY - dt.timedelta(12), TODAY + dt.timedelta(1)


@pytest.mark.parametrize(
    ("due", "days", "is_overdue"),
    [
        pytest.param(Due(BEFORE), 12, True, id="past and not done"),
        pytest.param(Due(TODAY), 0, False, id="the last day is in time"),
        pytest.param(Due(AFTER), 0, False, id="still to come"),
        pytest.param(Due(BEFORE, BEFORE, is_done=True), 0, False, id="done on its day"),
        pytest.param(
            Due(BEFORE, TODAY, is_done=True), 12, False, id="done late stays late and is not overdue"
        ),
        pytest.param(Due(BEFORE, is_done=True), 0, False, id="done, nobody says when"),
        pytest.param(Due(BEFORE, is_unknown=True), 0, False, id="nobody can say yet"),
    ],
)
def test_how_late_something_is(due, days, is_overdue):
    assert (due.days_late(TODAY), due.is_overdue(TODAY)) == (days, is_overdue)


LATE, TO_COME, DONE = Due(BEFORE), Due(AFTER), Due(BEFORE, BEFORE, is_done=True)


@pytest.mark.parametrize(
    ("dues", "judgement", "is_closed", "word"),
    [
        pytest.param([LATE], "未报", True, "已销号", id="closed, whatever is late"),
        pytest.param([TO_COME, LATE], "顺利", False, "逾期", id="late, whatever is said"),
        pytest.param([LATE], "未报", False, "逾期", id="late goes before silence"),
        pytest.param([TO_COME], "未报", False, "未报", id="silence goes before what is to come"),
        pytest.param([TO_COME, DONE], "顺利", False, "未到期", id="a day is still to come"),
        pytest.param([DONE], "需协调", False, "推进中", id="nothing is due any more"),
        pytest.param([], "需协调", False, "推进中", id="no day was ever set"),
        pytest.param([Due(BEFORE, is_unknown=True)], "可控", False, "推进中", id="unknown is not late"),
        pytest.param([], "", False, "", id="nobody owes anything and nothing is due"),
        pytest.param([LATE], "", False, "逾期", id="a task without any unit is late as well"),
    ],
)
def test_the_status_of_a_task(dues, judgement, is_closed, word):
    for order in (dues, dues[::-1]):
        assert status(order, TODAY, judgement=judgement, is_closed=is_closed) == word
    assert not word or word in STATUSES


@pytest.mark.parametrize(
    ("ranks", "kept"),
    [
        ([], []),
        ([1, 2, 4], [1, 2, 4]),
        ([1, 3, 2], [1, 2]),
        ([1, 1], [1]),
        ([1, 2, 0], []),
        ([2, 0, 1], [1]),
        ([4, 1], [1]),
    ],
)
def test_a_later_step_takes_back_its_stage_and_all_beyond(ranks, kept):
    steps = [(rank, (rank, place)) for place, rank in enumerate(ranks)]
    found = standing(steps)
    assert [rank for rank, _ in found] == kept
    assert all(place == max(p for p, r in enumerate(ranks) if r == rank) for rank, place in found)
