"""The edges of quarters, days and years, and a machine whose clock is wrong. TRUST T01–T04, R8."""

import datetime as dt
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone

from accounts import clock
from accounts.journal import Change, first_break, record
from accounts.models import Event
from bench.product import BUILD, Person, Product
from submissions.models import Submission
from submissions.quarters import Quarter
from tests import builders
from tests.cast import PASSWORD

UTC = dt.UTC
HALF_AN_HOUR = 31 * 60
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


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


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Kiritimati"])
def elsewhere(request, monkeypatch):
    """A machine that is set to another zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_machine_set_to_another_zone_keeps_yingkou_time(elsewhere, signed_in, auditor, clerk, settings):
    settings.CLOCK_DATE = None
    in_yingkou = dt.datetime.now(UTC) + dt.timedelta(hours=8)
    assert clock.now().utcoffset() == dt.timedelta(hours=8)
    assert abs(clock.now().replace(tzinfo=UTC) - in_yingkou) < dt.timedelta(seconds=5)
    with clock.at(dt.datetime(2018, 3, 31, 16, 30, tzinfo=UTC)):
        record("line.put", "甲", by=clerk, do=lambda seq: Change())
        assert "2018-04-01 00:30" in signed_in(auditor).get("/journal/").content.decode()
    assert first_break() is None


@pytest.mark.case("T03")
def test_the_journal_keeps_its_order_when_the_clock_is_put_back(clerk, signed_in, auditor):
    noon = dt.datetime(2018, 4, 9, 12, tzinfo=clock.SHANGHAI)
    for subject, hours in (("甲", 0), ("乙", -1), ("丙", -10 * 366 * 24), ("丁", 1)):
        with clock.at(noon + dt.timedelta(hours=hours)):
            record("line.put", subject, by=clerk, do=lambda seq: Change())
    assert first_break() is None
    page = signed_in(auditor).get("/journal/").content.decode()
    places = [page.index(f">{subject}<") for subject in "丁丙乙甲"]
    assert places == sorted(places), "the newest first, by number"


@pytest.mark.parametrize("seconds, is_late", [(-0.1, False), (0.1, True)])
def test_the_due_day_ends_at_midnight_in_yingkou(document, committee, clerk, reviewer, seconds, is_late):
    period = builders.open_period(document, reviewer)
    draft = builders.own(period, committee)
    midnight = dt.datetime.combine(period.due_on + dt.timedelta(days=1), dt.time(), tzinfo=clock.SHANGHAI)
    with clock.at(midnight + dt.timedelta(seconds=seconds)):
        builders.submit(draft, clerk)
        assert Submission.objects.get(pk=draft.pk).is_late == is_late
    with clock.at(midnight + dt.timedelta(days=400)):
        assert Submission.objects.get(pk=draft.pk).is_late == is_late, "for ever"


@pytest.mark.parametrize("month", [1, 4, 7, 10])
def test_a_quarter_begins_at_midnight_in_yingkou(month):
    first = dt.datetime(2019, month, 1, tzinfo=clock.SHANGHAI)
    with clock.at(first.astimezone(UTC) - dt.timedelta(milliseconds=100)):
        before = Quarter.of(clock.today())
    with clock.at(first.astimezone(UTC)):
        assert Quarter.of(clock.today()) == Quarter(2019, (month + 2) // 3) != before
        assert Quarter.due(clock.today()) == before


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.case("T03", "T04")
def test_the_product_serves_on_a_machine_that_is_years_off(tmp_path):
    """A true process whose every clock is wrong: signed in ten years ahead, nobody is in when it is put right."""
    if FAKETIME is None:
        pytest.skip("没有 libfaketime。安装：sudo apt install faketime")
    Product(tmp_path).shell(BUILD)
    cookies, zone = None, (("TZ", "UTC"), ("LD_PRELOAD", str(FAKETIME)))
    for off in ("+3650d", "-1h", "+0"):
        product = replace(Product(tmp_path), more=(*zone, ("FAKETIME", off)))
        product.start()
        try:
            if cookies:
                stale = Person.__new__(Person)
                stale.product, stale.cookies, stale.line = product, dict(cookies), None
                assert stale.ask("/board/").status == 302, "a session of a time to come has ended"
            person = Person(product, "clerk")
            assert person.ask("/board/").status == 200
            cookies = person.cookies if off == "+3650d" else None
        finally:
            product.end()
    assert product.manage("verify").returncode == 0
