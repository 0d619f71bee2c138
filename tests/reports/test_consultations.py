"""Consultation 征求意见: before publication a unit sees the sentences that concern it, and nobody else's, and comments."""

import datetime as dt
import html
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import clock
from accounts.journal import Refused
from accounts.models import Event
from indicators.models import Item, Responsibility
from reports import consultations
from reports.consulting import statements
from reports.models import Comment, Consultation, Edition
from reports.task_contexts import UpdateContext
from submissions.quarters import Quarter
from tests import builders
from tests.reports import factory
from tests.reports.shelf import shelve

pytestmark = pytest.mark.database
DAY, DUE = dt.date(2018, 4, 20), dt.date(2018, 4, 25)
DESK = "/editions/2018Q1/comments/"


@pytest.fixture(autouse=True)
def today():
    with clock.at(DAY):
        yield


@pytest.fixture
def period(document, committee, other_unit, clerk, other_clerk, reviewer):
    """Let the other unit answer for one figure; both hand in, and the reviewer approves."""
    item = Item.objects.get(document=document, slug="technology-contracts")
    Responsibility.assign(item, other_unit, Quarter(2017, 1), by=reviewer)
    opened = builders.open_period(document, reviewer)
    builders.approve(builders.own(opened, committee), clerk, reviewer, 4321)
    builders.approve(builders.own(opened, other_unit), other_clerk, reviewer, 8765)
    return opened


@pytest.fixture
def draft(document, period, reviewer) -> Consultation:
    return Consultation.open(document, period.quarter, due_on=DUE, by=reviewer)


def of_unit(draft, unit):
    return next(each.statements for each in consultations.everybody_asked(draft) if each.unit == unit)


@pytest.fixture
def comment(draft, other_unit, other_clerk) -> Comment:
    statement = of_unit(draft, other_unit)[0]
    return Comment.add(draft, statement, unit=other_unit, text="应为8760万元", by=other_clerk)


def text(response, status=200) -> str:
    assert response.status_code == status, response.status_code
    return html.unescape(response.content.decode())


# --- what a draft asks a unit --------------------------------------------------------------------------------------------


def test_a_unit_is_asked_about_its_own_figures_tasks_and_reporting_only():
    context = factory.quarter_context()
    everyone = {row.unit for phase in context.phases for row in phase.rows}
    for name in everyone:
        told = statements(context, (name,), {})
        rows = [row for phase in context.phases for row in phase.rows]
        own = {row.name for row in rows if row.unit == name}
        assert {each.name for each in told if each.kind == "指标" and each.place[:4] != "task"} <= own
        assert len({each.place for each in told}) == len(told)


def test_what_lags_is_told_with_the_reason_that_will_stand_beside_it():
    context = factory.quarter_context()
    row = next(row for row in context.main.rows if row.signal.key == "FAR_BEHIND")
    told = next(each for each in statements(context, (row.unit,), {}) if each.name == row.name)
    assert row.sentence.rstrip("。") in told.sentence and "说明" in told.sentence
    assert told.signal == "■ 严重滞后"


def test_another_unit_s_words_on_a_common_task_are_left_out():
    task = next(task for task in factory.quarter_context().tasks if task.lead and task.partners)
    first, second = [
        UpdateContext(unit, unit == task.lead, f"{unit}的进展", "", "", "顺利", "", False)
        for unit in (task.lead, task.partners[0])
    ]
    context = replace(factory.quarter_context(), tasks=(replace(task, updates=(first, second)),))
    told = "".join(each.sentence for each in statements(context, (first.unit,), {}))
    assert first.progress in told and second.progress not in told


def test_late_and_absent_units_are_told_so():
    context = factory.quarter_context()
    for unit in context.reporting.late:
        assert any(each.sentence == f"{unit}列为迟报单位。" for each in statements(context, (unit,), {}))


# --- the verbs ------------------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_as_it_was_sent(draft, document):
    assert draft.context == Edition.preview(document, draft.quarter)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.filter(pk=draft.pk).update(due_on=DAY)
    event = Event.objects.get(verb="consultation.open")
    assert str(draft) in event.subject


