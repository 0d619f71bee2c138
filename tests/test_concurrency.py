"""Several at once, for real: threads, each with its own connection. TRUST C01–C07, R2, R3, R7."""

import os
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from accounts import journal
from accounts.journal import Change, Conflict, Refused, record
from accounts.models import Event, Role, Unit, User
from indicators.models import Actual, Target
from submissions.models import Submission
from submissions.rules import State
from tests import builders
from tests.cast import appoint
from tests.uploads import PNG

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS, TIMES = 8, 50


def at_once(work, workers=WORKERS) -> list:
    """Let every worker begin at the same moment; return what each returned."""
    start = threading.Barrier(workers)

    def run(number):
        try:
            start.wait(10)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, range(workers)))


def outcome_of(act):
    """Return what `act` returned, or the exception it raised."""
    try:
        return act()
    except (Conflict, Refused) as refusal:
        return refusal


@pytest.fixture
def draft(document, committee, clerk, reviewer):
    period = builders.open_period(document, reviewer)
    return builders.own(period, committee)


def increment(submission, item, by) -> int:
    """Add one to the figure, reading again as often as somebody else was first; return how often."""
    for conflicts in range(10_000):
        line = submission.lines.get(item=item)
        try:
            builders.put(submission, by, line.value + 1, item, line.rv)
            return conflicts
        except Conflict as conflict:
            assert conflict.clashes[0].rv > line.rv
            time.sleep(
                random.uniform(0, 0.08)
            )  # who was told looks again a moment later, not all at the same
    raise AssertionError("never first")


@pytest.mark.case("C01")
def test_no_increment_is_lost(draft, clerk):
    item = builders.figure(draft)
    builders.put(draft, clerk, 0, item)
    events = Event.objects.count()

    def work(_number):
        submission, by = Submission.objects.get(pk=draft.pk), User.objects.get(pk=clerk.pk)
        return sum(increment(submission, item, by) for _ in range(TIMES))

    at_once(work)
    assert draft.lines.get(item=item).value == WORKERS * TIMES
    assert Event.objects.count() - events == WORKERS * TIMES
    assert journal.first_break() is None


def test_without_the_row_version_increments_are_lost(draft, clerk):
    """The proof that the test above can fail: the last reader overwrites everybody."""
    item = builders.figure(draft)
    builders.put(draft, clerk, 0, item)
    read = threading.Barrier(WORKERS)

    def work(_number):
        line = Actual.objects.get(submission=draft, item=item)
        read.wait(10)
        Actual.objects.filter(pk=line.pk).update(value=line.value + 1)

    at_once(work)
    assert draft.lines.get(item=item).value == 1


def test_one_press_sent_eight_times_attaches_one_file_and_eight_presses_too(draft, clerk, files):
    def work(number):
        submission, by = Submission.objects.get(pk=draft.pk), User.objects.get(pk=clerk.pk)
        pressed = builders.attach(submission, by, key="one-press").pk
        return pressed, outcome_of(lambda: builders.attach(submission, by, PNG, "图.png", key=f"{number}"))

    answers = at_once(work)
    assert len({pressed for pressed, _ in answers}) == 1
    assert len([each for _, each in answers if isinstance(each, Refused)]) == WORKERS - 1
    assert draft.attachments.count() == len([each for each in files.rglob("*") if each.is_file()]) == 2
    assert journal.first_break() is None


@pytest.mark.case("C03", "C04")
def test_the_same_key_twenty_times_is_one_change_and_twenty_equal_answers(draft, clerk):
    item = builders.figure(draft)
    entry = builders.Entry({"item": item}, {"value": Decimal("208.60")}, 0)
    events = Event.objects.count()

    def work(_number):
        return Submission.objects.get(pk=draft.pk).put(
            [entry], by=User.objects.get(pk=clerk.pk), key="one-press"
        )

    answers = at_once(work, workers=20)
    assert all(answer == answers[0] for answer in answers) and answers[0]["changed"] == 1
    assert Event.objects.count() - events == 1
    assert draft.lines.get(item=item).rv == 1


