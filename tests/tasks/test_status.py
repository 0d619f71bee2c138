"""How a task stands when several units speak of it."""

import pytest

from tasks.models import TaskJudgement
from tasks.status import WORST_FIRST, judgement

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
