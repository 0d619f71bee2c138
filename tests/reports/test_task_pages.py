"""What a task's page tells: the clause with its sub-targets, their figures and sums, and one line of time."""

import datetime as dt

import pytest

from accounts import clock
from reports.build import build
from reports.task_pages import task_page
from submissions.lines import Form
from submissions.quarters import Quarter
from tasks.models import Closure, Deadline, Stage, StageStep
from tests import builders
from tests.uploads import upload

FUNDS, CLUSTERS = (
    ("city-support-fund", "zone-support-fund"),
    ("security-cluster-output", "battery-cluster-output", "materials-cluster-output"),
)


@pytest.fixture(autouse=True)
def july(files):
    with clock.at(dt.date(2019, 7, 12)):
        yield


@pytest.fixture
def page(document):
    return lambda number, quarter="2019Q2": task_page(build(document, Quarter.parse(quarter)), number)


def lines(measured) -> dict[str, tuple]:
    return {
        line.label: (*(row.value.text for row in line.rows), line.total, line.goal) for line in measured.years
    }


def test_the_clause_is_quoted_without_its_units_and_its_sub_targets_are_marked(page):
    words = page(7)["words"]
    assert "".join(piece for piece, _ in words).strip().endswith("形成年产值50亿的节能环保新材料产业集群。")
    assert [piece for piece, is_target in words if is_target] == [
        "形成年产值50亿的智能安防装备产业集群",
        "形成年产值50亿元的新能源电池产业集群",
        "形成年产值50亿的节能环保新材料产业集群",
    ]


def test_a_task_without_sub_targets_measures_nothing(page):
    found = page(1)
    assert found["measured"] is None and [is_target for _, is_target in found["words"]] == [False]


# --- five years of two sources ------------------------------------------------------------------------------------


def test_a_year_is_summed_only_when_every_source_is_reported(report, page):
    report("2018A", {FUNDS[0]: 1000, FUNDS[1]: 800})
    report("2019A", {FUNDS[0]: 1200})
    measured = page(26, "2019A")["measured"]
    assert lines(measured)["2018年"] == ("1000", "800", "1800", "2000")
    assert lines(measured)["2019年"] == ("1200", "——", "——", "2000")
    assert set(lines(measured)) == {f"{year}年" for year in range(2018, 2023)}
    assert (measured.total.label, measured.total.total, measured.total.goal) == (
        "合计（已报1年）",
        "1800",
        "10000",
    )
    assert measured.title == "2018—2022年应有10000万元，已报1年、共1800万元"


def test_nought_is_reported_and_missing_is_not(report, page):
    report("2018A", {FUNDS[0]: 0, FUNDS[1]: 0})
    measured = page(26)["measured"]
    assert lines(measured)["2018年"] == ("0", "0", "0", "2000") and lines(measured)["2019年"][2] == "——"
    assert "已报1年、共0万元" in measured.title


def test_before_anything_is_reported_no_sum_is_made(page):
    measured = page(26)["measured"]
    assert measured.title == "2018—2022年应有10000万元，还没有一年报全" and measured.total.total == "——"
    assert all(value is None for trace in measured.figures["wide"]["data"][:2] for value in trace["y"])


# --- clusters against one goal ------------------------------------------------------------------------------------


def test_clusters_stand_against_their_goal_beside_last_year(report, page):
    report("2017A", dict.fromkeys(CLUSTERS, 12))
    report("2018A", dict(zip(CLUSTERS, (26.8, 15.1, 21.3), strict=True)))
    measured = page(7)["measured"]
    assert measured.title == "3个产业集群年产值2018年合计63.20亿元，都未到50亿元"
    said = [each["text"] for each in measured.figures["wide"]["layout"]["annotations"]]
    assert {"智能安防装备", "距50亿元 23.20", "达到目标的53.6%", "同比 +123.3%", "2017年 12.00"} <= set(said)


def test_a_cluster_that_is_missing_is_counted_as_missing_and_one_that_is_there_as_there(report, page):
    report("2018A", {CLUSTERS[0]: 50, CLUSTERS[1]: 15.1})
    assert page(7)["measured"].title == "3个产业集群年产值2018年合计65.10亿元（1项未报），1项已到50亿元"
    assert page(8)["measured"].title == "2项都还没有报数"


# --- a direction only ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "told"), [(3, "3家，比年初+2"), (1, "1家，与年初持平")])
def test_a_direction_is_shown_year_by_year_and_not_judged(report, page, value, told):
    report("2017A", {"large-high-tech-enterprises": 1})
    report("2018A", {"large-high-tech-enterprises": value})
    measured = page(11)["measured"]
    assert (
        measured.title == f"营业收入超30亿元高新技术企业数2018年末{told}"
        and "只有方向（提升）" in measured.note
    )
    assert list(measured.figures["narrow"]["data"][0]["y"]) == [1, value]


def test_a_direction_without_a_figure_has_no_chart(page):
    measured = page(11)["measured"]
    assert measured.figures is None and "还没有报数" in measured.title


# --- one line of time ---------------------------------------------------------------------------------------------


def test_what_happened_and_what_is_due_next_stand_on_one_line_of_time(document, clerk, reviewer, page):
    task = document.tasks.get(number=24)
    plan, more, *_ = task.deliverables.all()
    StageStep.report(plan, Stage.DRAFTING, reached_on=dt.date(2019, 5, 6), by=clerk, file=upload())
    for due, thing in ((30, {"deliverable": plan}), (31, {"deliverable": more}), (29, {"name": "边界商定"})):
        day = dt.date(2019, 7, due) if due > 29 else dt.date(2019, 6, due)
        Deadline.decide(task, due_on=day, reason="会议议定", by=reviewer, **thing)
    Closure.apply(task, text="已完成", file=upload(), by=clerk)
    found = page(24)
    assert [(moment.on.isoformat(), moment.text, moment.ink) for moment in found["timeline"]] == [
        ("2019-07-30", "《营口高新区总体规划》到期", ""),
        ("2019-07-12", "申请销号", ""),
        ("2019-06-29", "边界商定到期，逾期13天", "red"),
        ("2019-05-06", "《营口高新区总体规划》起草", ""),
    ]
    assert len(found["files"]) == 2


def test_neighbours_end_at_the_first_and_the_last_task(page):
    first, last = page(1), page(34)
    assert (first["before"], first["after"].number) == (None, 2)
    assert (last["before"].number, last["after"]) == (33, None)


def test_a_unit_that_says_why_it_is_silent_stands_there_once(document, committee, clerk, reviewer, page):
    period = builders.open_period(document, reviewer, Quarter(2019, 2))
    submission = builders.own(period, committee, Form.UPDATES)
    owed = document.tasks.filter(lead_unit=committee)
    submission.put([builders.Entry({"task": each}, {"blank_reason": "没有进展"}) for each in owed], by=clerk)
    submission.submit(by=clerk)
    submission.approve(by=reviewer)
    found = page(7)
    assert [each.blank_reason for each in found["task"].updates] == ["没有进展"] and found["reported"] == []
    assert (
        len(found["task"].missing) == 7
        and len(found["silent"]) == 6
        and "高新区管委会" not in found["silent"]
    )