@pytest.mark.case("C04")
def test_a_repeated_press_sees_what_stands_though_it_read_before(draft, clerk):
    """Both had read the sheet when the first was done: the other's page may not show what was."""
    item = builders.figure(draft)
    entry = builders.Entry({"item": item}, {"value": Decimal("208.60")}, 0)
    late = Submission.objects.get(pk=draft.pk)
    assert list(late.held) == []
    for submission in (draft, late):
        submission.put([entry], by=clerk, key="one-press")
    assert [line.value for line in late.held] == [Decimal("208.60")]


@pytest.mark.case("C03", "C04")
def test_the_same_press_twenty_times_over_http(admin):
    fields = {"name": "市新局", "short_name": "市新局", "kind": "CITY", "order": 40, "key": "one-press"}

    def work(_number):
        client = Client()
        client.force_login(User.objects.get(pk=admin.pk), backend="django.contrib.auth.backends.ModelBackend")
        response = client.post("/administration/units/create/", fields)
        return response.status_code, response.get("Location")

    answers = at_once(work, workers=8)
    assert set(answers) == {(302, "/administration/units/")}
    assert Unit.objects.filter(name="市新局").count() == Event.objects.filter(verb="unit.add").count() == 1


@pytest.mark.case("C06")
def test_two_reviewers_who_approve_all_at_once(draft, clerk, reviewer, committee):
    """Exactly one press takes effect; the other reviewer is told."""
    builders.submit(draft, clerk)
    pressing = [reviewer, appoint("second", committee, Role.REVIEWER)]
    fields = {"key": "same", "seen": f"{draft.pk}-{draft.rv}"}

    def work(number):
        client = Client()
        user = User.objects.get(pk=pressing[number].pk)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client.post("/review/approve/", fields, follow=True).content.decode()

    pages = at_once(work, workers=2)
    assert sorted("已通过1张" in page for page in pages) == [False, True]
    assert sorted("1张没有通过" in page for page in pages) == [False, True]
    assert Event.objects.filter(verb="submission.approve").count() == 1


@pytest.mark.case("C02")
def test_two_that_change_the_same_cell(draft, clerk):
    item = builders.figure(draft)
    builders.put(draft, clerk, 205, item)

    def work(number):
        submission, by = Submission.objects.get(pk=draft.pk), User.objects.get(pk=clerk.pk)
        return outcome_of(lambda: builders.put(submission, by, 206 + number, item, rv=1))

    first, second = sorted(at_once(work, workers=2), key=lambda answer: isinstance(answer, Conflict))
    assert first["changed"] == 1 and isinstance(second, Conflict)
    clash, line = second.clashes[0], draft.lines.get(item=item)
    assert clash.current["value"] == line.value != clash.typed["value"]
    assert (clash.who, clash.rv) == (clerk.display_name, 2)


@pytest.mark.case("C06")
def test_of_two_reviewers_exactly_one_decides(draft, clerk, reviewer):
    builders.submit(draft, clerk)

    def work(number):
        submission, by = Submission.objects.get(pk=draft.pk), User.objects.get(pk=reviewer.pk)
        if number % 2:
            return outcome_of(lambda: submission.approve(by=by))
        return outcome_of(lambda: submission.send_back(by=by, reason="单位不对"))

    answers = at_once(work, workers=4)
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    assert Submission.objects.get(pk=draft.pk).state in (State.APPROVED, State.RETURNED)
    assert Event.objects.filter(verb__in=["submission.approve", "submission.send_back"]).count() == 1
    assert Event.objects.filter(verb="request.refused").count() == 3


