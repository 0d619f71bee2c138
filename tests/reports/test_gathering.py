"""Who spoke of a task, and who is still silent, when units have merged meanwhile."""

import datetime as dt

import pytest

from accounts import clock
from accounts.models import Role, Unit
from reports.gathering import Gathering
from submissions.lines import Form
from tests import builders
from tests.cast import appoint


@pytest.fixture(autouse=True)
def april():
    with clock.at(dt.date(2018, 4, 9)):
        yield


@pytest.fixture
def merged(document) -> Unit:
    """国税 and 地税 became one office before the first quarter was opened."""
    heir = Unit.objects.create(
        name="国家税务总局营口市税务局", short_name="市税务局", kind="NATIONAL", order=90
    )
    old = Unit.objects.filter(name__in=["市国税局", "市地税局"])
    assert old.update(closed_on=dt.date(2018, 4, 1), successor=heir) == 2
    return heir


def test_an_heir_speaks_for_those_it_succeeded(document, reviewer, merged):
    clerk = appoint("tax", merged, Role.CLERK)
    submission = builders.own(builders.open_period(document, reviewer), merged, Form.UPDATES)
    tasks = list(submission.line_model.tasks_of(submission))
    said = {"progress": "减免税收已落实。", "judgement": "SMOOTH"}
    submission.put([builders.Entry({"task": task}, said) for task in tasks], by=clerk)
    submission.submit(by=clerk)
    submission.approve(by=reviewer)

    gathering = Gathering(document, builders.FIRST_QUARTER)
    context = next(each for each in gathering.tasks() if each.number == tasks[0].number)
    assert [update.unit for update in context.updates] == ["市税务局"]
    assert not {"市国税局", "市地税局"} & set(context.missing)
    silent = {each.unit for each in gathering.missing_updates()}
    assert not {"市国税局", "市地税局", "市税务局"} & silent and "市科技局" in silent


def test_a_task_without_a_word_is_not_reported(document, reviewer):
    builders.open_period(document, reviewer)
    tasks = Gathering(document, builders.FIRST_QUARTER).tasks()
    assert {task.judgement for task in tasks if task.partners or task.lead} == {"未报"}
