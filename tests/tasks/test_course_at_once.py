"""Several who act in one task's course at the same moment, for real: exactly one is first, the others are told."""

import pytest

from accounts import clock
from accounts.journal import Conflict, Refused, first_break
from tasks.models import Closure, ClosureAct, Deadline, Stage, StageStep
from tests.test_concurrency import WORKERS, at_once, outcome_of
from tests.uploads import upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def task(document, files):
    return document.tasks.get(number=24)


def firsts(outcomes, kind) -> list:
    """Return the one who was first; all others were refused or told of the conflict."""
    assert all(isinstance(each, kind | Conflict | Refused) for each in outcomes)
    return [each for each in outcomes if isinstance(each, kind)]


def test_of_many_who_apply_or_decide_at_once_one_is_first(task, clerk, reviewer):
    def apply(number):
        return outcome_of(lambda: Closure.apply(task, text="已完成", file=upload(), by=clerk, seen=0))

    assert len(firsts(at_once(apply), Closure)) == task.closures.count() == 1
    seen, acts = Closure.newest(task).pk, (Closure.approve, Closure.refuse)

    def decide(number):
        return outcome_of(lambda: acts[number % 2](task, text="看过", by=reviewer, seen=seen))

    (first,) = firsts(at_once(decide), Closure)
    assert Closure.newest(task) == first and first.act in (ClosureAct.APPROVED, ClosureAct.REFUSED)
    assert first_break() is None


def test_of_many_who_report_or_set_dates_at_once_one_is_first(task, clerk, reviewer):
    plan, today = task.deliverables.first(), clock.today()

    def report(number):
        return outcome_of(
            lambda: StageStep.report(
                plan, Stage.DRAFTING, reached_on=today, by=clerk, seen=0, key=f"{number}"
            )
        )

    def decide(number):
        told = {"due_on": today, "reason": f"第{number}次会议议定", "seen": 0}
        return outcome_of(lambda: Deadline.decide(task, by=reviewer, **told))

    assert len(firsts(at_once(report), StageStep)) == plan.steps.count() == 1
    assert len(firsts(at_once(decide), Deadline)) == task.deadlines.count() == 1


def test_the_same_request_sent_by_many_at_once_is_answered_alike(task, clerk):
    def apply(number):
        return Closure.apply(task, text="已完成", file=upload(), by=clerk, seen=0, key="k").pk

    assert len(set(at_once(apply))) == 1 == task.closures.count() and WORKERS > 1
