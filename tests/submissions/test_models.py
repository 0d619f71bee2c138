"""Second actions: twice, by the wrong person, at once, after closing."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts import clock
from accounts.journal import Conflict, Refused
from accounts.models import Event, Role
from indicators.models import Item
from submissions.lines import Entry
from submissions.models import Incomplete, ReportingPeriod, Submission
from submissions.quarters import Quarter
from tests import builders
from tests.cast import appoint


@pytest.fixture(autouse=True)
def april():
    with clock.at(dt.date(2018, 4, 9)):
        yield


@pytest.fixture
def period(document, reviewer):
    return ReportingPeriod.open(document, Quarter(2018, 1), by=reviewer)


@pytest.fixture
def submission(period, committee):
    return period.submissions.get(unit=committee, form="FIGURES")


@pytest.fixture
def complete(submission, clerk):
    """The sheet with a reason in every cell that is due: nothing to report, and said so."""
    items = [item for item in submission.line_model.items_of(submission) if item.is_due_in(Quarter(2018, 1))]
    submission.put([Entry({"item": item}, {"blank_reason": "首期未统计"}) for item in items], by=clerk)
    return submission


def entry(slug, value, rv=0):
    return Entry({"item": Item.objects.get(slug=slug)}, {"value": Decimal(value)}, rv)


# --- periods ------------------------------------------------------------------------------------------


def test_a_period_opens_once(period, document, reviewer):
    with pytest.raises(Refused, match="已经开过"):
        ReportingPeriod.open(document, Quarter(2018, 1), by=reviewer)


def test_a_period_opens_after_its_quarter_has_ended(document, reviewer):
    with pytest.raises(Refused, match="还没有结束"):
        ReportingPeriod.open(document, Quarter(2018, 2), by=reviewer)


def test_only_the_reviewer_opens_a_period(document, clerk):
    with pytest.raises(Refused, match="审核员"):
        ReportingPeriod.open(document, Quarter(2018, 1), by=clerk)


def test_an_extension_moves_one_units_due_date(period, reviewer, committee, other_unit):
    period.extend(committee, due_on=dt.date(2018, 4, 25), reason="核数", by=reviewer)
    period.refresh_from_db()
    assert (period.due_for(committee), period.due_for(other_unit)) == (
        dt.date(2018, 4, 25),
        dt.date(2018, 4, 15),
    )
    with pytest.raises(Refused, match="要晚于现在的截止日期"):
        period.extend(committee, due_on=dt.date(2018, 4, 20), reason="改短", by=reviewer)


# --- drafts -------------------------------------------------------------------------------------------


def test_the_same_key_changes_a_draft_once(submission, clerk):
    first = submission.put([entry("new-registrations", 800)], by=clerk, key="k")
    again = submission.put([entry("new-registrations", 800)], by=clerk, key="k")
    assert first == again and Event.objects.filter(verb="line.put").count() == 1


def test_writing_the_same_value_changes_nothing_and_says_nothing(submission, clerk):
    submission.put([entry("new-registrations", 800)], by=clerk)
    assert submission.put([entry("new-registrations", 800, rv=1)], by=clerk)["changed"] == 0
    assert Event.objects.filter(verb="line.put").count() == 1


def test_of_two_who_read_the_same_version_the_second_is_told(submission, clerk):
    submission.put([entry("new-registrations", 800)], by=clerk)
    with pytest.raises(Conflict) as conflict:
        submission.put([entry("high-tech-exports", 2), entry("new-registrations", 900)], by=clerk)
    (clash,) = conflict.value.clashes
    assert (clash.cell, clash.current["value"], clash.typed["value"]) == ("new-registrations", 800, 900)
    assert submission.lines.count() == 1, "nothing of a conflicting request is written"


def test_another_units_clerk_may_not_write(submission, other_clerk):
    with pytest.raises(Refused, match="只有该单位的填报员"):
        submission.put([entry("new-registrations", 800)], by=other_clerk)


# --- handing in, returning, approving -------------------------------------------------------------------


def test_an_incomplete_sheet_is_not_handed_in(submission, clerk):
    with pytest.raises(Incomplete) as incomplete:
        submission.submit(by=clerk)
    assert len(incomplete.value.problems) == 12, (
        "the quarterly items, and not those that may wait for the year"
    )


def test_after_handing_in_the_draft_is_closed(complete, clerk):
    complete.submit(by=clerk)
    assert complete.receipt.startswith("2018Q1-")
    with pytest.raises(Refused, match="已提交，正在审核"):
        complete.put([entry("new-registrations", 800)], by=clerk)


def test_submitting_twice_is_refused_but_a_repeated_request_is_answered_as_before(complete, clerk):
    first = complete.submit(by=clerk, key="k")
    assert complete.submit(by=clerk, key="k") == first
    with pytest.raises(Refused):
        complete.submit(by=clerk)


def test_returning_needs_a_reason(complete, clerk, reviewer):
    complete.submit(by=clerk)
    with pytest.raises(Refused, match="必须写明理由"):
        complete.send_back(by=reviewer, reason="  ")


def test_a_return_opens_the_draft_and_the_first_handing_in_still_counts(complete, clerk, reviewer):
    complete.submit(by=clerk)
    first = complete.first_submitted_at
    complete.send_back(by=reviewer, reason="请核对")
    with clock.at(dt.date(2018, 4, 20)):
        complete.put([entry("new-registrations", 800, rv=1)], by=clerk)
        complete.submit(by=clerk)
    assert complete.first_submitted_at == first and not complete.is_late


def test_of_approve_and_return_at_once_only_the_first_takes(complete, clerk, reviewer):
    complete.submit(by=clerk)
    other = Submission.objects.get(pk=complete.pk)
    complete.approve(by=reviewer)
    with pytest.raises(Refused, match="已审核"):
        other.send_back(by=reviewer, reason="晚了")


def test_the_clerk_may_not_approve(complete, clerk):
    complete.submit(by=clerk)
    with pytest.raises(Refused, match="审核员"):
        complete.approve(by=clerk)


def test_who_wrote_a_line_may_not_approve_it_even_after_a_colleague_changed_it(submission, clerk, committee):
    both = appoint("both", committee, Role.CLERK, Role.REVIEWER)
    builders.fill(submission, both)
    for line in submission.lines.select_related("item"):
        submission.put([Entry({"item": line.item}, {"note": "核对过"}, line.rv)], by=clerk)
    submission.submit(by=clerk)
    assert not submission.lines.filter(author=both).exists()
    with pytest.raises(Refused, match="另一位审核员"):
        submission.approve(by=both)


# --- corrections ----------------------------------------------------------------------------------------


def test_a_correction_waits_for_approval_and_there_is_one_at_a_time(complete, clerk, reviewer):
    complete.submit(by=clerk)
    with pytest.raises(Refused, match="还没有审核"):
        complete.correct(by=clerk, reason="误计")
    complete.approve(by=reviewer)
    with pytest.raises(Refused, match="必须写明理由"):
        complete.correct(by=clerk, reason="")
    correction = complete.correct(by=clerk, reason="误计")
    with pytest.raises(Refused, match="还没有审核完"):
        complete.correct(by=clerk, reason="又误计")
    with pytest.raises(Incomplete, match="1处"):
        correction.submit(by=clerk)


def test_a_correction_opened_by_mistake_is_withdrawn_and_blocks_nothing(complete, clerk, reviewer):
    complete.submit(by=clerk)
    complete.approve(by=reviewer)
    mistaken = complete.correct(by=clerk, reason="误计")
    answers = [mistaken.withdraw(by=clerk, key="once") for _ in range(2)]
    assert answers[0] == answers[1] == {"state": "WITHDRAWN"}
    with pytest.raises(Refused, match="已经撤回"):
        mistaken.withdraw(by=clerk)
    event = Event.objects.get(verb="submission.withdraw")
    assert event.changes == {"state": "WITHDRAWN", "reason": "误计"}
    with pytest.raises(Refused, match="已撤回"):
        mistaken.put([entry("new-registrations", 800)], by=clerk)
    assert complete.correct(by=clerk, reason="漏计").pk != mistaken.pk


def test_what_is_sent_again_from_an_old_page_is_no_repetition_where_it_says_something_else(
    complete, clerk, reviewer
):
    """The browser's back button shows a page with its old key."""
    complete.submit(by=clerk, key="page")
    complete.send_back(by=reviewer, reason="请核对", key="desk")
    complete.submit(by=clerk, key="page")
    assert complete.state == "SUBMITTED"
    with clock.at(dt.date(2018, 4, 10)):
        complete.send_back(by=reviewer, reason="请核对", key="desk")
    assert complete.state == "RETURNED"
    complete.submit(by=clerk, key="page")
    complete.approve(by=reviewer)
    complete.correct(by=clerk, reason="误计", key="ask")
    with pytest.raises(Refused, match="还没有审核完"):
        complete.correct(by=clerk, reason="另一处误计", key="ask")


