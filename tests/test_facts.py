"""What the files state is what the document says; what the database holds is what the files state."""

import io
import itertools
import json
import re
from collections import Counter
from decimal import Decimal
from hashlib import sha256

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts import clock
from accounts.models import Event, Unit, User
from indicators.models import Definition, Indicator, Origin, Target
from policy.models import Erratum, PolicyDocument
from tasks.models import Deliverable, MeetingMember, Task
from tests import plans
from yingkou_hz.management.commands.facts import read

COMMITTEE = "高新区(辽宁自贸区营口片区)管委会"
STRICT = {"超", "突破"}


@pytest.fixture(scope="module")
def plan():
    return read(settings.FIXTURES)


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


# The files against the text


def test_the_text_is_the_one_published_byte_for_byte():
    published = sha256((settings.FIXTURES / "policy.txt").read_bytes()).hexdigest()
    assert published == "c010668979104417fd79f98060f485316479cd82608a772f20adee9c9f0243d1"


def test_counts(plan):
    of_tasks = {group["name"] for group in plan["groups"] if group["is_of_tasks"]}
    own = Counter(row["group"] for row in plan["indicators"] if row["group"] not in of_tasks)
    assert list(own.values()) == [6, 4, 4, 4, 3, 1, 6]
    assert Counter(row["phase"] for row in plan["targets"]) == {"2018": 21, "2019": 21, "long-term": 6}
    assert Counter(row["phase"] for row in plan["goals"]) == {None: 1, "2018": 3, "2019": 3, "long-term": 4}
    assert (len(plan["phases"]), len(plan["items"]), len(plan["tasks"])) == (3, 38, 34)
    assert (len(plan["subtargets"]), len(plan["units"]), len(plan["members"])) == (8, 33, 21)


def test_every_target_stands_in_its_clause_with_its_number_its_measure_and_its_word(plan):
    clauses = {clause["number"]: clause for clause in plan["clauses"]}
    for row in [*plan["targets"], *plan["subtargets"]]:
        clause, quote = clauses[row["clause"]], row["quote"]
        assert clause["start"] <= row["start"] < row["end"] <= clause["end"]
        assert plan["text"][row["start"] : row["end"]] == quote
        assert row["wording"] in quote
        if row["value"] is not None and row["wording"] != "百强":
            assert re.search(rf"(?<![\d.]){row['value']}({row['measure']}|亿的)", quote), quote


def test_comparators_follow_the_words(plan):
    for row in [*plan["targets"], *plan["subtargets"]]:
        expected = ">" if row["wording"] in STRICT else "<=" if row["wording"] == "百强" else ">="
        assert row["operator"] == (expected if row["value"] is not None else None), row["quote"]
    strict = [(row["phase"], row["indicator"]) for row in plan["targets"] if row["operator"] == ">"]
    assert strict == [
        ("2018", "technology-contracts"),
        ("2018", "valid-invention-patents"),
        ("2019", "technology-contracts"),
    ]


def test_a_comparator_word_inside_a_name_is_no_comparator(plan):
    by_place = {(row["phase"], row["indicator"]): row for row in plan["targets"]}
    for key in (
        ("2018", "heavy-rd-enterprises"),
        ("2019", "heavy-rd-enterprises"),
        ("long-term", "graduates-share"),
    ):
        assert (by_place[key]["operator"], by_place[key]["wording"]) == (">=", "达到")


def test_no_number_of_the_three_phase_paragraphs_is_left_out(plan):
    """A second, slower way: the numbers of the paragraphs, names and years taken away, are the targets' values."""
    clauses = {clause["number"]: clause for clause in plan["clauses"]}
    for number, phase in (("一、（三）1", "2018"), ("一、（三）2", "2019"), ("一、（三）3", "long-term")):
        body = plan["text"][clauses[number]["start"] : clauses[number]["end"]]
        body = re.sub(r"^\d\.(到20\d\d年|经过35年发展)|超过5000万的", "", body)
        values = [
            row["value"] for row in plan["targets"] if row["phase"] == phase and row["wording"] != "百强"
        ]
        assert [Decimal(n) for n in re.findall(r"\d+(?:\.\d+)?", body)] == values


def test_every_target_measures_what_its_indicator_measures(plan):
    measures = {row["slug"]: row["measure"] for row in plan["indicators"]}
    assert all(
        row["measure"] == measures[row["indicator"]] for row in [*plan["targets"], *plan["subtargets"]]
    )


def test_which_indicators_have_which_targets(plan):
    phases = {}
    for row in plan["targets"]:
        phases.setdefault(row["indicator"], []).append(row["phase"])
    assert phases["valid-invention-patents"] == ["2018"]
    assert phases["national-ranking"] == ["2019"]
    assert Counter(map(tuple, phases.values())) == {
        ("2018", "2019"): 20,
        ("2018",): 1,
        ("2019",): 1,
        ("long-term",): 6,
    }


def test_every_task_says_what_the_text_says(plan):
    clauses = {clause["number"]: clause for clause in plan["clauses"]}
    assert [task["number"] for task in plan["tasks"]] == list(range(1, 35))
    for task in plan["tasks"]:
        body = plan["text"][clauses[task["clause"]]["start"] : clauses[task["clause"]]["end"]]
        assert body.startswith(f"{task['number']}.{task['title']}。")
        owed = f"牵头单位:{task['lead']};配合单位:{'、'.join(task['partners'])}"
        assert body.replace("配和单位", "配合单位").endswith(owed) == (task["lead"] is not None)
        assert (task["lead"], task["partners"] != []) == (
            (COMMITTEE, True) if task["number"] <= 30 else (None, False)
        )


