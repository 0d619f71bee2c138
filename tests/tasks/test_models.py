"""Who owes an update, and on which tasks."""

import datetime as dt

import pytest

from accounts import clock
from accounts.models import Unit
from submissions.lines import Form
from submissions.models import ReportingPeriod
from submissions.quarters import Quarter
from tasks.models import ProgressUpdate, Task
from tests import builders


@pytest.fixture(autouse=True)
def april():
    with clock.at(dt.date(2018, 4, 9)):
        yield


def owing(period) -> set[str]:
    return {each.unit.name for each in period.submissions.filter(form=Form.UPDATES).select_related("unit")}


def test_every_lead_and_every_real_partner_owes_an_update(document, reviewer):
    named = set()
    for task in Task.objects.prefetch_related("partner_units").select_related("lead_unit"):
        named |= {unit.name for unit in [task.lead_unit, *task.partner_units.all()] if unit}
    assert owing(builders.open_period(document, reviewer)) == named - {"市相关部门"}


def test_who_is_only_a_member_of_the_meeting_owes_nothing(document, reviewer):
    assert "市监察局" not in owing(builders.open_period(document, reviewer))


@pytest.mark.parametrize("quarter", [Quarter(2017, 5), Quarter(2017, 4)])
def test_the_annual_report_and_a_backfilled_quarter_ask_for_figures_only(document, reviewer, quarter):
    period = ReportingPeriod.open(document, quarter, by=reviewer, is_backfill=not quarter.is_annual)
    assert owing(period) == set()


@pytest.fixture
def merged(document) -> Unit:
    """国税 and 地税 became one office before the period opened; another partner closed without an heir."""
    heir = Unit.objects.create(
        name="国家税务总局营口市税务局", short_name="市税务局", kind="NATIONAL", order=90
    )
    old = Unit.objects.filter(partnerships__isnull=False).exclude(kind="COLLECTIVE").distinct().order_by("pk")
    for unit, successor in zip(old[:3], (heir, heir, None), strict=True):
        Unit.objects.filter(pk=unit.pk).update(closed_on=dt.date(2018, 4, 1), successor=successor)
    return heir


def test_an_heir_owes_what_its_predecessors_owed(document, reviewer, merged):
    gone = list(Unit.objects.filter(closed_on__isnull=False))
    period = builders.open_period(document, reviewer)
    assert merged.name in owing(period) and not {unit.name for unit in gone} & owing(period)
    tasks = ProgressUpdate.tasks_of(builders.own(period, merged, Form.UPDATES))
    theirs = Task.objects.filter(partner_units__in=merged.lineage()) | Task.objects.filter(
        lead_unit__in=merged.lineage()
    )
    assert set(tasks) == set(theirs) and len(tasks) > 1
