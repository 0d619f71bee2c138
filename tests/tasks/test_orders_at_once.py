"""Many who issue orders at the same moment, for real: every order gets a number of its own, and no number is left out."""

import datetime as dt

import pytest

from accounts import clock
from accounts.journal import Conflict, Refused, first_break
from accounts.models import User
from tasks.models import Supervision
from tests.test_concurrency import WORKERS, at_once, outcome_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def drafts(document, other_unit, supervisor) -> list[Supervision]:
    values = {"about": "技术合同成交额", "unit": other_unit, "matter": "请补齐"}
    values |= {"due_on": clock.today() + dt.timedelta(30)}
    return [Supervision.draft(document, values, by=supervisor) for _ in range(WORKERS)]


def test_orders_issued_at_once_get_different_numbers_without_a_gap(drafts, supervisor):
    def work(number):
        order, by = Supervision.objects.get(pk=drafts[number].pk), User.objects.get(pk=supervisor.pk)
        order.issue(rv=1, by=by)
        return order.number

    assert sorted(at_once(work)) == list(range(1, WORKERS + 1))
    assert first_break() is None


def test_one_order_issued_by_many_at_once_is_issued_once(drafts, supervisor):
    def work(_number):
        order, by = Supervision.objects.get(pk=drafts[0].pk), User.objects.get(pk=supervisor.pk)
        return outcome_of(lambda: order.issue(rv=1, by=by))

    answers = at_once(work)
    assert answers.count(None) == 1
    assert all(isinstance(each, Conflict | Refused) for each in answers if each is not None)
    assert Supervision.objects.exclude(number=None).count() == 1


def test_one_who_closes_and_one_who_withdraws_at_once_end_it_once(drafts, supervisor, other_clerk):
    order = drafts[0]
    order.issue(rv=1, by=supervisor)
    order.sign(rv=2, by=other_clerk)
    order.answer("好了", rv=3, by=other_clerk)
    acts = (Supervision.close, Supervision.withdraw)

    def work(number):
        mine, by = Supervision.objects.get(pk=order.pk), User.objects.get(pk=supervisor.pk)
        return outcome_of(lambda: acts[number % 2](mine, "看过", rv=4, by=by))

    assert at_once(work).count(None) == 1
    order.refresh_from_db()
    assert bool(order.closed_at) != bool(order.withdrawn_at)
