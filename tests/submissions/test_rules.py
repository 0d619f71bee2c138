"""Who may do what to a submission in which state: one table, read across; every "no" has its reason."""

import datetime as dt

import pytest

from accounts import clock
from accounts.journal import Refused
from accounts.models import Post, Role, Unit
from indicators.models import Responsibility
from submissions import rules
from submissions.quarters import Quarter
from submissions.rules import Form, State
from tests import builders
from tests.cast import appoint

VERBS = {
    "edit": rules.why_not_edit,
    "submit": rules.why_not_submit,
    "send_back": rules.why_not_review,
    "approve": rules.why_not_approve,
    "correct": rules.why_not_correct,
    "withdraw": rules.why_not_withdraw_correction,
}
ALLOWED = {
    (State.DRAFT, "clerk"): {"edit", "submit"},
    (State.RETURNED, "clerk"): {"edit", "submit"},
    (State.SUBMITTED, "reviewer"): {"send_back", "approve"},
    (State.APPROVED, "clerk"): {"correct"},
}
"""Everything that may be done; what is not named here is refused."""
PEOPLE = ["clerk", "other_clerk", "reviewer", "leader", "member", "supervisor", "admin", "auditor"]


@pytest.fixture(autouse=True)
def april():
    with clock.at(dt.date(2018, 4, 9)):
        yield


@pytest.fixture
def submission(document, reviewer, committee):
    return builders.own(builders.open_period(document, reviewer), committee)


@pytest.mark.parametrize("state", State)
def test_who_may_do_what_in_which_state(submission, state, clerk, reviewer, request):
    submission = builders.bring(submission, state, clerk, reviewer)
    for name in PEOPLE:
        user = request.getfixturevalue(name)
        answers = {verb: why_not(submission, user) for verb, why_not in VERBS.items()}
        assert {verb for verb, reason in answers.items() if not reason} == ALLOWED.get(
            (state, name), set()
        ), name
        assert all(reason.endswith("。") for reason in answers.values() if reason)


def test_every_transition_starts_and_ends_in_a_state():
    for sources, target in rules.TRANSITIONS.values():
        assert sources <= set(State) and target in State and target not in sources


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.APPROVED])
def test_a_refused_verb_says_so_and_changes_nothing(submission, state, clerk, reviewer):
    builders.bring(submission, state, clerk, reviewer)
    with pytest.raises(Refused, match="只有“已提交”的可以审核或退回"):
        submission.approve(by=reviewer)
    submission.refresh_from_db()
    assert submission.state == state


def test_who_wrote_one_line_may_return_but_not_approve(submission, committee):
    both, other = (
        appoint("both", committee, Role.CLERK, Role.REVIEWER),
        appoint("other", committee, Role.CLERK),
    )
    builders.put(submission, both, 100, note="首次报送")
    written = builders.figure(submission)
    rest = [item for item in submission.line_model.items_of(submission) if item != written]
    submission.put([builders.Entry({"item": item}, {"blank_reason": "未产生"}) for item in rest], by=other)
    submission.submit(by=other)
    assert "您本人填写或提交" in rules.why_not_approve(submission, both)
    assert rules.why_not_review(submission, both) == ""


def test_who_only_handed_it_in_may_not_approve_either(submission, clerk, committee):
    both = appoint("both", committee, Role.CLERK, Role.REVIEWER)
    builders.fill(submission, clerk).submit(by=both)
    assert "您本人填写或提交" in rules.why_not_approve(submission, both)


def test_a_post_that_has_ended_opens_no_door(submission, clerk):
    assert rules.why_not_edit(submission, clerk) == ""
    Post.objects.filter(user=clerk).update(ends_on=dt.date(2018, 4, 9))
    assert "只有该单位的填报员" in rules.why_not_edit(submission, type(clerk).objects.get(pk=clerk.pk))


def test_the_heirs_clerk_fills_in_what_the_predecessor_owed(submission, committee):
    heir = Unit.objects.create(name="新管委会", short_name="新管委会", kind="COMMITTEE", order=99)
    Unit.objects.filter(pk=committee.pk).update(successor=heir, closed_on=dt.date(2018, 4, 1))
    assert rules.why_not_edit(submission, appoint("new", heir, Role.CLERK)) == ""


def test_only_an_open_correction_is_withdrawn_by_its_unit(submission, clerk, other_clerk, reviewer):
    assert "只有更正单可以撤回" in rules.why_not_withdraw_correction(submission, clerk)
    correction = builders.bring(submission, State.APPROVED, clerk, reviewer).correct(
        by=clerk, reason="误计一户"
    )
    for stranger in (other_clerk, reviewer):
        assert "填报员可以撤回更正" in rules.why_not_withdraw_correction(correction, stranger)
    builders.put(correction, clerk, 108, note="剔除迁出企业")
    correction.submit(by=clerk)
    assert "请先联系审核员退回" in rules.why_not_withdraw_correction(correction, clerk)
    correction.send_back(by=reviewer, reason="请核对")
    assert rules.why_not_withdraw_correction(correction, clerk) == ""
    correction.submit(by=clerk)
    correction.approve(by=reviewer)
    assert "已经生效" in rules.why_not_withdraw_correction(correction, clerk)


def test_a_correction_waits_until_the_one_before_is_done(submission, clerk, reviewer):
    builders.bring(submission, State.APPROVED, clerk, reviewer)
    submission.correct(by=clerk, reason="误计一户")
    assert "已有一张更正单" in rules.why_not_correct(submission, clerk)


def test_a_member_of_the_meeting_writes_updates_and_no_figures(
    document, other_unit, member, reviewer, signed_in
):
    """DOMAIN §9: a member reads editions, exports, and fills in its own unit's updates."""
    item = document.items.get(slug="industrial-output")
    Responsibility.assign(item, other_unit, Quarter(2017, 1), by=reviewer)
    period = builders.open_period(document, reviewer)
    figures, updates = builders.own(period, other_unit), builders.own(period, other_unit, Form.UPDATES)
    browser = signed_in(member)
    page = browser.get("/submissions/").content.decode()
    assert updates.sheet_url in page and figures.sheet_url not in page
    assert browser.get(f"/submissions/{figures.pk}/").status_code == 404
    refused = browser.post(figures.sheet_url, {})
    assert refused.status_code == 403 and "填报本单位指标数据" in refused.content.decode()
    assert "填报员" in rules.why_not_edit(figures, member) and not rules.why_not_edit(updates, member)


def test_what_was_handed_in_anew_is_not_approved_unseen(document, committee, clerk, reviewer, signed_in):
    submission = builders.own(builders.open_period(document, reviewer), committee)
    builders.submit(submission, clerk)
    seen = submission.rv
    submission.send_back(by=reviewer, reason="请核对")
    submission.submit(by=clerk)
    desk, address = signed_in(reviewer), f"/review/{submission.pk}/approve/"
    told = desk.post(address, {"seen": seen}, follow=True).content.decode()
    submission.refresh_from_db()
    assert "又重新提交过" in told and submission.state == State.SUBMITTED
    desk.post(address, {"seen": submission.rv})
    submission.refresh_from_db()
    assert submission.state == State.APPROVED