def test_a_figure_written_while_it_is_handed_in_is_in_or_out(draft, clerk):
    """Whoever comes second finds the sheet closed, or is part of what was handed in."""
    builders.fill(draft, clerk)
    item = builders.figure(draft)

    def work(number):
        submission, by = Submission.objects.get(pk=draft.pk), User.objects.get(pk=clerk.pk)
        if number == 0:
            return outcome_of(lambda: submission.submit(by=by))
        return outcome_of(lambda: builders.put(submission, by, 101, item, rv=1))

    handed_in, written = at_once(work, workers=2)
    assert "receipt" in handed_in
    said = Event.objects.get(verb="submission.submit").changes["lines"][str(item)]["value"]
    assert draft.lines.get(item=item).value == Decimal(said)
    assert isinstance(written, Refused) == (said == "100")


@pytest.mark.case("C07")
def test_the_journal_of_many_writers_is_one_chain(clerk):
    def work(number):
        by = User.objects.get(pk=clerk.pk)
        return [
            record("line.put", f"{number}", by=by, do=lambda seq: Change({}, {"seq": seq}))["seq"]
            for _ in range(TIMES)
        ]

    numbers = sorted(seq for run in at_once(work) for seq in run)
    assert numbers == list(range(1, WORKERS * TIMES + 1))
    assert journal.first_break() is None
    assert [event.outcome["seq"] for event in Event.objects.order_by("seq")] == numbers


ANOTHER_PROCESS = """
import sys, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.ALLOWED_HOSTS = ["*"]
django.setup()
from django.test import Client
from accounts.models import User
client = Client()
client.force_login(User.objects.get(username="reviewer"), backend="django.contrib.auth.backends.ModelBackend")
for _ in sys.argv[2:]:
    print("480" in client.get("/targets/?year=2018").content.decode(), flush=True)
    sys.stdin.readline()
"""


@pytest.mark.case("C08")
def test_another_process_sees_a_changed_target_at_once(document, reviewer):
    command = [
        sys.executable,
        "-c",
        ANOTHER_PROCESS,
        str(connection.settings_dict["NAME"]),
        "before",
        "after",
    ]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(
        command, env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}, **pipes
    ) as other:
        assert other.stdout.readline() == "False\n", "its caches are warm"
        words = {"operator": ">=", "value": Decimal(480), "basis": "管委会第3次会议", "reason": "任务加重"}
        Target.decide(document.indicators.get(slug="industrial-output"), 2018, by=reviewer, **words)
        decided = time.monotonic()
        print(file=other.stdin, flush=True)
        assert other.stdout.readline() == "True\n"
        assert time.monotonic() - decided < 1
        other.stdin.close()


def hold_the_head(free: threading.Event, held: threading.Event):
    """Hold the write lock in a connection of its own until told to let go."""

    def hold():
        with transaction.atomic():
            journal.lock_head()
            held.set()
            free.wait(20)
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    return thread


def shorten_the_wait(seconds: float):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
        else:
            cursor.execute(f"SET lock_timeout = '{int(seconds * 1000)}ms'")


@pytest.mark.case("C05")
def test_a_writer_waits_for_the_one_before(clerk):
    free, held = threading.Event(), threading.Event()
    holder = hold_the_head(free, held)
    threading.Timer(0.3, free.set).start()
    assert record("line.put", "甲", by=clerk, do=lambda seq: Change({}, {"seq": seq})) == {"seq": 1}
    holder.join()


@pytest.mark.case("C05")
def test_who_waits_too_long_is_told_so_and_loses_nothing(admin, committee):
    client = Client(raise_request_exception=False)
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    free, held = threading.Event(), threading.Event()
    shorten_the_wait(0.1)
    holder = hold_the_head(free, held)
    fields = {"name": "市新局", "short_name": "市新局", "kind": "CITY", "order": 40, "key": "k"}
    busy = client.post("/administration/units/create/", fields)
    free.set()
    holder.join()
    assert busy.status_code == 503 and busy["Retry-After"] and "市新局" in busy.content.decode()
    assert client.post("/administration/units/create/", fields).status_code == 302


@pytest.mark.case("C05")
def test_the_wait_ends_by_itself_on_both_databases(db):
    """Five seconds, then a page that says so: nobody waits for ever."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout" if connection.vendor == "sqlite" else "SHOW lock_timeout")
        assert cursor.fetchone()[0] in (5000, "5s")
