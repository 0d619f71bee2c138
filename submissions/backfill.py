"""History 补录: periods of past years opened in one act; a unit's sheets of them written and handed in together."""

from contextlib import contextmanager

from django.db import transaction

from accounts import clock
from accounts.journal import Change, Refused, record
from accounts.permissions import Permission, refusal
from submissions import rules
from submissions.lines import Entry, Form, Problem
from submissions.models import Kind, ReportingPeriod, Submission
from submissions.quarters import ANNUAL, Quarter

MOST_YEARS = 10


def open_years(document, first: int, last: int, *, by, key=None) -> dict:
    """Open every quarter and annual report from year to year that is not open yet, as back-fill periods."""

    def do(seq):
        rules.check(why_not_open(document, first, last, by))
        made = [
            ReportingPeriod.start(document, quarter, None, True)
            for quarter in unopened(document, first, last)
        ]
        return Change(
            {"opened": [str(each.quarter) for each in made]}, {"periods": [each.pk for each in made]}
        )

    key = key and f"{key} {first}-{last}"
    return record("period.open_backfill", f"{first}—{last}年补录期", by=by, key=key, do=do)


def why_not_open(document, first: int, last: int, user) -> str:
    if reason := refusal(user, Permission.REVIEW):
        return reason
    if first > last:
        return f"起始年度{first}晚于终止年度{last}，请对调。"
    if last >= clock.today().year:
        return f"{last}年还没有结束。补录的是过去的年度，最晚到{clock.today().year - 1}年。"
    if last - first >= MOST_YEARS:
        return f"一次最多开{MOST_YEARS}年。请分几次开。"
    if not unopened(document, first, last):
        return f"{first}—{last}年的各期都已经开过，不用再开。"
    return ""


def unopened(document, first: int, last: int) -> list[Quarter]:
    opened = {period.quarter for period in document.periods.all()}
    wanted = (Quarter(year, part) for year in range(first, last + 1) for part in range(1, ANNUAL + 1))
    return [quarter for quarter in wanted if quarter not in opened]


def of_unit(document, unit) -> list[Submission]:
    """Return the unit's back-fill sheets of figures, oldest period first."""
    sheets = Submission.objects.filter(
        period__document=document, unit=unit, form=Form.FIGURES, kind=Kind.BACKFILL
    )
    return list(sheets.select_related("period__document", "unit").order_by("period__year", "period__part"))


def to_hand_in(sheets: list[Submission]) -> list[Submission]:
    """Return the sheets that hold something and are not handed in."""
    return [each for each in sheets if each.state in rules.EDITABLE and each.lines.exists()]


def problems(sheets: list[Submission]) -> list[tuple[Submission, Problem]]:
    """Return what keeps the sheets from being handed in, each with its sheet."""
    return [(each, problem) for each in sheets for problem in each.problems()]


def put(told: list[tuple[Submission, list[Entry]]], *, by, key=None) -> int:
    """Write draft lines of several sheets, all or none; return how many changed."""
    with all_or_none():
        outcomes = [
            submission.put(entries, by=by, key=key and f"{key} {submission.pk}")
            for submission, entries in told
        ]
    return sum(outcome["changed"] for outcome in outcomes)


def submit(sheets: list[Submission], *, by, key=None) -> None:
    """Hand in several sheets, all or none."""
    with all_or_none():
        for submission in sheets:
            submission.submit(by=by, key=key and f"{key} {submission.pk}")


@contextmanager
def all_or_none():
    """Take everything back where one is refused; so went the note of the refusal, which is to be written again."""
    try:
        with transaction.atomic():
            yield
    except Refused as refused:
        refused.is_noted = type(refused).is_noted
        raise