def test_one_draft_at_a_time_and_the_same_request_twice_is_one(document, period, reviewer):
    first, again = (
        Consultation.open(document, period.quarter, due_on=DUE, by=reviewer, key="k") for _ in range(2)
    )
    assert first == again
    with pytest.raises(Refused, match="正在征求意见"):
        Consultation.open(document, period.quarter, due_on=DUE, by=reviewer)
    with clock.at(DUE + dt.timedelta(1)):
        later = Consultation.open(document, period.quarter, due_on=DUE + dt.timedelta(5), by=reviewer)
    assert later.number == 2 and str(later).endswith("（第2稿）")


def test_only_the_reviewer_sends_a_draft_out_and_never_for_a_day_that_is_over(
    document, period, clerk, reviewer
):
    with pytest.raises(Refused, match="审核员"):
        Consultation.open(document, period.quarter, due_on=DUE, by=clerk)
    with pytest.raises(Refused, match="已经过了"):
        Consultation.open(document, period.quarter, due_on=DAY - dt.timedelta(1), by=reviewer)
    with pytest.raises(Refused, match="还没有开填报期"):
        Consultation.open(document, Quarter(2018, 2), due_on=DUE, by=reviewer)


def test_a_comment_keeps_the_sentence_and_comes_more_than_once(comment, draft, other_unit, other_clerk):
    statement = of_unit(draft, other_unit)[0]
    assert comment.sentence == statement.sentence and comment.outcome == "待答复"
    keyed = [
        Comment.add(draft, statement, unit=other_unit, text="又看了一遍", by=other_clerk, key="k")
        for _ in "ab"
    ]
    assert keyed[0] == keyed[1] and Comment.objects.count() == 2
    changes = Event.objects.filter(verb="comment.add").last().changes
    assert changes["text"] == "应为8760万元" and changes["sentence"] == statement.sentence


def test_nobody_comments_for_another_unit(draft, other_unit, clerk, reviewer):
    statement = of_unit(draft, other_unit)[0]
    for stranger in (clerk, reviewer):
        with pytest.raises(Refused, match="只有该单位"):
            Comment.add(draft, statement, unit=other_unit, text="改", by=stranger)


def test_after_the_day_or_publication_no_comment_is_taken(draft, period, other_unit, other_clerk, reviewer):
    statement = of_unit(draft, other_unit)[0]
    with clock.at(DUE + dt.timedelta(1)), pytest.raises(Refused, match="4月25日截止"):
        Comment.add(draft, statement, unit=other_unit, text="迟了", by=other_clerk)
    builders.publish(builders.own(period, other_unit), reviewer)
    with pytest.raises(Refused, match="已经发布"):
        Comment.add(draft, statement, unit=other_unit, text="迟了", by=other_clerk)
    assert not Consultation.objects.open() and not Comment.objects.exists()


def test_a_comment_is_answered_once(comment, reviewer, other_clerk):
    with pytest.raises(Refused, match="审核员"):
        comment.answer(is_accepted=True, text="", by=other_clerk)
    with pytest.raises(Refused, match="写明理由"):
        comment.answer(is_accepted=False, text=" ", by=reviewer)
    seen_before = Comment.objects.get(pk=comment.pk)
    for _ in range(2):
        comment.answer(is_accepted=False, text="登记系统为8765万元", by=reviewer, key="k")
    with pytest.raises(Refused, match="已答复（未采纳）"):
        seen_before.answer(is_accepted=True, text="", by=reviewer)
    comment.refresh_from_db()
    assert comment.outcome == "未采纳"
    assert Event.objects.filter(verb="comment.answer").count() == 1


def test_the_database_lets_neither_comment_nor_answer_change(comment, reviewer):
    comment.answer(is_accepted=True, text="", by=reviewer)
    table = Comment._meta.db_table
    for change in ("text = 'x'", "is_accepted = NULL", "answer_text = 'x'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {change} WHERE id = %s", [comment.pk])


# --- pages ----------------------------------------------------------------------------------------------------------------


def test_comment_list_sends_the_draft_out_and_shows_who_was_asked(signed_in, reviewer, period, other_unit):
    client = signed_in(reviewer)
    assert "征求意见截止" in text(client.get(DESK))
    assert "已经过了" in text(client.post(DESK, {"due_on": "2018-04-01", "key": "a"}), 422)
    for _ in range(2):
        assert client.post(DESK, {"due_on": "2018-04-25", "key": "b"}).status_code == 302
    page = text(client.get(DESK))
    assert Consultation.objects.count() == 1 and other_unit.name in page and "正在征求意见" in page


