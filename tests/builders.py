"""Builders play the verbs: what a test starts from has come about as it would in an office."""

from decimal import Decimal

from indicators.models import Actual
from reports.models import Edition
from submissions.lines import Entry, Form
from submissions.models import ReportingPeriod, Submission
from submissions.quarters import Quarter
from submissions.rules import AttachmentKind, State
from tests.uploads import PDF, upload

FIRST_QUARTER = Quarter(2018, 1)
FIGURE = "营业收入"


def open_period(document, reviewer, quarter=FIRST_QUARTER, **options) -> ReportingPeriod:
    return ReportingPeriod.open(document, quarter, by=reviewer, **options)


def own(period, unit, form=Form.FIGURES) -> Submission:
    """Return the unit's draft of the period, which opening the period made."""
    return period.submissions.select_related("period__document", "unit").get(unit=unit, form=form)


def figure(submission, name=FIGURE):
    """Return an item of the sheet by its name, or its first one."""
    items = Actual.items_of(submission)
    return next((item for item in items if item.name == name), items[0])


def put(submission, by, value, item=None, rv=0, **values):
    """Write one figure into the sheet as it was read with row version `rv`."""
    value = None if value is None else Decimal(value)
    entry = Entry({"item": item or figure(submission)}, {"value": value, **values}, rv)
    return submission.put([entry], by=by)


def fill(submission, by, value=100) -> Submission:
    """Give one figure; of the rest say why there is none yet."""
    given = figure(submission)
    put(submission, by, value, given, note="首次报送")
    blank = [
        Entry({"item": item}, {"blank_reason": "尚未产生"})
        for item in Actual.items_of(submission)
        if item != given
    ]
    submission.put(blank, by=by)
    return submission


def submit(submission, by, value=100) -> Submission:
    fill(submission, by, value).submit(by=by)
    return submission


def approve(submission, by, reviewer, value=100) -> Submission:
    submit(submission, by, value).approve(by=reviewer)
    return submission


def bring(submission, state, clerk, reviewer) -> Submission:
    """Take a draft to a state through the verbs; what is withdrawn is a correction of it."""
    if state != State.DRAFT:
        submit(submission, clerk)
    if state == State.RETURNED:
        submission.send_back(by=reviewer, reason="请核对")
    if state in (State.APPROVED, State.WITHDRAWN):
        submission.approve(by=reviewer)
    if state == State.WITHDRAWN:
        submission = submission.correct(by=clerk, reason="误计一户")
        submission.withdraw(by=clerk)
    return submission


def attach(submission, by, content=PDF, name="台账.pdf", kind=AttachmentKind.MATERIAL, **options):
    """Let a file go with the submission."""
    return submission.attach(upload(content, name), kind=kind, by=by, **options)


def publish(submission, reviewer) -> Edition:
    """Publish the quarter of an approved submission."""
    return Edition.publish(submission.period.document, submission.period.quarter, by=reviewer)
