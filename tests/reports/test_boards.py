"""A quarter as the board shows it: which rows, which panels, which words; no figure is computed here."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.http import QueryDict

from reports import boards
from reports.contexts import BarContext, DifferenceContext, Figure, SignalContext
from tests.reports import factory


def board(query="", **changes) -> boards.Board:
    return boards.board(factory.quarter_context(**changes), QueryDict(query))


def with_rows(rows, **phase) -> boards.Board:
    context = factory.quarter_context()
    changed = replace(context.main, rows=tuple(rows), counts=factory.counts(rows), **phase)
    return boards.board(
        replace(context, phases=tuple(changed if p.slug == changed.slug else p for p in context.phases)),
        QueryDict(),
    )


def test_what_is_judged_and_what_is_not_are_counted_apart():
    shown = board()
    assert [(c.signal.word, c.count) for c in shown.judged] == [("严重滞后", 2), ("滞后", 2), ("正常", 4)]
    assert shown.quiet_total == 13 and [c.signal.word for c in shown.quiet] == [
        "未到考核期",
        "口径待确认",
        "未报",
    ]


def test_three_stories_and_the_rest_by_name():
    assert [row.slug for row in board().stories] == [
        "technology-contracts",
        "rd-institutions",
        "industrial-output",
    ]
    assert [row.slug for row in board().others] == ["high-tech-exports"]


def test_the_judged_are_sorted_by_their_gap_and_the_others_by_their_share():
    left, right = board().panels
    assert [dot.label for dot in left.dots][:3] == ["−25.0", "−9.5", "−4.9"]
    assert [dot.x for dot in left.dots] == sorted(dot.x for dot in left.dots)
    assert [dot.x for dot in right.dots] == sorted((dot.x for dot in right.dots), reverse=True)
    assert right.dots[0].label == "暂高于0.60点"


def test_what_has_no_value_is_in_no_panel():
    names = {dot.name for panel in board().panels for dot in panel.dots}
    assert "当年新增获得风险投资的企业" not in names and "全国高新区排名" not in names


def test_the_panels_say_what_they_measure_from():
    left, right = board().panels
    assert (left.origin, left.origin_name) == (0, "时序25%") and (right.origin, right.origin_name) == (
        1,
        "目标",
    )
    assert board().overview_title == "8项离时序进度多远，其余离全年目标多远"


def test_a_plan_of_the_committee_is_not_called_the_calendar():
    rows = [replace(factory.spring_row("industrial-output"), pace_name="计划进度")]
    assert with_rows(rows).panels[0].origin_name == "应达进度" and with_rows(rows).pace == ""


def test_when_nothing_is_judged_one_panel_takes_the_width():
    rows = [factory.spring_row(slug) for slug in ("high-tech-enterprises", "rd-intensity")]
    shown = with_rows(rows)
    assert len(shown.panels) == 1 and shown.overview_title == "2项离目标多远" and not shown.judged


def test_a_board_without_any_value_has_no_figure():
    assert with_rows([factory.spring_row("venture-backed")]).panels == []


def test_a_year_s_panels_tell_what_lacks_and_what_exceeds():
    shown = boards.board(factory.year_context(), QueryDict())
    missed, met = shown.panels
    assert missed.dots[0].label == "差13.70亿元" and missed.dots[-1].label == "等于目标，未超过"
    assert {"持平", "超3家"} <= {dot.label for dot in met.dots}
    assert shown.is_year_end and shown.pace == "" and shown.overview_title == "9项差多少，12项超多少"


@pytest.mark.parametrize("key", ["MET", "MISSED"])
def test_a_year_with_only_one_verdict_has_one_panel(key):
    rows = [
        replace(row, signal=SignalContext(key, ""))
        for row in map(factory.year_row, ("rd-intensity", "overseas-branches"))
    ]
    context = factory.year_context()
    phase = replace(context.main, rows=tuple(rows))
    shown = boards.Board(context, phase, boards.Filters((), "", ""))
    assert len(shown.panels) == 1 and shown.overview_title == ("2项超多少" if key == "MET" else "2项差多少")


def test_a_window_that_is_not_due_shows_how_far_its_rows_are():
    shown = board("phase=long-term")
    assert shown.window is None and len(shown.panels) == 1 and shown.overview_title == "6项离目标多远"
    assert "目标线量起" not in shown.overview_note


def test_an_unknown_phase_is_the_edition_s_own():
    assert board("phase=nonsense").phase.slug == "2019"


def test_an_address_can_be_passed_on_and_keeps_its_phase():
    assert board().address(["BEHIND"]) == "?signal=BEHIND#rows"
    assert (
        board("phase=2018").address(["MISSED"], unit="管委会").startswith("?phase=2018&signal=MISSED&unit=")
    )


def test_units_are_links_and_the_chosen_one_is_marked():
    links = board("unit=管委会").unit_links
    assert [link["name"] for link in links] == ["全部", "管委会"] and links[1]["is_current"]


def test_the_opening_sentence_is_cut_where_a_list_stands_behind_it():
    assert board().since == [
        ("1项转绿", "turned-green"),
        ("、", ""),
        ("1项转黄", "turned-amber"),
        ("、", ""),
        ("1项转红", "turned-red"),
        ("；", ""),
        ("更正1项", "corrected"),
        ("（高新技术企业出口额 2.10→2.01，误计一户迁出企业）；", ""),
        ("1个单位首次迟报", "late"),
    ]
    assert "".join(text for text, _ in board().since) == factory.quarter_context().difference.sentence


def test_without_a_change_or_a_period_before_there_is_nothing_to_link():
    unchanged = board(difference=DifferenceContext("2018年 第1版", "判定没有变化", ()))
    assert unchanged.since == [("判定没有变化", "")] and unchanged.changes == []
    assert board(difference=None).since == [] and board(difference=None).changes == []


def test_who_sent_nothing_stands_in_the_list_of_who_was_late():
    absent = DifferenceContext("2018年 第1版", "判定没有变化；1个单位首次迟报；2个单位首次未报", ())
    assert [anchor for _, anchor in board(difference=absent).since] == ["", "late", "", "late"]
    assert [name for name, anchor, *_ in board().changes if anchor == "late"] == ["迟报、未报"]


def test_goals_are_those_of_the_phase_and_of_all():
    assert {goal.phase for goal in board().goals} == {"2019年", "总体"}
    assert {goal.phase for goal in board("phase=long-term").goals} == {"长期", "总体"}


def test_tasks_in_trouble_come_worst_first_with_the_problem_of_who_speaks_for_them():
    worries = board().worries
    assert [task.number for task, _ in worries] == [24, 28, 5, 13, 26, 29]
    assert {problem for _, problem in worries} == {"出资比例未议定。"}


def test_a_row_of_several_units_is_found_under_each():
    row = replace(factory.spring_row("rd-intensity"), unit="市科技局、高新区管委会")
    assert boards.Filters((), "市科技局", "").keep(row) and not boards.Filters((), "市科技", "").keep(row)


def test_a_value_just_below_its_target_keeps_the_words_that_say_so():
    row = replace(factory.year_row("technology-contracts"), gap=Figure(Decimal("-0.0001"), "−0.0001"))
    assert boards.distance(row, "差") == "差0.0001亿元"


def test_a_stale_bar_is_no_point_of_the_figure():
    row = replace(factory.spring_row("rd-intensity"), bar=BarContext(Decimal("0.5"), None, False, True))
    assert with_rows([row]).panels == []
