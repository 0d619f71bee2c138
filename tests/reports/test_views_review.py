"""The reviewer's desk: every unit on one page, what changed, what it does, and one click that approves what was seen."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import Event, Role
from indicators.models import Actual, Responsibility
from submissions.lines import Entry, Form
from submissions.models import Submission
from submissions.quarters import Quarter
from tasks.models import ProgressUpdate, TaskJudgement
from tests import builders
from tests.cast import appoint

LIST, ALL = reverse("reports:review_list"), reverse("reports:review_approve_all")
REVENUE, ENTERPRISES = "operating-revenue", "high-tech-enterprises"


@pytest.fixture(autouse=True)
def april():
    with clock.at(dt.date(2018, 4, 9)):
        yield


@pytest.fixture
def shared(document, reviewer, other_unit):
    """Let 市科技局 answer for an item, so that two units report figures."""
    item = document.items.get(slug=ENTERPRISES)
    with clock.at(dt.date(2018, 1, 5)):
        Responsibility.assign(item, other_unit, Quarter(2018, 1), by=reviewer)


@pytest.fixture
def period(document, reviewer, shared):
    return builders.open_period(document, reviewer)


@pytest.fixture
def handed_in(period, committee, clerk):
    return builders.submit(builders.own(period, committee), clerk, 110)


@pytest.fixture
def other(period, other_unit, other_clerk):
    return builders.submit(builders.own(period, other_unit), other_clerk, 30)


def update(submission, by, **texts):
    """Hand in the unit's updates, the first one as given."""
    said = {"progress": "按计划推进。", "judgement": TaskJudgement.SMOOTH}
    entries = [Entry({"task": task}, dict(said)) for task in ProgressUpdate.tasks_of(submission)]
    entries[0].values.update(texts)
    submission.put(entries, by=by)
    submission.submit(by=by)
    return submission


def text(response) -> str:
    return response.content.decode()


def row(page, label):
    """Return one line of the desk by its item's or task's name."""
    sheets = [sheet for unit in page.context["desk"].units for sheet in unit.sheets]
    return next(row for sheet in sheets for row in sheet.rows if row.line.label == label)


def approve(client, page, unit=None, key="once"):
    """Press 全部通过, or one unit's button, as the page that was read would."""
    desk = page.context["desk"]
    seen = [sheet.seen for each in desk.with_waiting for sheet in each.waiting]
    data = {"key": key, "period": str(desk.quarter), "seen": seen} | ({"unit": unit.pk} if unit else {})
    return client.post(ALL, data, follow=True)


def states(*submissions) -> list[str]:
    return [Submission.objects.get(pk=each.pk).state for each in submissions]


# --- the page ------------------------------------------------------------------------------------------------------


def test_review_list_counts_every_submission_once(signed_in, reviewer, period, handed_in, other):
    other.send_back(by=reviewer, reason="请核对")
    page = signed_in(reviewer).get(LIST)
    due = period.submissions.count()
    counts = dict(page.context["desk"].counts)
    assert counts == {"应报": due, "已报": 2, "待审": 1, "退回": 1, "未报": due - 2}
    assert "审核　2018年一季度" in text(page) and "还有6天" in text(page)


@pytest.mark.parametrize(("day", "words"), [(15, "今天截止"), (16, "已过截止1天"), (14, "还有1天")])
def test_review_list_says_how_long_there_is(signed_in, reviewer, period, day, words):
    with clock.at(dt.date(2018, 4, day)):
        assert words in text(signed_in(reviewer).get(LIST))


def test_review_list_puts_both_sheets_of_a_unit_in_one_row(signed_in, reviewer, period, handed_in, committee):
    page = signed_in(reviewer).get(LIST)
    (unit,) = (each for each in page.context["desk"].units if each.unit == committee)
    assert (unit.figures.state, unit.updates.state) == ("待审核", "未报")
    due = [item for item in Actual.items_of(handed_in) if item.is_due_in(period.quarter)]
    assert (unit.figures.due, unit.updates.reported) == (len(due), 0)
    assert len(page.context["desk"].units) == period.submissions.values("unit").distinct().count()


