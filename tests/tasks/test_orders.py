"""A supervision order: drafted, issued under the next number, signed, answered, sent back, closed; nothing twice."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, transaction

from accounts import clock
from accounts.journal import Conflict, Refused
from accounts.models import Event, Post, Role
from tasks.models import OrderWord, Supervision

DAY = dt.date(2019, 7, 12)


@pytest.fixture(autouse=True)
def today():
    with clock.at(DAY):
        yield


@pytest.fixture
def order(document, other_unit, supervisor) -> Supervision:
    return draft(document, other_unit, supervisor)


@pytest.fixture
def issued(order, supervisor) -> Supervision:
    order.issue(rv=1, by=supervisor)
    return order


def draft(document, unit, by, key=None) -> Supervision:
    values = {"about": "技术合同成交额", "indicator": "technology-contracts", "unit": unit}
    values |= {"matter": "请提出补齐办法", "due_on": DAY + dt.timedelta(30)}
    return Supervision.draft(document, values, by=by, key=key)


def test_numbers_are_given_when_issued_and_leave_no_gap(document, other_unit, supervisor):
    first, dropped, second = (draft(document, other_unit, supervisor) for _ in range(3))
    assert dropped.name == "督办单草稿"
    first.issue(rv=1, by=supervisor, key="a")
    first.issue(rv=1, by=supervisor, key="a")
    second.issue(rv=1, by=supervisor)
    assert (first.name, second.name) == ("督〔2019〕1号", "督〔2019〕2号")
    with clock.at(dt.date(2020, 1, 2)):
        dropped.edit({"due_on": dt.date(2020, 2, 1)}, rv=1, by=supervisor)
        dropped.issue(rv=2, by=supervisor)
    assert dropped.name == "督〔2020〕1号"


def test_from_the_draft_to_the_end_every_step_is_dated_and_somebodys(issued, other_clerk, supervisor):
    with pytest.raises(Refused, match="请先签收"):
        issued.answer("x", rv=2, by=other_clerk)
    issued.sign(rv=2, by=other_clerk)
    issued.answer("已拟补齐方案", rv=3, by=other_clerk)
    issued.send_back("没有写期限", rv=4, by=supervisor)
    assert issued.state == "被退回"
    issued.answer("九月底补齐", rv=5, by=other_clerk)
    issued.close(rv=6, by=supervisor)
    assert [(word.kind, word.text, word.said_by) for word in issued.words.all()] == [
        ("REPLY", "已拟补齐方案", other_clerk),
        ("SENT_BACK", "没有写期限", supervisor),
        ("REPLY", "九月底补齐", other_clerk),
    ]
    assert issued.state == "已办结" and issued.signed_by == other_clerk and issued.closed_by == supervisor
    verbs = Event.objects.filter(verb__startswith="order").order_by("seq").values_list("verb", flat=True)
    said = [verb.split(".")[1] for verb in verbs]
    assert said == ["draft", "issue", "sign", "answer", "send_back", "answer", "close"]


def test_a_leader_drafts_and_the_supervisor_issues(document, other_unit, leader, supervisor):
    order = draft(document, other_unit, leader)
    with pytest.raises(Refused, match="须由督查员办理"):
        order.issue(rv=1, by=leader)
    order.issue(rv=1, by=supervisor)


@pytest.mark.parametrize("who", ["clerk", "member", "reviewer"])
def test_nobody_else_drafts(document, other_unit, request, who):
    with pytest.raises(Refused):
        draft(document, other_unit, request.getfixturevalue(who))


@pytest.mark.parametrize("who", ["clerk", "leader", "supervisor", "reviewer"])
def test_only_its_unit_signs_and_answers(issued, request, who):
    user = request.getfixturevalue(who)
    for act in (lambda: issued.sign(rv=2, by=user), lambda: issued.answer("x", rv=2, by=user)):
        with pytest.raises(Refused, match="由市科技局办理"):
            act()


def test_what_was_issued_changes_no_more_and_what_is_closed_is_closed(issued, other_clerk, supervisor):
    with pytest.raises(Refused, match="已发出"):
        issued.edit({"matter": "改"}, rv=2, by=supervisor)
    with pytest.raises(Refused, match="还没有反馈"):
        issued.close(rv=2, by=supervisor)
    issued.sign(rv=2, by=other_clerk)
    with pytest.raises(Refused, match="已经签收"):
        issued.sign(rv=3, by=other_clerk)
    issued.answer("好了", rv=3, by=other_clerk)
    issued.close(rv=4, by=supervisor)
    for act in (
        lambda: issued.answer("又", rv=5, by=other_clerk),
        lambda: issued.send_back("又", rv=5, by=supervisor),
        lambda: issued.close(rv=5, by=supervisor),
    ):
        with pytest.raises(Refused, match="已办结"):
            act()


def test_who_is_slower_is_told_what_stands(order, supervisor):
    order.edit({"matter": "一"}, rv=1, by=supervisor)
    with pytest.raises(Conflict):
        order.edit({"matter": "二"}, rv=1, by=supervisor)
    order.refresh_from_db()
    assert order.matter == "一"


def test_a_draft_is_seen_by_who_drafts_and_an_order_by_its_unit(
    order, other_clerk, clerk, leader, reviewer, supervisor
):
    def sees(user) -> bool:
        return Supervision.objects.visible_to(user).filter(pk=order.pk).exists()

    assert [sees(user) for user in (leader, supervisor, reviewer, other_clerk, clerk)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    order.issue(rv=1, by=supervisor)
    assert [sees(user) for user in (reviewer, other_clerk, clerk)] == [True, True, False]


def test_late_is_what_was_issued_and_is_open_after_its_day(order, supervisor):
    after = DAY + dt.timedelta(31)
    assert not order.is_late(after)
    order.issue(rv=1, by=supervisor)
    assert order.is_late(after) and not order.is_late(DAY)


def test_what_was_answered_in_time_is_not_late_and_what_was_answered_late_is(issued, other_clerk):
    after = DAY + dt.timedelta(31)
    issued.sign(rv=2, by=other_clerk)
    issued.answer("已报方案", rv=3, by=other_clerk)
    assert not issued.is_late(after)
    with clock.at(after):
        issued.answer("改过的方案", rv=4, by=other_clerk)
    assert issued.is_late(after)


def test_a_draft_whose_day_is_over_is_not_issued(order, supervisor):
    with clock.at(DAY + dt.timedelta(31)), pytest.raises(Refused, match="请先改期限"):
        order.issue(rv=1, by=supervisor)


def test_nobody_closes_his_own_answer(document, committee, supervisor):
    Post.objects.create(user=supervisor, unit=committee, role=Role.CLERK, starts_on=DAY)
    supervisor.__dict__.pop("_posts", None)
    own = draft(document, committee, supervisor)
    own.issue(rv=1, by=supervisor)
    own.sign(rv=2, by=supervisor)
    own.answer("好了", rv=3, by=supervisor)
    with pytest.raises(Refused, match="另一位督查员"):
        own.close(rv=4, by=supervisor)


# --- withdrawn 撤销 ------------------------------------------------------------------------------------------------


def test_a_withdrawn_order_keeps_its_number_and_nobody_gets_it_again(
    document, issued, other_unit, supervisor
):
    issued.withdraw("发错单位", rv=2, by=supervisor, key="w")
    issued.withdraw("发错单位", rv=2, by=supervisor, key="w")
    assert (issued.name, issued.state, issued.withdrawn_because) == ("督〔2019〕1号", "已撤销", "发错单位")
    assert not issued.is_late(DAY + dt.timedelta(60))
    again = draft(document, other_unit, supervisor)
    again.issue(rv=1, by=supervisor)
    assert again.name == "督〔2019〕2号"


def test_after_it_is_withdrawn_nothing_more_is_done(issued, other_clerk, supervisor):
    issued.sign(rv=2, by=other_clerk)
    issued.answer("好了", rv=3, by=other_clerk)
    issued.withdraw("发错单位", rv=4, by=supervisor)
    for act in (
        lambda: issued.answer("又", rv=5, by=other_clerk),
        lambda: issued.send_back("又", rv=5, by=supervisor),
        lambda: issued.close("又", rv=5, by=supervisor),
        lambda: issued.withdraw("又", rv=5, by=supervisor),
    ):
        with pytest.raises(Refused, match="督办单已撤销"):
            act()


def test_what_is_closed_is_not_withdrawn_and_a_unit_withdraws_nothing(
    issued, other_clerk, leader, supervisor
):
    for user in (other_clerk, leader):
        with pytest.raises(Refused):
            issued.withdraw("x", rv=2, by=user)
    issued.sign(rv=2, by=other_clerk)
    issued.answer("好了", rv=3, by=other_clerk)
    issued.close("同意", rv=4, by=supervisor)
    with pytest.raises(Refused, match="督办单已办结"):
        issued.withdraw("x", rv=5, by=supervisor)


def test_a_draft_is_withdrawn_by_who_drafts_and_is_not_issued_afterwards(order, leader, supervisor):
    order.withdraw("不用发了", rv=1, by=leader)
    with pytest.raises(Refused, match="督办单已撤销"):
        order.issue(rv=2, by=supervisor)
    assert order.number is None


# --- what the database holds ------------------------------------------------------------------------------------------


def test_what_was_said_changes_no_more(issued, other_clerk):
    issued.sign(rv=2, by=other_clerk)
    issued.answer("好了", rv=3, by=other_clerk)
    with pytest.raises(DatabaseError), transaction.atomic():
        OrderWord.objects.update(text="改")
    with pytest.raises(DatabaseError), transaction.atomic():
        OrderWord.objects.all().delete()


def test_an_order_is_on_a_task_or_on_an_indicator_never_on_both(order, document):
    with pytest.raises(IntegrityError), transaction.atomic():
        Supervision.objects.filter(pk=order.pk).update(task=document.tasks.first())


def test_an_order_ends_once(issued, supervisor):
    now = clock.now()
    ends = {"closed_at": now, "closed_by": supervisor, "withdrawn_at": now, "withdrawn_by": supervisor}
    with pytest.raises(IntegrityError), transaction.atomic():
        Supervision.objects.filter(pk=issued.pk).update(**ends)


def test_what_was_answered_before_the_words_were_kept_has_its_reply_too(issued, other_clerk):
    said = {"reply": "好了", "replied_at": clock.now(), "replied_by": other_clerk}
    Supervision.objects.filter(pk=issued.pk).update(**said)
    import_module("tasks.migrations.0006_words_said").keep(apps, None)
    assert [(word.kind, word.text, word.said_by) for word in issued.words.all()] == [
        ("REPLY", "好了", other_clerk)
    ]
