"""A ratio handed down by a higher authority without its parts 上级反馈值: it wins, is labelled, and must not differ unsaid."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts import clock
from indicators.models import Actual, Item, Responsibility
from indicators.series import Series
from submissions.quarters import Quarter
from tests import builders

QUARTER = Quarter(2018, 2)
CELL = "stated-rd-intensity"


@pytest.fixture(autouse=True)
def july():
    with clock.at(dt.date(2018, 7, 9)):
        yield


@pytest.fixture
def submission(document, committee, reviewer):
    return builders.own(builders.open_period(document, reviewer, QUARTER), committee)


@pytest.fixture
def sheet(submission):
    return reverse("indicators:sheet", args=[submission.pk])


def typed(page, **changes) -> dict:
    data = {"key": page.context["key"], "act": "save"}
    for line in page.context["lines"]:
        for name in line.form.fields:
            value = line.form[name].value()
            data[line.form.add_prefix(name)] = "" if value is None else value
    return data | changes


def save(client, sheet, **changes):
    return client.post(sheet, typed(client.get(sheet), **changes))


def item(slug) -> Item:
    return Item.objects.get(slug=slug)


def test_only_ratios_whose_first_part_is_ones_own_may_be_stated(
    document, reviewer, submission, signed_in, clerk, sheet
):
    cells = {line.form.cell for line in signed_in(clerk).get(sheet).context["lines"] if line.is_stated}
    assert CELL in cells and "stated-productivity-growth" in cells
    assert "stated-graduates-share" not in cells  # its parts are asked once a year
    assert "stated-industrial-output" not in cells


def test_the_unit_that_answers_for_the_first_part_states_the_ratio(
    document, reviewer, other_unit, other_clerk, signed_in
):
    Responsibility.assign(item("rd-expenditure"), other_unit, QUARTER, by=reviewer)
    period = builders.open_period(document, reviewer, QUARTER)
    own = reverse("indicators:sheet", args=[builders.own(period, other_unit).pk])
    cells = [line.form.cell for line in signed_in(other_clerk).get(own).context["lines"]]
    assert cells == ["rd-expenditure", CELL]


def test_a_stated_ratio_is_typed_stored_and_shown_like_any_number(submission, signed_in, clerk, sheet):
    assert (
        save(
            signed_in(clerk), sheet, **{f"{CELL}-value": "１.3%", f"{CELL}-note": "省科技厅反馈"}
        ).status_code
        == 302
    )
    (line,) = Actual.objects.filter(submission=submission)
    assert (line.item, line.indicator.slug, line.value) == (None, "rd-intensity", Decimal("1.3"))
    assert 'value="1.3"' in signed_in(clerk).get(sheet).content.decode()
    assert save(signed_in(clerk), sheet).status_code == 302 and Actual.objects.get().rv == 1


def test_a_stated_ratio_that_is_no_number_keeps_what_was_typed(submission, signed_in, clerk, sheet):
    answer = save(signed_in(clerk), sheet, **{f"{CELL}-value": "一点三"})
    assert answer.status_code == 422 and 'value="一点三"' in answer.content.decode()
    assert not Actual.objects.exists()


@pytest.mark.case("N13")
@pytest.mark.parametrize(
    ("stated", "asked"), [("1.25", False), ("1.3", False), ("1.31", True), ("1.19", True), ("1.2", False)]
)
def test_a_stated_ratio_far_from_the_computed_one_needs_a_word(submission, clerk, stated, asked):
    """R&D 2.5亿元 of 200亿元 revenue gives 1.25 %; 0.05 百分点 apart may pass."""
    builders.put(submission, clerk, "2.5", item("rd-expenditure"))
    builders.put(submission, clerk, "200", item("operating-revenue"))
    line = builders.Entry(
        {"indicator": submission.period.document.indicators.get(slug="rd-intensity")},
        {"value": Decimal(stated)},
    )
    submission.put([line], by=clerk)
    told = [problem for problem in submission.problems() if problem.anchor == f"cell-{CELL}"]
    assert [problem.is_hard for problem in told] == [False] * asked
    if asked:
        assert "1.25%" in told[0].message and f"{stated}%" in told[0].message


def test_a_stated_ratio_wins_and_is_labelled(submission, clerk, reviewer, document, signed_in):
    builders.fill(submission, clerk)
    indicator = document.indicators.get(slug="rd-intensity")
    entry = builders.Entry({"indicator": indicator}, {"value": Decimal("1.4"), "note": "省科技厅反馈"})
    submission.put([entry], by=clerk)
    submission.submit(by=clerk)
    page = (
        signed_in(reviewer).get(reverse("submissions:review_detail", args=[submission.pk])).content.decode()
    )
    assert "R&amp;D经费内部支出占营业收入比例（上级反馈值）" in page and "省科技厅反馈" in page
    submission.approve(by=reviewer)
    reading = Series(document).read(indicator, QUARTER)
    assert (reading.value, reading.is_stated) == (Decimal("1.4"), True)


def test_a_ratio_without_a_stated_value_asks_for_nothing(submission, clerk):
    builders.fill(submission, clerk)
    assert submission.problems() == [] and not submission.lines.filter(indicator__isnull=False).exists()