def test_review_list_owes_of_a_unit_what_its_sheet_asks(signed_in, reviewer, period):
    """Whoever took a unit's place speaks for its tasks too, on the desk as on the sheet."""
    desk = signed_in(reviewer).get(LIST).context["desk"]
    for unit in desk.units:
        if unit.updates:
            assert unit.updates.due == ProgressUpdate.tasks_of(unit.updates.submission).count(), unit.unit


def test_review_list_shows_nothing_of_a_draft(signed_in, reviewer, clerk, committee, period):
    builders.fill(builders.own(period, committee), clerk, 777)
    page = signed_in(reviewer).get(LIST)
    assert ">777<" not in text(page) and "clerk某" not in text(page) and "没有待审核的报送单" in text(page)


def test_review_list_leads_to_the_first_period(signed_in, reviewer, document):
    assert reverse("submissions:period_list") in text(signed_in(reviewer).get(LIST))


def test_review_list_is_not_for_clerks(signed_in, clerk, handed_in):
    assert signed_in(clerk).get(LIST).status_code == 403


def test_review_list_shows_the_period_that_is_named_and_what_waits_elsewhere(
    signed_in, reviewer, document, handed_in
):
    with clock.at(dt.date(2018, 7, 9)):
        builders.open_period(document, reviewer, Quarter(2018, 2))
        client = signed_in(reviewer)
        newest, first = client.get(LIST), client.get(LIST, {"period": "2018Q1"})
    assert "审核　2018年上半年" in text(newest) and "2018年一季度另有1张待审" in text(newest)
    assert "审核　2018年一季度" in text(first) and first.context["desk"].waiting == [handed_in]


@pytest.mark.parametrize("named", ["2018Q3", "2018年一季度", "x"])
def test_review_list_of_a_period_that_is_not_there_is_not_found(signed_in, reviewer, period, named):
    assert signed_in(reviewer).get(LIST, {"period": named}).status_code == 404


# --- line by line --------------------------------------------------------------------------------------------------


def test_review_list_shows_only_what_changed_or_was_said(
    signed_in, reviewer, clerk, handed_in, document, committee
):
    handed_in.approve(by=reviewer)
    with clock.at(dt.date(2018, 7, 9)):
        second = builders.own(builders.open_period(document, reviewer, Quarter(2018, 2)), committee)
        builders.put(second, clerk, 240, note="两户企业投产")
        page = signed_in(reviewer)
        entries = [
            Entry(
                {"item": item},
                {"blank_reason": "企业尚未报齐"} if item.is_due_in(second.period.quarter) else {},
            )
            for item in Actual.items_of(second)
            if item != builders.figure(second)
        ]
        second.put([each for each in entries if each.values], by=clerk)
        second.submit(by=clerk)
        page = page.get(LIST)
    figure = row(page, builders.FIGURE)
    assert (figure.line.previous, figure.line.value, figure.line.single) == ("110", "240", "130")
    assert figure.is_told and "“两户企业投产”" in text(page)
    (sheet,) = page.context["desk"].with_waiting[0].waiting
    silent = [each.line.label for each in sheet.rows if not each.is_told]
    assert silent and all(each.line.value == each.line.previous for each in sheet.rows if not each.is_told)


def test_review_list_says_what_the_figure_does_to_its_indicator(signed_in, reviewer, handed_in):
    effects = row(signed_in(reviewer).get(LIST), builders.FIGURE).effects
    assert REVENUE in {cell for effect in effects for cell in effect.cells}
    assert all(effect.row.value is not None for effect in effects)


def test_review_list_gives_no_light_to_what_is_not_judged(signed_in, reviewer, handed_in):
    """Nothing has a target in the first quarter of the demonstration's first year but by the committee."""
    page = signed_in(reviewer).get(LIST)
    effects = [
        each for unit in page.context["desk"].units for s in unit.sheets for r in s.rows for each in r.effects
    ]
    judged = sum(
        each.row.signal.key in {"ON_TRACK", "BEHIND", "FAR_BEHIND", "MET", "MISSED"} for each in effects
    )
    body = text(page).partition("各单位各项</h2>")[2].partition('<div class="bar">')[0]
    assert body.count('class="signal') == judged and len(effects) > judged


