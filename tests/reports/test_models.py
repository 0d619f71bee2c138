"""Publishing freezes: numbered, hashed, never changed, told apart from the quarter before."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts import clock
from accounts.journal import Refused
from accounts.models import Event
from indicators import progress
from reports import contexts
from reports.models import Edition, check_code
from submissions.lines import Entry
from submissions.quarters import Quarter
from tests import builders

FIRST = Quarter(2018, 1)


@pytest.fixture(autouse=True)
def april():
    with clock.at(dt.date(2018, 4, 9)):
        yield


@pytest.fixture
def submission(document, reviewer, committee):
    return builders.own(builders.open_period(document, reviewer), committee)


@pytest.fixture
def edition(submission, clerk, reviewer):
    builders.approve(submission, clerk, reviewer)
    return builders.publish(submission, reviewer)


def correct(submission, clerk, reviewer, value):
    correction = submission.correct(by=clerk, reason="误计一户迁出企业")
    item = builders.figure(submission)
    correction.put([Entry({"item": item}, {"value": Decimal(value), "note": "更正"})], by=clerk)
    correction.submit(by=clerk)
    correction.approve(by=reviewer)


def test_an_edition_keeps_the_text_that_was_hashed(edition):
    assert contexts.digest(edition.text) == edition.sha256
    assert contexts.to_json(edition.context) == edition.text
    assert edition.check_code == check_code(edition.sha256)
    assert (edition.number, edition.kind, edition.context.number) == (1, "发布", 1)


def test_an_edition_can_neither_be_changed_nor_removed(edition):
    for change in (lambda: Edition.objects.update(text="{}"), lambda: edition.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Edition.objects.get().text == edition.text


def test_only_the_reviewer_publishes(submission, clerk, document):
    with pytest.raises(Refused, match="审核员"):
        Edition.publish(document, FIRST, by=clerk)


@pytest.mark.parametrize(
    ("quarter", "why"), [(Quarter(2018, 2), "还没有开填报期"), (FIRST, "还没有审核通过")]
)
def test_nothing_is_published_where_nothing_is_approved(submission, reviewer, document, quarter, why):
    with pytest.raises(Refused, match=why):
        Edition.publish(document, quarter, by=reviewer)


def test_publishing_lists_what_is_missing_instead_of_waiting(edition):
    reporting = edition.context.reporting
    assert reporting.units_reported == 0, "the committee still owes its updates"
    assert "高新区管委会" in reporting.absent
    assert any(missing.reason == "尚未产生" for missing in reporting.missing)


def test_the_same_content_is_not_published_twice(edition, reviewer, document):
    with pytest.raises(Refused, match="没有新审核的内容"):
        Edition.publish(document, FIRST, by=reviewer)


def test_a_repeated_press_publishes_once(submission, clerk, reviewer, document):
    builders.approve(submission, clerk, reviewer)
    first = Edition.publish(document, FIRST, by=reviewer, key="press")
    assert Edition.publish(document, FIRST, by=reviewer, key="press") == first
    assert Event.objects.filter(verb="edition.publish").count() == 1


def test_a_correction_makes_the_next_number_and_says_what_it_corrected(
    edition, submission, clerk, reviewer, document
):
    correct(submission, clerk, reviewer, 90)
    second = Edition.publish(document, FIRST, by=reviewer)
    (told,) = second.context.corrections
    assert (second.number, second.kind, second.supersedes) == (2, "更正", edition)
    assert (told.before.text, told.after.text, told.reason) == ("100.00", "90.00", "误计一户迁出企业")
    assert Edition.objects.newest(document) == second


def test_a_draft_correction_leaves_no_trace_in_an_edition(edition, submission, clerk, reviewer, document):
    correction = submission.correct(by=clerk, reason="误计")
    correction.put([Entry({"item": builders.figure(submission)}, {"value": Decimal(1)})], by=clerk)
    assert Edition.preview(document, FIRST).corrections == ()


def test_a_preview_is_the_edition_without_its_number(submission, clerk, reviewer, document):
    builders.approve(submission, clerk, reviewer)
    preview = Edition.preview(document, FIRST)
    published = Edition.publish(document, FIRST, by=reviewer).context
    assert preview.number is None and preview.edition_label == "预览，未编版次"
    assert preview.phases == published.phases and preview.tasks == published.tasks


def test_a_changed_engine_alters_no_past_edition(edition, monkeypatch):
    text = edition.text
    contexts.from_json.cache_clear()
    monkeypatch.setattr(progress, "FAR_BEHIND_BELOW", Decimal("0.99"))
    monkeypatch.setattr("indicators.quantities.rounded", lambda value, decimals: Decimal(0))
    again = Edition.objects.get(pk=edition.pk)
    assert contexts.to_json(again.context) == text


def test_the_code_on_paper_has_no_letter_that_is_read_for_another():
    codes = {check_code(f"{number:064x}"[::-1]) for number in range(1, 200)}
    assert len(codes) == 199
    assert not set("".join(codes)) & set("01IO")
    assert all(len(code) == 9 and code[4] == "-" for code in codes)
