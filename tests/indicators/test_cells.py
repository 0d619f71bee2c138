"""The grid's own door: each cell for itself, nothing lost, nothing overwritten."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import Event
from indicators.models import Actual
from indicators.sheets import FigureSheet
from submissions.lines import Entry
from submissions.quarters import Quarter
from tests import builders
from tests.cast import appoint


@pytest.fixture(autouse=True)
def july():
    with clock.at(dt.date(2018, 7, 5)):
        yield


@pytest.fixture
def submission(document, reviewer, committee, report):
    report("2018Q1", {"operating-revenue": 120, "new-registrations": 800, "technology-contracts": "0.21"})
    return builders.own(builders.open_period(document, reviewer, Quarter(2018, 2)), committee)


@pytest.fixture
def send(submission, signed_in, clerk):
    """Send cells as the grid does: {item: what was typed}, with the versions that the page showed."""

    def post(typed, user=clerk, page=None, **more):
        shown = {form.cell: form for form in (page or opened(submission)).forms}
        data = {"key": more.pop("key", "")}
        for cell, texts in typed.items():
            form = shown[cell]
            for name in form.fields:
                value = form[name].value()
                data[f"{cell}-{name}"] = "" if value is None else value
            data |= {f"{cell}-shown": form.shown} | {f"{cell}-{name}": text for name, text in texts.items()}
        url = reverse("indicators:cells_save", args=[submission.pk])
        return signed_in(user).post(url, data, headers={"Accept": "application/json"})

    return post


def opened(submission):
    """Return the sheet as somebody who opens it now is shown it."""
    submission.refresh_from_db()
    return FigureSheet(submission)


def stored(slug):
    return (
        Actual.objects.filter(item__slug=slug, submission__period__part=2)
        .values_list("value", flat=True)
        .first()
    )


def test_cells_save_stores_a_cell_and_tells_it_back_as_it_stands(send):
    cell = send({"new-registrations": {"value": "１７００"}}).json()["cells"]["new-registrations"]
    assert stored("new-registrations") == 1700
    assert (cell["rv"], cell["texts"]["value"], cell["texts"]["single"]) == (1, "1700", "900")
    assert "全角" in cell["converted"]


def test_only_the_quarters_own_number_may_be_typed(send):
    cell = send({"technology-contracts": {"value": "", "single": "2500"}}).json()["cells"][
        "technology-contracts"
    ]
    assert str(stored("technology-contracts")) == "0.4600", "0.21亿元 and 2500万元"
    assert cell["texts"]["value"] == "4600"


def test_cells_save_asks_few_questions(send, django_assert_max_num_queries):
    """What a cell is held against is read once, what was written once more; signing in and opening ask twelve times."""
    send({"new-registrations": {"value": "1600"}})
    with django_assert_max_num_queries(33):
        send({"new-registrations": {"value": "1700"}})


def test_a_cell_that_cannot_be_read_keeps_the_others_from_nothing(send):
    cells = send({"new-registrations": {"value": "1700"}, "operating-revenue": {"value": "十亿"}}).json()[
        "cells"
    ]
    assert "“十亿”不是数字" in cells["operating-revenue"]["error"]
    assert stored("new-registrations") == 1700 and stored("operating-revenue") is None


@pytest.mark.case("N10")
@pytest.mark.parametrize(
    ("field", "longest", "name"), [("note", 500, "说明"), ("blank_reason", 200, "未报原因")]
)
def test_a_text_too_long_is_told_with_its_name_and_how_long_it_is(send, field, longest, name):
    cell = send({"new-registrations": {field: "长" * (longest + 1)}}).json()["cells"]["new-registrations"]
    assert cell["error"] == f"{name}最多{longest}个字，现在有{longest + 1}个，请精简。"


def test_a_slip_of_measure_is_asked_at_once(send):
    cell = send({"operating-revenue": {"value": "2500000"}}).json()["cells"]["operating-revenue"]
    assert any("万元、亿元" in text for text in cell["questions"])
    answered = send({"operating-revenue": {"note": "新入统企业"}}).json()["cells"]["operating-revenue"]
    assert answered["questions"] == []


@pytest.mark.case("C02")
def test_of_two_people_the_second_sees_both_values(send, submission, committee):
    colleague, page = appoint("colleague", committee, "CLERK"), opened(submission)
    send({"new-registrations": {"value": "1700"}})
    answer = send({"new-registrations": {"value": "1800"}}, user=colleague, page=page)
    assert answer.status_code == 409
    (clash,) = answer.json()["clashes"]
    assert (clash["cell"], clash["rv"]) == ("new-registrations", 1)
    assert stored("new-registrations") == 1700


@pytest.mark.case("C04")
def test_the_same_request_sent_again_changes_nothing(send, submission):
    page = opened(submission)
    first = send({"new-registrations": {"value": "1700"}}, key="k", page=page)
    again = send({"new-registrations": {"value": "1700"}}, key="k", page=page)
    assert again.status_code == first.status_code == 200
    assert Event.objects.filter(verb="line.put").count() == 1


def test_sent_again_beside_the_quarters_own_number_as_it_was_shown(send, submission):
    """Without a script 当季 goes along as the page showed it; it must not be taken for typed when all is sent again."""
    send({"new-registrations": {"value": "1700"}})
    page, typed = opened(submission), {"new-registrations": {"value": "1800", "single": "900"}}
    assert [send(typed, key="k", page=page).status_code for _ in range(3)] == [200] * 3
    assert stored("new-registrations") == 1800
    assert Event.objects.filter(verb="line.put").count() == 2


def test_the_quarters_own_number_may_be_typed_again_as_it_stood(send):
    """The grid empties 累计 where 当季 is typed, and says that it did: the same number again loses nothing."""
    cell = send({"new-registrations": {"value": "1700"}}).json()["cells"]["new-registrations"]
    assert cell["texts"]["shown"] == "1700/900"
    send({"new-registrations": {"value": "", "single": "900", "shown": "/"}})
    assert stored("new-registrations") == 1700


def test_another_units_cell_is_not_there(send, other_clerk):
    assert send({"new-registrations": {"value": "1"}}, user=other_clerk).status_code == 404
    assert stored("new-registrations") is None


def test_after_handing_in_the_cell_is_closed(send, submission, clerk):
    builders.submit(submission, clerk)
    answer = send({"new-registrations": {"value": "1700"}})
    assert answer.status_code == 403 and "已提交" in answer.json()["reason"]


def test_cells_save_answers_with_the_version_it_wrote_though_another_wrote_since(
    send, submission, monkeypatch
):
    """Else the grid would take the other's version for its own, and silently write over him with the next figure."""
    other = appoint("other_at_once", submission.unit, "CLERK")
    put = type(submission).put

    def overtaken(self, entries, *, by, key=None):
        outcome = put(self, entries, by=by, key=key)
        if by != other:
            put(self, [Entry(entries[0].lookup, {"value": Decimal(77)}, 1)], by=other)
        return outcome

    monkeypatch.setattr(type(submission), "put", overtaken)
    told = send({"new-registrations": {"value": "76"}}).json()["cells"]["new-registrations"]
    assert stored("new-registrations") == 77 and told["rv"] == 1
    page = opened(submission)
    next(form for form in page.forms if form.cell == "new-registrations").initial["rv"] = told["rv"]
    assert send({"new-registrations": {"value": "78"}}, page=page).status_code == 409