def test_review_list_keeps_the_question_beside_the_answer(
    signed_in, reviewer, clerk, handed_in, document, committee
):
    handed_in.approve(by=reviewer)
    with clock.at(dt.date(2018, 7, 9)):
        second = builders.own(builders.open_period(document, reviewer, Quarter(2018, 2)), committee)
        builders.submit(second, clerk, 90)
        page = signed_in(reviewer).get(LIST)
    found = row(page, builders.FIGURE)
    assert found.questions and found.line.note == "首次报送"
    assert page.context["desk"].with_waiting[0].warnings == 1 and "警告1" in text(page)


def test_review_list_shows_an_update_with_its_judgement_before(
    signed_in, reviewer, other_clerk, other_unit, period, document
):
    update(builders.own(period, other_unit, Form.UPDATES), other_clerk).approve(by=reviewer)
    with clock.at(dt.date(2018, 7, 9)):
        second = builders.own(
            builders.open_period(document, reviewer, Quarter(2018, 2)), other_unit, Form.UPDATES
        )
        worse = {"judgement": TaskJudgement.AT_RISK, "problems_met": "用地指标没有落实。"}
        update(second, other_clerk, **worse)
        page = signed_in(reviewer).get(LIST)
    (sheet,) = page.context["desk"].with_waiting[0].waiting
    (told,) = sheet.told
    assert (told.line.previous, told.line.value) == ("顺利", "有风险") and "用地指标没有落实" in text(page)


def test_review_list_of_a_correction_shows_what_it_replaces(signed_in, reviewer, clerk, handed_in):
    handed_in.approve(by=reviewer)
    correction = handed_in.correct(by=clerk, reason="误计一户迁出企业")
    builders.put(correction, clerk, 108, note="剔除迁出企业")
    correction.submit(by=clerk)
    page = text(signed_in(reviewer).get(LIST))
    assert "<del>110</del>" in page and "误计一户迁出企业" in page


# --- what an edition would say -----------------------------------------------------------------------------------


def test_review_list_lists_the_gaps_as_the_edition_will(signed_in, reviewer, handed_in, document):
    before = signed_in(reviewer).get(LIST).context["desk"]
    handed_in.approve(by=reviewer)
    desk = signed_in(reviewer).get(LIST).context["desk"]
    context = builders.publish(handed_in, reviewer).context
    missing = [each for each in context.reporting.missing if each.form == "指标数据"]
    assert desk.missing_figures == missing
    assert {each.reason for each in before.missing_figures} == {"没有报送"}
    assert len(desk.silent) == len(
        {each.unit for each in context.reporting.missing if each.form == "任务进展"}
    )
    unsure = {
        each.slug for each in context.indicators if not each.definition.is_confirmed and not each.is_of_tasks
    }
    assert {each.slug for each in desk.unconfirmed} == unsure and unsure


def test_review_list_before_the_first_period_names_the_steps_in_their_order(signed_in, reviewer, document):
    page = text(signed_in(reviewer).get(LIST))
    steps = [
        reverse(name)
        for name in (
            "indicators:responsibility_list",
            "indicators:definition_list",
            "submissions:period_list",
        )
    ]
    at = [page.index(f'class="acts"><a href="{step}"') for step in steps]
    assert at == sorted(at)


def test_review_list_greys_publishing_with_the_reason(signed_in, reviewer, handed_in):
    page = text(signed_in(reviewer).get(LIST))
    assert (
        "还没有审核通过的报送单" in page and reverse("reports:edition_publish", args=["2018Q1"]) not in page
    )
    handed_in.approve(by=reviewer)
    page = text(signed_in(reviewer).get(LIST))
    assert reverse("reports:edition_publish", args=["2018Q1"]) in page
    assert reverse("reports:edition_preview", args=["2018Q1"]) in page


# --- questions to the database -----------------------------------------------------------------------------------