def test_a_correction_withdrawn_while_a_colleague_hands_it_in_is_one_of_both(complete, clerk, reviewer):
    complete.submit(by=clerk)
    complete.approve(by=reviewer)
    correction = complete.correct(by=clerk, reason="误计")
    on_another_page = Submission.objects.get(pk=correction.pk)
    item = complete.line_model.items_of(complete)[0]
    builders.put(correction, clerk, 108, item, note="剔除")
    correction.submit(by=clerk)
    with pytest.raises(Refused, match="正在审核"):
        on_another_page.withdraw(by=clerk)


def test_an_approved_sheet_cannot_be_written_again(complete, clerk, reviewer):
    complete.submit(by=clerk)
    complete.approve(by=reviewer)
    with pytest.raises(Refused, match="请申请更正"):
        complete.put([entry("new-registrations", 800, rv=1)], by=clerk)


@pytest.mark.parametrize("day", [dt.date(2018, 4, 15), dt.date(2018, 4, 16)])
def test_late_is_a_label_from_the_day_after_the_due_date(complete, clerk, day):
    with clock.at(day):
        complete.submit(by=clerk)
    assert complete.is_late is (day > dt.date(2018, 4, 15))


def test_another_units_submission_answers_like_a_missing_one(submission, signed_in, other_clerk):
    client = signed_in(other_clerk)
    for name in ("indicators:sheet", "submissions:submission_detail", "submissions:submission_receipt"):
        theirs, missing = (
            client.get(reverse(name, args=[submission.pk])),
            client.get(reverse(name, args=[999])),
        )
        assert theirs.status_code == missing.status_code == 404
        assert theirs.content == missing.content
