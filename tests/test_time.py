"""The edges of quarters, days and years, and a machine whose clock is wrong. TRUST T01–T04, R8."""

import datetime as dt
import time

import pytest
from django.utils import timezone

from accounts import clock
from accounts.journal import first_break
from accounts.models import Event
from submissions.quarters import Quarter
from tests import builders
from tests.cast import PASSWORD

UTC = dt.UTC
HALF_AN_HOUR = 31 * 60


@pytest.fixture
def machine(monkeypatch):
    """Return a function that sets the machine's own clock so many seconds off, sessions and all."""
    now, seconds = timezone.now, time.time

    def set_off(by):
        monkeypatch.setattr(timezone, "now", lambda: now() + dt.timedelta(seconds=by))
        monkeypatch.setattr(time, "time", lambda: seconds() + by)

    return set_off


@pytest.mark.case("T01")
def test_half_past_midnight_in_yingkou_is_the_new_quarter(signed_in, reviewer, document):
    with clock.at(dt.datetime(2018, 3, 31, 16, 30, tzinfo=UTC)):  # 2018-04-01 00:30 in Yingkou
        assert clock.today() == dt.date(2018, 4, 1)
        assert Quarter.of(clock.today()) == Quarter(2018, 2)
        page = signed_in(reviewer).get("/periods/").content.decode()
        assert "2018年一季度" in page and "2018年二季度" not in page


@pytest.mark.case("T02")
def test_the_last_and_the_first_tenth_of_a_second_belong_to_two_years(document, committee, clerk, reviewer):
    period = builders.open_period(document, reviewer)
    draft, before = builders.own(period, committee), Event.objects.count()
    last = dt.datetime(2018, 12, 31, 23, 59, 59, 900_000, tzinfo=clock.SHANGHAI)
    for rv, moment in enumerate([last, last + dt.timedelta(milliseconds=200)]):
        with clock.at(moment):
            builders.put(draft, clerk, 100 + rv, rv=rv)
            assert Quarter.due(clock.today()) == (Quarter(2018, 4) if rv else Quarter(2018, 3))
    one, other = Event.objects.order_by("seq")[before:]
    assert other.seq == one.seq + 1 and first_break() is None
    assert [event.at.astimezone(clock.SHANGHAI).year for event in (one, other)] == [2018, 2019]


@pytest.mark.case("T03")
@pytest.mark.parametrize("back", [3600, 20 * 60])
def test_a_session_that_ended_does_not_live_again_when_the_clock_is_put_back(client, clerk, machine, back):
    client.post("/sign-in/", {"username": "clerk", "password": PASSWORD})
    kept = client.cookies["sessionid"].value
    for off in (HALF_AN_HOUR, HALF_AN_HOUR - back):
        machine(off)
        client.cookies["sessionid"] = kept
        assert client.get("/password/").status_code == 302


@pytest.mark.case("T04")
def test_ten_years_later_nobody_is_in_and_everything_answers(client, clerk, machine):
    client.post("/sign-in/", {"username": "clerk", "password": PASSWORD})
    ahead = 10 * 366 * 24 * 3600
    machine(ahead)
    with clock.at(clock.now() + dt.timedelta(seconds=ahead)):
        assert client.get("/submissions/").status_code == 302
        client.post("/sign-in/", {"username": "clerk", "password": PASSWORD})
        assert client.get("/submissions/", follow=True).status_code == 200
    assert Event.objects.filter(verb="account.sign_in").count() == 2 and first_break() is None