def questions(client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(LIST).status_code == 200
    return len(asked)


def test_review_list_asks_no_more_questions_for_more_units(
    signed_in, reviewer, period, handed_in, other, other_unit, other_clerk
):
    client = signed_in(reviewer)
    client.get(LIST)
    few = questions(client)
    update(builders.own(period, other_unit, Form.UPDATES), other_clerk)
    for submission in period.submissions.filter(form=Form.UPDATES, state="DRAFT").select_related("unit")[:8]:
        update(submission, appoint(f"u{submission.pk}", submission.unit, Role.CLERK))
    assert questions(client) <= few + 1  # the tasks' judgements of the quarter before
    assert few < 60


# --- one click -----------------------------------------------------------------------------------------------------


def test_review_approve_all_approves_each_by_itself(signed_in, reviewer, handed_in, other):
    client = signed_in(reviewer)
    answer = approve(client, client.get(LIST))
    assert states(handed_in, other) == ["APPROVED", "APPROVED"] and "已通过2张" in text(answer)
    assert Event.objects.filter(verb="submission.approve").count() == 2


def test_review_approve_all_takes_once_however_often_it_is_sent(signed_in, reviewer, handed_in, other):
    client = signed_in(reviewer)
    page = client.get(LIST)
    first, second = approve(client, page), approve(client, page)
    assert "已通过2张" in text(first) and "已通过2张" in text(second)
    assert Event.objects.filter(verb="submission.approve").count() == 2
    assert not Event.objects.filter(verb="request.refused").exists()


def test_review_approve_all_of_one_unit_leaves_the_others(signed_in, reviewer, handed_in, other, other_unit):
    client = signed_in(reviewer)
    approve(client, client.get(LIST), other_unit)
    assert states(handed_in, other) == ["SUBMITTED", "APPROVED"]


def test_review_approve_all_leaves_ones_own_and_tells_why(signed_in, period, committee, other):
    both = appoint("both", committee, Role.CLERK, Role.REVIEWER)
    own = builders.submit(builders.own(period, committee), both)
    client = signed_in(both)
    page = client.get(LIST)
    assert "须由另一位审核员审核" in text(page) and '<tr class="gone">' in text(page)
    assert page.context["desk"].approvable == 1
    answer = approve(client, page)
    assert states(own, other) == ["SUBMITTED", "APPROVED"]
    assert "1张没有通过" in text(answer) and "须由另一位审核员审核" in text(answer)


def test_review_approve_all_of_two_reviewers_takes_effect_once_and_tells_the_other(
    signed_in, reviewer, committee, handed_in
):
    second = appoint("second", committee, Role.REVIEWER)
    client = signed_in(second)
    page = client.get(LIST)
    handed_in.approve(by=reviewer)
    answer = approve(client, page)
    assert "1张没有通过" in text(answer) and "现在是“已审核”" in text(answer)
    assert Event.objects.filter(verb="submission.approve").count() == 1


def test_review_approve_all_approves_nothing_that_was_handed_in_anew(signed_in, reviewer, clerk, handed_in):
    client = signed_in(reviewer)
    page = client.get(LIST)
    handed_in.send_back(by=reviewer, reason="请核对")
    handed_in.submit(by=clerk)
    answer = approve(client, page)
    assert states(handed_in) == ["SUBMITTED"] and "又重新提交过" in text(answer)


@pytest.mark.parametrize("seen", [[], ["x"], ["99999999999999999999-1"], ["987654-1"], ["1-"]])
def test_review_approve_all_says_when_nothing_was_chosen(signed_in, reviewer, handed_in, seen):
    answer = signed_in(reviewer).post(ALL, {"key": "k", "seen": seen}, follow=True)
    assert answer.status_code == 200 and "什么都没有改" in text(answer)
    assert states(handed_in) == ["SUBMITTED"]


def test_review_approve_all_is_not_for_the_clerk(signed_in, clerk, handed_in):
    answer = signed_in(clerk).post(ALL, {"key": "k", "seen": [f"{handed_in.pk}-{handed_in.rv}"]})
    assert answer.status_code == 403 and states(handed_in) == ["SUBMITTED"]