def test_partner_units_and_members_are_two_relations(plan):
    tasks_of = Counter(partner for task in plan["tasks"] for partner in task["partners"])
    members = [row["unit"] for row in plan["members"]]
    assert len(tasks_of) == 31
    assert [unit for unit, count in tasks_of.items() if count == 29] == [
        "老边区政府",
        "西市区政府",
        "沿海产业基地管委会",
    ]
    assert [t["number"] for t in plan["tasks"] if t["partners"] == ["市相关部门"]] == [12]
    outside = set(tasks_of) - set(members) - {"市相关部门"}
    assert outside == {
        "市招商局",
        "市质量技术监督局",
        "市交通局",
        "营口港务集团",
        "市委组织部",
        "市工商局",
        "市公安局",
        "市行政审批局",
        "市国土资源局",
        "市住房城乡建设委",
        "市城管综合执法局",
    }
    assert set(members) - set(tasks_of) == {"市监察局", COMMITTEE}


def test_the_members_stand_in_task_31_in_this_order(plan):
    clause = next(c for c in plan["clauses"] if c["number"] == "四、31")
    body = plan["text"][clause["start"] : clause["end"]]
    names = [row["unit"] for row in plan["members"]]
    assert (
        f"召集人,{'、'.join(names[:17])}等市直有关部门、中省直部门和{'、'.join(names[17:])}主要负责同志"
        in body
    )


def test_units_are_the_leads_the_partners_and_the_members(plan):
    named = {name for task in plan["tasks"] for name in [task["lead"], *task["partners"]] if name}
    assert {row["name"] for row in plan["units"]} == named | {row["unit"] for row in plan["members"]}
    assert Counter(row["kind"] for row in plan["units"])["COMMITTEE"] == 1


def test_documents_to_produce(plan):
    produced = {task["number"]: len(task["deliverables"]) for task in plan["tasks"] if task["deliverables"]}
    assert produced == {5: 1, 16: 1, 24: 6}
    for task in plan["tasks"]:
        for row in task["deliverables"]:
            assert plan["text"][row["start"] - 1 : row["end"] + 1] == f"《{row['title']}》"


def test_subtargets_of_the_tasks(plan):
    rows = [(row["clause"], row["operator"], row["value"], row["years"]) for row in plan["subtargets"]]
    five_years = [2018, 2019, 2020, 2021, 2022]
    assert rows == [
        *[("二、（二）7", ">=", 50, [])] * 3,
        *[("二、（二）8", ">=", 10, [])] * 2,
        ("二、（二）11", None, None, []),
        *[("三、（三）26", ">=", 1000, five_years)] * 2,
    ]


def test_errata_are_explained_and_never_overlap(plan):
    originals = [row["original"] for row in plan["errata"]]
    known = [
        "20171212日",
        "20171229",
        "35年",
        "配和单位",
        "助保贷邮科贷",
        "国际影响力牵头单位",
        "国家千人计划”",
        "十三五",
        "一带一路",
    ]
    assert set(known) <= set(originals)
    assert all(row["reading"] != row["original"] and row["reason"].endswith("。") for row in plan["errata"])
    spans = [(row["start"], row["end"]) for row in plan["errata"]]
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


def test_no_quotation_mark_is_left_without_its_other_half_once_the_errata_are_read(plan):
    read_text = plan["text"]
    for row in reversed(plan["errata"]):
        read_text = read_text[: row["start"]] + row["reading"] + read_text[row["end"] :]
    for opening, closing in ("“”", "‘’", "《》", "()"):
        assert read_text.count(opening) == read_text.count(closing)
    assert "高端人才引进工程’”" in read_text


def test_every_item_feeds_an_indicator_and_every_definition_has_its_items(plan):
    items = {row["slug"] for row in plan["items"]}
    used = {row["definition"][side] for row in plan["indicators"] for side in ("item_a", "item_b")} - {None}
    assert used == items


def test_a_definition_asks_what_its_items_leave_open(plan):
    questions = {row["name"]: row["open_question"] for row in plan["items"]}
    for row in plan["indicators"]:
        for asked in filter(None, row["definition"]["question"].split("；")):
            name, question = asked.split("：", 1)
            assert questions[name] == question


# The database against the files


def test_facts_loads_an_empty_database_and_says_how_much(db):
    said = facts()
    assert "目标 48\n" in said and "指标 28\n" in said and "数据库与文件一致。" in said
    assert (Indicator.objects.count(), Target.objects.count()) == (36, 48 + 6 + 2 * 5)
    assert (Task.objects.count(), Unit.objects.count(), MeetingMember.objects.count()) == (34, 33, 21)
    assert (Deliverable.objects.count(), Event.objects.filter(verb="装入文件").count()) == (8, 1)


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
    reviewer, _ = User.objects.create_account("reviewer", "审核员")
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
    Deliverable.objects.filter(title="营口高新区总体规划").update(stage="DRAFTING")
    assert "一致" in facts()
    assert output.targets.filter(origin=Origin.COMMITTEE).count() == 1
    assert output.definitions.count() == 2


# Another plan


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
