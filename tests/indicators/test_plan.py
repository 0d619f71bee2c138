"""What the committee decides about the plan: definitions, responsibilities, targets and quarterly plans."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts import clock
from accounts.journal import Conflict, Event, Refused
from accounts.models import Unit
from indicators.models import (
    Definition,
    Indicator,
    Item,
    Origin,
    PlanPoint,
    Responsibility,
    Target,
    newest_pk,
    responsible_units,
)
from submissions.models import ReportingPeriod
from submissions.quarters import Quarter

FIRST, SECOND = Quarter(2019, 1), Quarter(2019, 2)
NO_POST = "须由审核员办理"


@pytest.fixture
def contracts(document) -> Indicator:
    return document.indicators.get(slug="technology-contracts")


@pytest.fixture
def item(document) -> Item:
    return document.items.get(slug="technology-contracts")


@pytest.fixture
def science(document) -> Unit:
    return Unit.objects.get(name="市科技局")


@pytest.fixture
def definition(contracts) -> Definition:
    return contracts.definitions.get()


def decide(indicator, year=2019, **changed) -> Target:
    said = {"operator": ">", "value": Decimal("2.5"), "basis": "管委会第5次会议", "reason": "任务加重"}
    return Target.decide(indicator, year, **said | changed)


QUARTERS = {1: Decimal("0.3"), 2: Decimal("0.8"), 3: Decimal("1.2"), 4: Decimal("1.6")}


# --- definitions 口径 -------------------------------------------------------------------------------------------


def test_a_definition_is_open_until_a_person_confirms_it(definition, reviewer):
    assert not definition.is_confirmed
    with clock.at(dt.date(2018, 3, 2)):
        definition.confirm(by=reviewer, text="按卖方登记地统计。")
    assert definition.is_confirmed and definition.confirmed_by == reviewer
    assert definition.confirmed_text == "按卖方登记地统计。"
    assert Event.objects.first().verb == "definition.confirm"


@pytest.mark.usefixtures("july_2019")
def test_a_definition_is_confirmed_once(definition, reviewer):
    definition.confirm(by=reviewer, text="按卖方登记地统计。", key="k")
    definition.confirm(by=reviewer, text="按卖方登记地统计。", key="k")
    assert Event.objects.filter(verb="definition.confirm").count() == 1
    with pytest.raises(Refused, match="已于2019年7月12日确认"):
        definition.confirm(by=reviewer, text="按买方登记地统计。", key="another")
    assert definition.confirmed_text == "按卖方登记地统计。"


@pytest.mark.parametrize("who", ["clerk", "leader", "member", "supervisor", "admin", "auditor"])
def test_only_reviewers_confirm(definition, who, request):
    with pytest.raises(Refused, match=NO_POST):
        definition.confirm(by=request.getfixturevalue(who), text="按卖方登记地统计。")
    definition.refresh_from_db()
    assert not definition.is_confirmed


def test_a_confirmation_says_something_and_answers_a_question(definition, document, reviewer):
    with pytest.raises(Refused, match="请写明"):
        definition.confirm(by=reviewer, text="  ")
    clear = Definition.objects.filter(indicator__document=document, question="").first()
    with pytest.raises(Refused, match="没有待确认的口径"):
        clear.confirm(by=reviewer, text="照原文。")


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("technology-contracts", "技术合同成交额"),
        ("rd-intensity", "R&D经费内部支出÷营业收入，×100"),
        ("added-revenue", "营业收入−上年同期营业收入"),
        ("productivity-growth", "（工业增加值÷平均从业人员）÷上年同期（工业增加值÷平均从业人员）−1，×100"),
    ],
)
def test_a_definition_reads_as_words(document, slug, words):
    assert document.indicators.get(slug=slug).definitions.get().words == words


# --- responsibilities 责任分工 -----------------------------------------------------------------------------------


def test_a_unit_answers_from_its_quarter_on(document, item, science, reviewer):
    given = Responsibility.assign(item, science, SECOND, by=reviewer)
    assert (given.unit, given.from_quarter, given.decided_by) == (science, SECOND, reviewer)
    assert responsible_units(document, FIRST)[item.pk] == Unit.objects.committee()
    assert responsible_units(document, SECOND)[item.pk] == science
    assert responsible_units(document, Quarter(2020, 1))[item.pk] == science


def test_an_assignment_repeated_is_one(item, science, reviewer):
    first = Responsibility.assign(item, science, FIRST, by=reviewer, key="k")
    assert Responsibility.assign(item, science, FIRST, by=reviewer, key="k") == first
    assert Responsibility.objects.count() == 1
    with pytest.raises(Refused, match="本来就由市科技局填报"):
        Responsibility.assign(item, science, SECOND, by=reviewer, key="another")


def test_only_reviewers_assign(item, science, clerk):
    with pytest.raises(Refused, match=NO_POST):
        Responsibility.assign(item, science, FIRST, by=clerk)
    assert not Responsibility.objects.exists()


@pytest.mark.usefixtures("july_2019")
def test_a_collective_name_and_a_closed_unit_answer_for_nothing(item, science, reviewer):
    with pytest.raises(Refused, match="集合称谓"):
        Responsibility.assign(item, Unit.objects.get(kind="COLLECTIVE"), FIRST, by=reviewer)
    heir = Unit.objects.get(name="市商务局")
    Unit.objects.filter(pk=science.pk).update(closed_on=dt.date(2019, 1, 1), successor=heir)
    science.refresh_from_db()
    with pytest.raises(Refused, match="请选承继单位市商务局"):
        Responsibility.assign(item, science, FIRST, by=reviewer)


@pytest.mark.usefixtures("july_2019")
def test_an_open_period_keeps_its_units(document, item, science, reviewer):
    ReportingPeriod.open(document, FIRST, by=reviewer)
    with pytest.raises(Refused, match="2019年一季度已经开期"):
        Responsibility.assign(item, science, FIRST, by=reviewer)
    assert Responsibility.assign(item, science, SECOND, by=reviewer)


def test_a_backfilled_period_holds_nobody_up(document, item, science, reviewer):
    ReportingPeriod.open(document, Quarter(2017, 4), by=reviewer, is_backfill=True)
    assert Responsibility.assign(item, science, Quarter(2018, 1), by=reviewer)


def test_the_second_of_two_who_assign_is_told(item, science, reviewer):
    seen = newest_pk(item.responsibilities)
    Responsibility.assign(item, science, FIRST, by=reviewer, seen=seen)
    other = Unit.objects.get(name="市商务局")
    with pytest.raises(Conflict) as conflict:
        Responsibility.assign(item, other, FIRST, by=reviewer, seen=seen)
    assert ("责任单位", "市科技局", "市商务局") in conflict.value.clashes[0].rows
    Responsibility.assign(item, other, FIRST, by=reviewer, seen=conflict.value.clashes[0].rv)
    assert responsible_units(item.document, FIRST)[item.pk] == other


# --- targets 目标 -----------------------------------------------------------------------------------------------


def test_a_new_target_is_a_new_version_and_the_old_one_stays(contracts, reviewer):
    old = Target.in_force(contracts, 2019)
    assert old.origin == Origin.DOCUMENT
    new = decide(contracts, by=reviewer)
    assert (new.version, new.origin, new.decided_by) == (2, Origin.COMMITTEE, reviewer)
    assert (new.words, new.basis, new.reason) == (">2.5", "管委会第5次会议", "任务加重")
    assert Target.in_force(contracts, 2019) == new
    assert Target.objects.get(pk=old.pk).words == old.words
    assert decide(contracts, by=reviewer, value=Decimal(3)).version == 3


def test_a_year_of_which_the_document_is_silent_gets_its_first_target(contracts, reviewer):
    assert Target.in_force(contracts, 2021) is None
    assert decide(contracts, 2021, by=reviewer, operator=">=").version == 1
    assert Target.in_force(contracts, 2021).words == "2.5"


def test_a_window_of_years_is_no_year(document):
    graduates = document.indicators.get(slug="graduates-share")
    assert graduates.targets.get().due_year is None
    assert Target.in_force(graduates, 2022) is None


def test_a_target_repeated_is_one(contracts, reviewer):
    first = decide(contracts, by=reviewer, key="k")
    assert decide(contracts, by=reviewer, key="k") == first
    with pytest.raises(Refused, match=r"现在就是>2\.5亿元"):
        decide(contracts, by=reviewer, key="another")
    assert contracts.targets.filter(origin=Origin.COMMITTEE).count() == 1


@pytest.mark.case("N16")
@pytest.mark.parametrize("missing", ["basis", "reason"])
def test_a_target_has_its_basis_and_reason(contracts, reviewer, missing):
    with pytest.raises(Refused, match="必须写明依据和理由"):
        decide(contracts, by=reviewer, **{missing: " "})


def test_only_reviewers_decide(contracts, clerk, leader):
    for who in (clerk, leader):
        with pytest.raises(Refused, match=NO_POST):
            decide(contracts, by=who)
    assert Target.in_force(contracts, 2019).origin == Origin.DOCUMENT


def test_the_second_of_two_who_decide_is_told(contracts, reviewer):
    seen = newest_pk(contracts.targets)
    decide(contracts, by=reviewer, seen=seen)
    with pytest.raises(Conflict) as conflict:
        decide(contracts, by=reviewer, value=Decimal(5), seen=seen)
    clash = conflict.value.clashes[0]
    assert clash.who == reviewer.display_name and ("目标值", "2.5", "5") in clash.rows
    assert decide(contracts, by=reviewer, value=Decimal(5), seen=clash.rv).version == 3


# --- quarterly plans 计划进度 --------------------------------------------------------------------------------------


def test_a_plan_holds_a_value_for_each_quarter(contracts, reviewer):
    target = Target.in_force(contracts, 2019)
    assert PlanPoint.plan(target, QUARTERS, by=reviewer) == QUARTERS
    assert PlanPoint.objects.filter(decided_by=reviewer).count() == 4


def test_a_changed_plan_adds_what_changed(contracts, reviewer):
    target = Target.in_force(contracts, 2019)
    PlanPoint.plan(target, QUARTERS, by=reviewer)
    changed = QUARTERS | {2: Decimal("0.9")}
    assert PlanPoint.plan(target, changed, by=reviewer) == changed
    assert PlanPoint.objects.count() == 5
    assert Event.objects.first().changes == {"二季度": ["0.8", "0.9"]}


def test_a_plan_that_changes_nothing_leaves_no_trace(contracts, reviewer):
    target = Target.in_force(contracts, 2019)
    PlanPoint.plan(target, QUARTERS, by=reviewer, key="k")
    PlanPoint.plan(target, QUARTERS, by=reviewer, key="k")
    PlanPoint.plan(target, QUARTERS, by=reviewer, key="another")
    assert (PlanPoint.objects.count(), Event.objects.filter(verb="target.plan").count()) == (4, 1)


def test_only_reviewers_plan(contracts, clerk):
    with pytest.raises(Refused, match=NO_POST):
        PlanPoint.plan(Target.in_force(contracts, 2019), QUARTERS, by=clerk)
    assert not PlanPoint.objects.exists()


def test_a_plan_belongs_to_the_target_in_force(contracts, reviewer):
    old = Target.in_force(contracts, 2019)
    decide(contracts, by=reviewer)
    with pytest.raises(Refused, match=r"已改为>2\.5"):
        PlanPoint.plan(old, QUARTERS, by=reviewer)


def test_a_window_has_no_quarterly_plan(document, reviewer):
    target = document.indicators.get(slug="graduates-share").targets.get()
    with pytest.raises(Refused, match="没有年度或数值"):
        PlanPoint.plan(target, QUARTERS, by=reviewer)


def test_the_second_of_two_who_plan_is_told_of_every_quarter(contracts, reviewer):
    target = Target.in_force(contracts, 2019)
    seen = newest_pk(target.plan_points)
    PlanPoint.plan(target, QUARTERS, by=reviewer, seen=seen)
    mine = dict.fromkeys(QUARTERS, Decimal("1.6"))
    with pytest.raises(Conflict) as conflict:
        PlanPoint.plan(target, mine, by=reviewer, seen=seen)
    assert len(conflict.value.clashes) == 4
    assert PlanPoint.in_force(target) == QUARTERS