def test_comment_list_and_preview_show_comments_by_unit_with_their_sentence(signed_in, reviewer, comment):
    client = signed_in(reviewer)
    for url in (DESK, "/editions/2018Q1/preview/"):
        page = text(client.get(url))
        assert comment.text in page and comment.sentence in page and comment.unit.short_name in page
    assert "1</b>条意见待答复" in text(client.get("/editions/2018Q1/publish/"))


def test_comment_answer_says_why_not_and_then_answers(signed_in, reviewer, other_clerk, comment):
    client, url = signed_in(reviewer), f"/comments/{comment.pk}/answer/"
    assert comment.sentence in text(client.get(url))
    assert "写明理由" in text(client.post(url, {"is_accepted": "0", "text": ""}), 422)
    assert client.post(url, {"is_accepted": "1", "text": "照改", "key": "k"}).url == DESK
    assert "已答复" in text(client.get(url))
    assert "照改" in text(signed_in(other_clerk).get(f"/consultations/{comment.consultation_id}/"))


def test_consultation_detail_shows_a_unit_its_own_sentences_and_no_figure_of_another(
    signed_in, draft, clerk, other_clerk, committee, other_unit
):
    url = f"/consultations/{draft.pk}/"
    pages = {other_unit: text(signed_in(other_clerk).get(url)), committee: text(signed_in(clerk).get(url))}
    for unit, page in pages.items():
        for whose in pages:
            for each in of_unit(draft, whose):
                if each.kind == "指标":
                    assert (each.sentence in page) == (whose == unit), each
    assert "8765" in pages[other_unit] and "8765" not in pages[committee]


def test_consultation_detail_stands_on_the_home_page_until_it_closes(signed_in, draft, other_clerk):
    client = signed_in(other_clerk)
    assert f"/consultations/{draft.pk}/" in text(client.get("/submissions/"))
    with clock.at(DUE + dt.timedelta(1)):
        assert f"/consultations/{draft.pk}/" not in text(client.get("/submissions/"))
        page = text(client.get(f"/consultations/{draft.pk}/"))
    assert "已于2018年4月25日截止" in page and "/comment/" not in page


def test_consultation_detail_stands_on_the_units_own_page_and_for_nobody_else(
    signed_in, draft, other_clerk, leader
):
    url = f"/units/{other_clerk.posts.get().unit_id}/"
    own, elsewhere = text(signed_in(other_clerk).get(url)), text(signed_in(leader).get(url))
    assert f"/consultations/{draft.pk}/" in own and "今天没有等着办的" not in own
    assert f"/consultations/{draft.pk}/" not in elsewhere


def test_consultation_detail_is_announced_on_the_board_of_a_member_and_of_nobody_else(
    signed_in, draft, other_unit, member, leader, document, reviewer
):
    """A member's first page is the board of what was published before."""
    shelve(document, reviewer, factory.year_context(quarter="2017A"), 1)
    assert f"/consultations/{draft.pk}/" in text(signed_in(member).get("/board/"))
    assert "/consultations/" not in text(signed_in(leader).get("/board/"))
    with clock.at(DUE + dt.timedelta(1)):
        response = signed_in(member).get("/board/")
    assert "/consultations/" not in text(response) and "ETag" in response


def test_comment_create_takes_comments_on_own_sentences_only(
    signed_in, draft, clerk, other_clerk, other_unit
):
    place = of_unit(draft, other_unit)[0].place
    url = f"/consultations/{draft.pk}/comment/?place={place}"
    assert signed_in(clerk).get(url).status_code == 404
    client = signed_in(other_clerk)
    assert "请写意见" in text(client.post(url, {"text": ""}), 422)
    for _ in range(2):
        assert client.post(url, {"text": "请核对", "key": "k"}).url == f"/consultations/{draft.pk}/"
    assert "请核对" in text(client.get(f"/consultations/{draft.pk}/")) and Comment.objects.count() == 1
    with clock.at(DUE + dt.timedelta(1)):
        assert "截止" in text(client.post(url, {"text": "迟了的意见", "key": "l"}), 422)


def test_comment_create_for_a_member_of_the_meeting(signed_in, draft, member, other_unit):
    place = of_unit(draft, other_unit)[0].place
    client = signed_in(member)
    client.post(f"/consultations/{draft.pk}/comment/?place={place}", {"text": "同意", "key": "m"})
    assert Comment.objects.get().made_by == member
