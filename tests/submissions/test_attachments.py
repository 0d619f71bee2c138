"""Files that go with a submission: who may attach and withdraw what and when, twice, afterwards, and behind whose back."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts import clock
from accounts.journal import Refused
from accounts.models import Event
from policy.evidence import Unacceptable
from policy.models import Evidence
from submissions import rules
from submissions.attachments import Attachment
from submissions.rules import AttachmentKind, State
from tests import builders
from tests.builders import attach
from tests.uploads import HTML, PDF, PNG, lying_in

SCAN, MATERIAL = AttachmentKind.SCAN, AttachmentKind.MATERIAL
PEOPLE = ["clerk", "other_clerk", "reviewer", "leader", "member", "supervisor", "admin", "auditor"]


@pytest.fixture(autouse=True)
def april(files):
    with clock.at(dt.date(2018, 4, 9)):
        yield


@pytest.fixture
def period(document, reviewer):
    return builders.open_period(document, reviewer)


@pytest.fixture
def submission(period, committee):
    return builders.own(period, committee)


@pytest.fixture
def bring(submission, clerk, reviewer):
    """Return a function that takes the submission to a state through the verbs."""

    return lambda state: builders.bring(submission, state, clerk, reviewer)


# --- the rules ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State)
def test_who_may_attach_and_withdraw_in_which_state(bring, state, request):
    submission = bring(state)
    allowed = {"scan", "material", "withdraw"}
    allowed -= {"withdraw"} if state == State.APPROVED else set()
    allowed -= {"material"} if state in (State.SUBMITTED, State.APPROVED) else set()
    allowed -= {"scan", "material", "withdraw"} if state == State.WITHDRAWN else set()
    for name in PEOPLE:
        user = request.getfixturevalue(name)
        answers = {
            "scan": rules.why_not_attach(submission, user, SCAN),
            "material": rules.why_not_attach(submission, user, MATERIAL),
            "withdraw": rules.why_not_withdraw(submission, user),
        }
        right = allowed if name == "clerk" else set()
        assert {verb for verb, reason in answers.items() if not reason} == right, name
        assert all(reason.endswith("。") for reason in answers.values() if reason)


# --- attaching ----------------------------------------------------------------------------------------------------


def test_an_attachment_is_one_event_and_touches_no_figure(submission, clerk):
    before = submission.rv, list(submission.lines.values()), Event.objects.count()
    made = attach(submission, clerk, note=" 企业盖章的报表 ")
    submission.refresh_from_db()
    assert (submission.rv, list(submission.lines.values())) == before[:2]
    assert (str(made), made.evidence.note, made.attached_by) == (
        "佐证材料《台账.pdf》",
        "企业盖章的报表",
        clerk,
    )
    event = Event.objects.first()
    assert Event.objects.count() - before[2] == 1
    assert (event.verb, event.changes["name"], event.changes["sha256"]) == (
        "attachment.add",
        "台账.pdf",
        made.evidence.sha256,
    )


def test_the_signed_scan_comes_after_approval_and_leaves_the_figures_in_force(bring, clerk):
    submission = bring(State.APPROVED)
    seq, lines = submission.approved_seq, list(submission.lines.values())
    attach(submission, clerk, PNG, "签字.png", SCAN)
    submission.refresh_from_db()
    assert (submission.approved_seq, list(submission.lines.values())) == (seq, lines)
    assert submission.attachments.get().kind == SCAN


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_material_does_not_come_behind_the_reviewer_s_back(bring, clerk, files, state):
    submission = bring(state)
    with pytest.raises(Refused, match="佐证材料不能再补"):
        attach(submission, clerk)
    assert not Evidence.objects.exists() and lying_in(files) == []
    assert Event.objects.first().verb == "request.refused"


def test_who_opened_the_page_before_it_was_handed_in_is_told(bring, submission, clerk):
    stale = type(submission).objects.get(pk=submission.pk)
    bring(State.SUBMITTED)
    with pytest.raises(Refused, match="正在审核"):
        attach(stale, clerk)


@pytest.mark.parametrize("name", ["other_clerk", "reviewer", "leader"])
def test_nobody_attaches_to_another_unit_s_submission(submission, files, request, name):
    with pytest.raises(Refused, match="只有该单位的填报员"):
        attach(submission, request.getfixturevalue(name), kind=SCAN)
    assert not Evidence.objects.exists() and lying_in(files) == []


def test_sent_twice_it_is_attached_once(submission, clerk):
    first, second = (attach(submission, clerk, key="once") for _ in range(2))
    assert first == second and Evidence.objects.count() == submission.attachments.count() == 1


def test_back_and_another_file_chosen_is_no_repetition(submission, clerk):
    attach(submission, clerk, key="once")
    attach(submission, clerk, content=PNG, name="图.png", key="once")
    assert [each.evidence.name for each in submission.attachments.all()] == ["台账.pdf", "图.png"]


def test_the_same_file_is_not_attached_again_until_it_is_withdrawn(submission, clerk, files):
    first = attach(submission, clerk)
    with pytest.raises(Refused, match="同一份文件已经附上，不用再附：佐证材料《台账"):
        attach(submission, clerk, name="换个名字.pdf")
    first.withdraw(reason="附错", by=clerk)
    attach(submission, clerk, name="换个名字.pdf")
    assert submission.attachments.count() == 2
    assert len([each for each in files.rglob("*") if each.is_file()]) == 1


def test_the_same_file_of_two_units_lies_once_and_tells_neither_of_the_other(
    submission, period, clerk, other_unit, other_clerk, files
):
    theirs = builders.own(period, other_unit, "UPDATES")
    attach(submission, clerk, name="甲.pdf", note="甲的说明")
    made = attach(theirs, other_clerk, name="乙.pdf")
    assert (made.evidence.name, made.evidence.note) == ("乙.pdf", "")
    assert len([each for each in files.rglob("*") if each.is_file()]) == 1


def test_a_file_that_is_not_taken_leaves_nothing_and_is_no_event(submission, clerk, files):
    before = Event.objects.count()
    with pytest.raises(Unacceptable):
        attach(submission, clerk, content=HTML)
    assert Event.objects.count() == before and not Evidence.objects.exists() and lying_in(files) == []


def test_a_correction_carries_its_own_evidence(bring, clerk):
    approved = bring(State.APPROVED)
    correction = approved.correct(by=clerk, reason="误计一户")
    attach(correction, clerk)
    assert correction.attachments.count() == 1 and not approved.attachments.exists()


# --- withdrawing --------------------------------------------------------------------------------------------------


def test_a_withdrawn_file_stays_with_who_when_and_why(bring, submission, clerk):
    made = attach(submission, clerk)
    bring(State.SUBMITTED)
    made.withdraw(reason=" 附成上季的了 ", by=clerk)
    made = submission.attachments.get()
    assert (made.withdrawn_reason, made.withdrawn_by) == ("附成上季的了", clerk)
    assert made.withdrawn_at.astimezone(clock.SHANGHAI).date() == clock.today()
    assert made.evidence.path.read_bytes() == PDF


def test_what_was_approved_keeps_its_files(bring, submission, clerk):
    made = attach(submission, clerk)
    bring(State.APPROVED)
    with pytest.raises(Refused, match="附件随单留存"):
        made.withdraw(reason="附错", by=clerk)


@pytest.mark.parametrize("name", ["other_clerk", "reviewer"])
def test_nobody_else_withdraws(submission, clerk, request, name):
    made = attach(submission, clerk)
    with pytest.raises(Refused, match="填报员可以撤回"):
        made.withdraw(reason="附错", by=request.getfixturevalue(name))


def test_withdrawn_twice_is_told_and_with_the_same_key_answered_as_then(submission, clerk):
    made = attach(submission, clerk)
    stale = Attachment.objects.get(pk=made.pk)
    first, second = (made.withdraw(reason="附错", by=clerk, key="once") for _ in range(2))
    assert first == second
    with pytest.raises(Refused, match="已经撤回"):
        stale.withdraw(reason="再撤一次", by=clerk, key="again")
    assert submission.attachments.get().withdrawn_reason == "附错"


def test_withdrawing_needs_a_reason(submission, clerk):
    made = attach(submission, clerk)
    with pytest.raises(Refused, match="写明理由"):
        made.withdraw(reason="  ", by=clerk)
    assert submission.attachments.get().withdrawn_at is None


# --- the database itself ------------------------------------------------------------------------------------------


def refused(act, name) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        return f"frozen_submissions_attachment_{name}" in str(error)
    return False


def test_the_database_lets_an_attachment_be_withdrawn_once_and_nothing_else(submission, clerk, reviewer):
    made = attach(submission, clerk)
    row = Attachment.objects.filter(pk=made.pk)
    assert refused(lambda: row.update(kind=SCAN), "update")
    assert refused(lambda: row.update(attached_by=reviewer), "update")
    assert refused(lambda: row._raw_delete("default"), "delete")
    made.withdraw(reason="附错", by=clerk)
    assert refused(lambda: row.update(withdrawn_reason="没有附错"), "update")
    assert refused(lambda: row.update(withdrawn_at=None, withdrawn_by=None), "update")
    assert row.exists()
