"""Approved figures in one step, for tests of what is computed from them; the way there is tested where it is walked."""

from decimal import Decimal

import pytest

from accounts import clock
from accounts.journal import Change, record
from indicators.models import Actual, DataStatus, Definition
from submissions.models import Kind, ReportingPeriod, Submission
from submissions.quarters import Quarter
from submissions.rules import State

STATED = "stated-"


class Report:
    """Call it with a quarter and its figures; a second call for the quarter is a correction."""

    def __init__(self, document, unit, clerk, reviewer):
        self.document, self.unit, self.clerk, self.reviewer = document, unit, clerk, reviewer

    def __call__(self, quarter: str, figures: dict, *, reason="", **values) -> Submission:
        """Approve {slug, or "stated-" and an indicator's slug: number or None}; `values` go into every line."""
        submission = self.draft(Quarter.parse(quarter), reason)
        certainty = DataStatus.FINAL if submission.period.quarter.is_annual else DataStatus.PRELIMINARY
        for slug, number in figures.items():
            told = {"status": certainty, "value": None if number is None else Decimal(str(number))} | values
            Actual.objects.create(submission=submission, author=self.clerk, **self.thing(slug), **told)
        self.approve(submission)
        return submission

    def draft(self, quarter: Quarter, reason) -> Submission:
        day = quarter.default_due_on
        period, _ = ReportingPeriod.objects.get_or_create(
            document=self.document,
            year=quarter.year,
            part=quarter.part,
            defaults={"opens_on": quarter.ends_on, "due_on": day},
        )
        kind = Kind.CORRECTION if period.submissions.exists() else Kind.REGULAR
        return Submission.objects.create(
            period=period, unit=self.unit, form="FIGURES", kind=kind, reason=reason
        )

    def thing(self, slug: str) -> dict:
        if slug.startswith(STATED):
            return {"indicator": self.document.indicators.get(slug=slug.removeprefix(STATED))}
        return {"item": self.document.items.get(slug=slug)}

    def approve(self, submission) -> None:
        def do(seq):
            approved = {"approved_at": clock.now(), "approved_by": self.reviewer, "approved_seq": seq}
            Submission.objects.filter(pk=submission.pk).update(state=State.APPROVED, **approved)
            return Change({})

        record("submission.approve", submission, by=self.reviewer, do=do)

    def confirm_definitions(self) -> None:
        open_ones = Definition.objects.exclude(question="").filter(confirmed_at=None)
        open_ones.update(confirmed_at=clock.now(), confirmed_by=self.reviewer, confirmed_text="按解释")


@pytest.fixture
def report(document, committee, clerk, reviewer) -> Report:
    """Approve figures of a document whose definitions are confirmed."""
    made = Report(document, committee, clerk, reviewer)
    made.confirm_definitions()
    return made
