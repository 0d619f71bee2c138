"""What the files state is what the document says."""

import itertools
import re
from collections import Counter
from decimal import Decimal
from hashlib import sha256

import pytest
from django.conf import settings

from yingkou_hz.management.commands.facts import read

COMMITTEE = "高新区(辽宁自贸区营口片区)管委会"
STRICT = {"超", "突破"}


@pytest.fixture(scope="module")
def plan():
    return read(settings.FIXTURES)


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
