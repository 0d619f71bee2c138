"""facts: what the database holds is what the files state, and what the committee decided is left alone."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from accounts import clock
from accounts.models import Event, Unit, User
from indicators.models import Definition, Indicator, Origin, Target
from policy.models import Erratum, PolicyDocument
from tasks.models import Deliverable, MeetingMember, StageStep, Task
from tests import plans


@pytest.fixture
def loaded(db):
    facts()
    return PolicyDocument.objects.get()


@pytest.fixture
def another(tmp_path):
    return plans.write(tmp_path)


def facts(*arguments) -> str:
    out = io.StringIO()
    call_command("facts", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def refused(*arguments) -> str:
    """Return what the command says when it exits 1."""
    err = io.StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("facts", *arguments, stdout=io.StringIO(), stderr=err)
    assert raised.value.returncode == 1
    return f"{err.getvalue()}\n{raised.value}"


def test_facts_loads_an_empty_database_and_says_how_much(db):
    said = facts()
    assert "目标 48\n" in said and "指标 28\n" in said and "数据库与文件一致。" in said
    assert (Indicator.objects.count(), Target.objects.count()) == (36, 48 + 6 + 2 * 5)
    assert (Task.objects.count(), Unit.objects.count(), MeetingMember.objects.count()) == (34, 33, 21)
    assert (Deliverable.objects.count(), Event.objects.filter(verb="facts.load").count()) == (8, 1)


def test_facts_a_second_time_changes_nothing(loaded):
    before = [Target.objects.count(), Event.objects.count(), loaded.pk]
    assert "一致" in facts()
    assert [Target.objects.count(), Event.objects.count(), PolicyDocument.objects.get().pk] == before


def test_quotes_are_the_text_between_the_stored_offsets(loaded):
    target = Target.objects.get(indicator__slug="technology-contracts", phase__slug="2018")
    assert target.quote == "技术合同成交额超1亿元"
    assert (target.operator, target.value, target.clause.number) == (">", 1, "一、（三）1")


def test_every_stored_target_lies_in_its_clause(loaded):
    for target in Target.objects.select_related("clause"):
        assert target.clause.start <= target.start < target.end <= target.clause.end


def test_json_is_one_object_in_the_agreed_shape(loaded):
    found = json.loads(facts("--json"))
    assert list(found) == [
        "phases",
        "indicators",
        "targets",
        "goals",
        "tasks",
        "members",
        "subtargets",
        "errata",
        "units",
    ]
    assert [len(found[kind]) for kind in found] == [3, 28, 48, 11, 34, 21, 8, 31, 33]
    assert found["targets"][6] == {
        "phase": "2018",
        "indicator": "rd-intensity",
        "operator": ">=",
        "value": 1.3,
        "measure": "%",
        "wording": "以上",
        "quote": "火炬入统企业的R&D经费内部支出占营业收入比例提高到1.3%以上",
        "clause": "一、（三）1",
    }
    assert found["indicators"][0] == {
        "slug": "industrial-output",
        "name": "规模以上工业总产值",
        "group": "总量指标",
        "kind": "FLOW",
        "measure": "亿元",
    }
    assert found["tasks"][4]["deliverables"] == ["科技研发平台建设支持政策"]
    assert found["tasks"][30] | {"title": ""} == {
        "number": 31,
        "title": "",
        "lead": None,
        "partners": [],
        "deliverables": [],
        "clause": "四、31",
    }
    assert found["subtargets"][5] == {
        "task": 11,
        "indicator": "large-high-tech-enterprises",
        "operator": None,
        "value": None,
        "quote": "提升营业收入超30亿元高新技术企业数量",
    }
    assert {"original": "35年", "reading": "3—5年"}.items() <= found["errata"][11].items()


def test_what_differs_is_named_and_exits_1(loaded):
    Erratum.objects.filter(reading="配合单位").update(reading="配偶单位")
    Task.objects.filter(number=7).update(title="打造产业集群")
    MeetingMember.objects.filter(unit__name="市监察局").delete()
    said = refused()
    assert "勘误 3058 reading：文件为 配合单位，数据库为 配偶单位" in said
    assert "任务 7 title：文件为 打造主导产业集群，数据库为 打造产业集群" in said
    assert "联席会议成员单位 市监察局：数据库里没有" in said
    assert "有3处不一致" in said


def test_a_different_order_of_partners_is_a_difference(loaded):
    first, second = Task.objects.get(number=1).partners.all()[:2]
    first.order, second.order = second.order, first.order
    first.save()
    second.save()
    assert "任务 1 partners" in refused()


def test_json_stays_one_object_when_something_differs(loaded):
    Task.objects.filter(number=7).update(title="打造产业集群")
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("facts", "--json", stdout=out, stderr=io.StringIO())
    assert json.loads(out.getvalue())["tasks"][6]["title"] == "打造产业集群"


def test_what_the_committee_decided_is_no_difference_and_stays(loaded):
    reviewer, _ = User.objects.open({"username": "reviewer", "display_name": "审核员"}, by=None)
    output = Indicator.objects.get(slug="industrial-output")
    decided = {"decided_at": clock.now(), "decided_by": reviewer, "origin": Origin.COMMITTEE}
    Target.objects.create(
        indicator=output, year=2020, operator=">=", value=520, basis="管委会会议", **decided
    )
    first = output.definitions.get()
    Definition.objects.create(
        indicator=output,
        version=2,
        formula=first.formula,
        item_a=first.item_a,
        pace_rule="PLAN",
        reason="按计划进度",
    )
    Definition.objects.filter(pk=first.pk).update(
        confirmed_at=clock.now(), confirmed_by=reviewer, confirmed_text="是"
    )
    heir = Unit.objects.create(name="市税务局", short_name="市税务局", kind="NATIONAL")
    Unit.objects.filter(name="市国税局").update(successor=heir, closed_on="2018-07-20", short_name="国税局")
    plan = Deliverable.objects.get(title="营口高新区总体规划")
    StageStep.objects.create(
        deliverable=plan, stage="DRAFTING", reached_on=clock.today(), reported_by=reviewer
    )
    assert "一致" in facts()
    assert output.targets.filter(origin=Origin.COMMITTEE).count() == 1
    assert output.definitions.count() == 2


def test_a_quote_that_is_not_in_its_place_is_refused_and_nothing_is_loaded(db, another):
    plans.change(another, "indicators.json", lambda facts: facts["targets"][0].update(start=0, end=4))
    assert "引文与 policy.txt 不符" in refused("--plan", str(another))
    assert not PolicyDocument.objects.exists() and not Unit.objects.exists()


def test_a_name_that_nobody_defines_is_refused_and_nothing_is_loaded(db, another):
    plans.change(another, "tasks.json", lambda facts: facts["tasks"][0].update(lead="无名单位"))
    assert "没有定义的“无名单位”" in refused("--plan", str(another))
    assert not PolicyDocument.objects.exists() and not Unit.objects.exists()


def test_a_folder_without_its_files_is_refused(db, tmp_path):
    assert "读不出来" in refused("--plan", str(tmp_path))


def test_another_plan_does_not_go_over_the_one_that_is_loaded(loaded, another):
    assert "另一个数据库" in refused("--plan", str(another))
    assert Indicator.objects.count() == 36


def test_another_plan_loads_and_is_stated_alike(db, another):
    found = json.loads(facts("--json", "--plan", str(another)))
    assert (len(found["indicators"]), len(found["tasks"]), len(found["targets"])) == (61, 7, 122)
    assert [phase["slug"] for phase in found["phases"]] == ["2026", "2027"]
    assert found["targets"][60]["quote"] == "第61项指标达到61个"
    assert found["tasks"][6]["partners"] == ["甲局", "乙局"]
    assert facts("--plan", str(another)).endswith("数据库与文件一致。\n")
