"""Units over time: what a unit owed goes to its heir, its name stays, both names are printed."""

import datetime as dt
import html

import pytest

from accounts import clock
from accounts.journal import Refused
from accounts.models import Role, Unit
from tasks.models import EvaluationRound, JointMeeting, Resolution, Supervision
from tests.cast import appoint

DAY = dt.date(2019, 7, 12)


@pytest.fixture(autouse=True)
def today():
    with clock.at(DAY):
        yield


@pytest.fixture
def tax(document) -> Unit:
    return Unit.objects.get(name="市国税局")


@pytest.fixture
def order(document, tax, supervisor) -> Supervision:
    values = {"about": "任务1", "task": document.tasks.get(number=1), "unit": tax, "matter": "请落实减免"}
    made = Supervision.draft(document, values | {"due_on": DAY + dt.timedelta(30)}, by=supervisor)
    made.issue(rv=1, by=supervisor)
    return made


@pytest.fixture
def agreed(document, tax, reviewer) -> Resolution:
    values = {"held_on": DAY, "agenda": "一", "convener": "分管副市长"}
    meeting = JointMeeting.call(document, values, by=reviewer)
    said = {"matter": "落实减免", "unit": tax, "due_on": DAY + dt.timedelta(30), "task": None}
    return Resolution.add(meeting, said, by=reviewer)


@pytest.fixture
def heir(tax, order, agreed, admin) -> Unit:
    """国税 was succeeded after the order was issued and the resolution agreed on."""
    values = {"name": "国家税务总局营口市税务局", "short_name": "市税务局", "kind": "NATIONAL"}
    made = Unit.add(values | {"opened_on": DAY}, by=admin)
    tax.edit({"closed_on": DAY, "successor": made}, rv=tax.rv, by=admin)
    return made


@pytest.fixture
def tax_clerk(heir):
    return appoint("tax", heir, Role.CLERK)


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return html.unescape(response.content.decode())


def test_the_heir_s_clerk_signs_and_answers_an_order_to_the_predecessor(order, tax_clerk):
    order = Supervision.objects.visible_to(tax_clerk).get(pk=order.pk)
    order.sign(rv=2, by=tax_clerk)
    order.answer("已落实", rv=3, by=tax_clerk)
    assert order.state == "已反馈" and order.unit.name == "市国税局", (
        "the order keeps the name it was issued to"
    )


def test_who_stayed_in_the_closed_unit_answers_no_more(tax, order, heir):
    stayed = appoint("stayed", tax, Role.CLERK)
    with pytest.raises(Refused, match="市国税局（现市税务局）办理"):
        Supervision.objects.get(pk=order.pk).sign(rv=2, by=stayed)


def test_the_heir_s_clerk_answers_a_resolution_of_the_predecessor(agreed, tax_clerk):
    agreed = Resolution.objects.get(pk=agreed.pk)
    agreed.answer("已落实", rv=1, by=tax_clerk)
    assert agreed.replied_by == tax_clerk


@pytest.mark.parametrize("page", ["/orders/", "/orders/{order}/", "/resolutions/{agreed}/", "/meetings/"])
def test_pages_print_the_old_name_and_the_new_one(page, signed_in, reviewer, order, agreed, heir):
    shown = text(signed_in(reviewer).get(page.format(order=order.pk, agreed=agreed.pk)))
    assert "市国税局（现市税务局）" in shown


def test_the_heir_finds_on_its_first_page_what_its_predecessor_owes(signed_in, order, agreed, tax_clerk):
    shown = text(signed_in(tax_clerk).get("/submissions/"))
    assert "请签收" in shown and "落实减免" in shown


def test_a_round_asks_about_the_units_that_stood_on_its_day(signed_in, document, reviewer, tax, heir):
    def asked(day):
        held = EvaluationRound.open(document, {"held_on": day, "note": ""}, by=reviewer)
        return text(signed_in(reviewer).get(f"/evaluations/{held.pk}/print/"))

    before, after = asked(DAY - dt.timedelta(1)), asked(DAY)
    assert "市国税局" in before and "市税务局" not in before
    assert "市税务局" in after and "市国税局" not in after


def test_a_unit_with_orders_or_resolutions_is_not_deleted(tax, order, agreed, admin):
    with pytest.raises(Refused, match="已有记录，不能删除"):
        tax.remove(by=admin)
    assert Unit.objects.filter(pk=tax.pk).exists()
