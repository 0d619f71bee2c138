"""Every address × every role × every method × own, other and missing objects. TRUST S1, S2, P01–P07, P09, P12."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.urls import get_resolver, reverse

from accounts import clock
from accounts.models import Event, Head, Post, Unit
from accounts.permissions import OPEN_VIEWS, SELF_VIEWS, permissions_of
from indicators.models import Break, GoalJudgement, GoalVerdict, Item, Responsibility
from reports.consulting import Statement
from reports.models import Comment, Consultation, Kiosk
from submissions.lines import Form
from submissions.quarters import Quarter
from tasks.models import Closure, EvaluationRound, EvaluationTally, JointMeeting, Resolution, Supervision
from tasks.models.evaluations import DIMENSIONS
from tests import builders
from tests.doors_table import DOORS, OPEN, SELF, Things, owned, shared
from tests.uploads import upload

ROLES = ("clerk", "other_clerk", "reviewer", "leader", "member", "supervisor", "admin", "auditor")
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
MEETING = {"held_on": dt.date(2018, 4, 20), "convener": "分管副市长", "agenda": "听取汇报"}
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def addresses(patterns=None, namespace="") -> dict:
    """Return {namespaced name: view} of everything the URLconf answers."""
    found = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= addresses(pattern.url_patterns, inner)
        else:
            found[f"{namespace}{pattern.name}"] = pattern.callback
    return found


class World:
    """An office in full swing: something of each kind, for the committee and for another unit."""

    def __init__(self, document, committee, other_unit, cast):
        self.units = dict.fromkeys(cast, committee) | {"other_clerk": other_unit, "member": other_unit}
        self.cast, reviewer = cast, cast["reviewer"]
        item = Item.objects.filter(document=document, frequency="QUARTERLY").last()
        Responsibility.assign(item, other_unit, Quarter(2017, 1), by=reviewer)
        earlier = builders.open_period(document, reviewer, Quarter(2017, 4))
        period = builders.open_period(document, reviewer)
        approved = builders.approve(builders.own(period, committee), cast["clerk"], reviewer)
        consultation, comment = consulted(document, committee, cast)
        edition = builders.publish(approved, reviewer)
        handed_in = builders.own(period, other_unit)
        builders.submit(handed_in, cast["other_clerk"])
        both = (committee, other_unit)
        target = document.indicators.get(slug="industrial-output")
        meeting = JointMeeting.call(document, MEETING, by=reviewer)
        missing_edition = (str(period.quarter), 99)
        kiosk, token = Kiosk.open("会议室", by=reviewer)
        self.things = {
            "user": shared((cast["clerk"].pk,), (10**6,)),
            "post": shared((Post.objects.get(user=cast["clerk"]).pk,), (10**6,)),
            "unit": shared((committee.pk,), (10**6,)),
            "own_submission": owned({unit: builders.own(earlier, unit) for unit in both}),
            "own_unit": owned({unit: unit for unit in both}),
            "own_updates": owned({unit: builders.own(period, unit, Form.UPDATES) for unit in both}),
            "attachment": attachments({cast["clerk"]: committee, cast["other_clerk"]: other_unit}, earlier),
            "handed_in": shared((handed_in.pk,), (builders.own(earlier, committee).pk,)),
            "period": shared((period.pk,), (10**6,)),
            "owing": shared((period.pk, committee.pk), (10**6, committee.pk)),
            "indicator": shared((target.slug,), ("nothing",)),
            "item": shared((item.slug,), ("nothing",)),
            "task": shared((1,), (10**6,)),
            "deliverable": shared((24, 1), (24, 99)),
            "course_file": shared((1, applied_for(document, cast["clerk"])), (2, 10**6)),
            "goal": shared((1,), (10**6,)),
            "goal_file": shared((judged(document, reviewer),), (10**6,)),
            "meeting": shared((meeting.pk,), (10**6,)),
            "resolution": shared((agreed(meeting, committee, reviewer).pk,), (10**6,)),
            "evaluation": shared((evaluated(document, committee, reviewer),), (10**6,)),
            "tally": shared((EvaluationRound.objects.get().pk, committee.pk), (10**6, committee.pk)),
            "break": shared(
                (Break.mark(item, Quarter(2017, 1), reason="边界调整", by=reviewer).pk,), (10**6,)
            ),
            "order": owned(
                {unit: ordered(document, unit, cast["supervisor"]) for unit in both},
                seen_by=("leader", "reviewer", "supervisor"),
            ),
            "quarter": shared((str(period.quarter),), ("nothing",)),
            "edition": shared((str(edition.quarter), edition.number), missing_edition),
            "unit_edition": shared(
                (committee.pk, str(edition.quarter), edition.number), (committee.pk, *missing_edition)
            ),
            "consultation": shared((consultation.pk,), (10**6,)),
            "comment": shared((comment.pk,), (10**6,)),
            "kiosk": shared((kiosk.pk,), (10**6,)),
            "screen": shared((token,), ("nothing",)),
            "check": shared((edition.check_code,), ("AAAA-AAAA",)),
            "": shared((), ()),
        }

    def things_of(self, door) -> Things:
        return self.things[door.of]


def attachments(clerks: dict, period) -> Things:
    """Return a file that goes with each unit's draft: nobody else may know of it."""
    of_unit = {}
    for clerk, unit in clerks.items():
        draft = builders.own(period, unit, Form.UPDATES)
        of_unit[unit] = (draft.pk, draft.attach(upload(), kind="MATERIAL", by=clerk).pk)
    return Things(missing=(10**6, 10**6), of_unit=of_unit)


def agreed(meeting, unit, reviewer) -> Resolution:
    said = {"matter": "定出资比例", "unit": unit, "due_on": dt.date(2018, 6, 30), "task": None}
    return Resolution.add(meeting, said, by=reviewer)


def ordered(document, unit, supervisor) -> Supervision:
    """Let the supervisor issue an order to a unit."""
    values = {"about": "技术合同", "indicator": "technology-contracts", "unit": unit, "matter": "请补齐"}
    made = Supervision.draft(document, values | {"due_on": dt.date(2018, 6, 30)}, by=supervisor)
    made.issue(rv=1, by=supervisor)
    return made


def evaluated(document, unit, reviewer) -> int:
    """Let enterprises evaluate a unit, and publish what they said."""
    evaluation = EvaluationRound.open(document, {"held_on": dt.date(2018, 4, 20)}, by=reviewer)
    counts = {dimension: [3, 2, 1, 0, 0] for dimension in DIMENSIONS}
    EvaluationTally.enter(evaluation, {unit: (counts, 0)}, by=reviewer)
    evaluation.close(by=reviewer)
    return evaluation.pk


def consulted(document, unit, cast) -> tuple[Consultation, Comment]:
    """Send out a draft of the quarter that is being reported, and let one unit comment on it."""
    day = dt.date(2018, 4, 30)
    draft = Consultation.open(document, builders.FIRST_QUARTER, due_on=day, by=cast["reviewer"])
    said = Statement("2018:industrial-output", "指标", "规模以上工业总产值", "累计100.00亿元。")
    return draft, Comment.add(draft, said, unit=unit, text="请核对", by=cast["clerk"])


def judged(document, reviewer) -> int:
    """Return the file that goes with a judgement of a goal."""
    said = {"basis": "依据", "file": upload(), "by": reviewer}
    made = GoalJudgement.judge(document.goals.first(), Quarter(2017, 1), GoalVerdict.ACHIEVED, **said)
    return made.evidence_id


def applied_for(document, clerk) -> int:
    """Let the closure of a task be applied for; return the key of the file that goes along."""
    task = document.tasks.get(number=1)
    return Closure.apply(task, text="已完成", file=upload(), by=clerk).evidence_id


@pytest.fixture
def world(document, committee, other_unit, request):
    cast = {name: request.getfixturevalue(name) for name in ROLES}
    with clock.at(dt.date(2018, 4, 20)):
        yield World(document, committee, other_unit, cast)


@pytest.fixture
def clients(world, client):
    """A client for each role, and one for nobody."""
    made = {"nobody": type(client)()}
    for name, user in world.cast.items():
        made[name] = type(client)()
        made[name].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return made


def ask(client, method, url, is_undone=True, **headers):
    """Send one request and take back whatever it did, in the database and in the browser."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.generic(method, url, content_type="application/x-www-form-urlencoded", **headers)
        body = CSRF.sub("", response.content.decode("utf-8", "replace")) if not response.streaming else ""
        transaction.set_rollback(is_undone)
    client.cookies = cookies
    return response, body


def expected(door, method, name, user) -> tuple:
    """Return the statuses that are right for who asks."""
    stated = door.get if method in ("GET", "HEAD") else door.post
    right = stated if isinstance(stated, tuple) else (stated,)
    if method == "OPTIONS":
        get = door.get if isinstance(door.get, tuple) else (door.get,)
        right = (*get, 405)
    if door.who == OPEN:
        return (door.anonymous[method],) if name == "nobody" and method in door.anonymous else right
    if name == "nobody":
        return (302,)
    return right if door.who == SELF or door.who in permissions_of(user) else (403,)


def may(door, name, user) -> bool:
    return name != "nobody" and door.who not in (OPEN, SELF) and door.who in permissions_of(user)


def may_not(door, name, user) -> bool:
    return name != "nobody" and door.who not in (OPEN, SELF) and not may(door, name, user)


def path(address, args) -> str:
    return reverse(address, args=args)


@pytest.mark.case("P07")
def test_every_address_is_in_the_table():
    assert addresses().keys() - DOORS.keys() == set(), "not in tests/doors_table.py"
    assert DOORS.keys() - addresses().keys() == set(), "in tests/doors_table.py, and nowhere else"


@pytest.mark.parametrize("address", DOORS)
def test_the_table_says_what_the_view_says(address):
    view, door = addresses()[address], DOORS[address]
    assert getattr(view, "permission", None) == (None if door.who in (OPEN, SELF) else door.who)
    assert (address in OPEN_VIEWS) == (door.who == OPEN) == (not getattr(view, "login_required", True))
    assert (address in SELF_VIEWS) == (door.who == SELF)


def walk(world, clients, methods, is_short=False, **options):
    """Yield (address, door, method, name, response, body) for every door, everybody and each method.

    HEAD and OPTIONS are asked by one who may pass, one who may not, and nobody; so is everything of a slow door
    and on a short walk.
    """
    for address, door in DOORS.items():
        asked = set()
        for name, client in clients.items():
            user = world.cast.get(name)
            there = world.things_of(door).there(world.units.get(name) or Unit.objects.committee())
            for method in methods:
                kind = (method, name == "nobody", may(door, name, user))
                is_enough = is_short or door.is_slow or method in ("HEAD", "OPTIONS")
                if kind in asked and is_enough and door.who != SELF:
                    continue
                asked.add(kind)
                yield address, door, method, name, *ask(client, method, path(address, there), **options)


@pytest.mark.case("P01")
@pytest.mark.once
def test_every_door_answers_everybody_as_the_table_says(world, clients):
    wrong = []
    for address, door, method, name, response, body in walk(world, clients, METHODS):
        right = expected(door, method, name, world.cast.get(name))
        if response.status_code not in right:
            wrong.append(f"{method} {address} as {name}: {response.status_code}, not {right}")
        if right == (302,) and name == "nobody" and not response["Location"].startswith("/sign-in/"):
            wrong.append(f"{method} {address} leads nobody to {response['Location']}")
        if (
            may_not(door, name, world.cast.get(name))
            and method != "HEAD"
            and "您现在的岗位没有这项权限" not in body
        ):
            wrong.append(f"{method} {address} as {name}: refused without a reason")
    assert not wrong, "\n".join(wrong)


@pytest.mark.case("P02", "P09")
@pytest.mark.once
def test_what_is_missing_and_what_is_another_unit_s_answer_alike(world, clients):
    wrong = []
    for address, door in DOORS.items():
        things = world.things_of(door)
        for name in ROLES:
            if not door.of or not may(door, name, world.cast[name]):
                continue
            for method in ("GET", "POST"):
                gone, words = ask(clients[name], method, path(address, things.missing))
                stated = door.get if method == "GET" else door.post
                if gone.status_code != 404 and not stated == gone.status_code == 405:
                    wrong.append(f"{method} {address} as {name}, missing: {gone.status_code}")
                for args in [] if name in things.seen_by else things.elsewhere(world.units[name]):
                    other, body = ask(clients[name], method, path(address, args))
                    if (other.status_code, body) != (gone.status_code, words):
                        wrong.append(f"{method} {address} as {name}, another unit's: {other.status_code}")
    assert not wrong, "\n".join(wrong)


def contents() -> dict[str, str]:
    """Return every table's rows as text, the sessions left out."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table != Session._meta.db_table:
                cursor.execute(f"SELECT * FROM {table}")
                found[table] = sorted(map(repr, cursor.fetchall()))
    return found


@pytest.mark.case("P06")
@pytest.mark.once
def test_looking_changes_nothing(world, clients):
    """Only what is taken away leaves a trace: who took it, in the journal."""
    before, last = contents(), Head.objects.get().seq
    list(walk(world, clients, ("GET", "HEAD", "OPTIONS"), is_short=True, is_undone=False))
    after = contents()
    changed = {table for table in after if after[table] != before[table]}
    assert changed <= {Event._meta.db_table, Head._meta.db_table}
    noted = Event.objects.filter(seq__gt=last).values_list("verb", flat=True)
    assert set(noted) == {"edition.export", "journal.export"}


@pytest.mark.case("P01")
def test_a_script_that_is_not_signed_in_is_told_so(world, clients):
    for address, door in DOORS.items():
        if door.who != OPEN:
            there = world.things_of(door).there(Unit.objects.committee())
            response, _ = ask(clients["nobody"], "GET", path(address, there), HTTP_ACCEPT="application/json")
            assert (response.status_code, response["Content-Type"]) == (401, "application/json"), address


def test_a_write_to_another_unit_s_object_is_one_refusal_in_the_journal(world, clients, other_unit):
    """TRUST P03."""
    theirs = world.things["own_submission"].of_unit[other_unit]
    address = path("indicators:sheet", theirs)
    before = Event.objects.count()
    assert clients["clerk"].post(address, {"value": "1"}).status_code == 404
    event = Event.objects.first()
    assert Event.objects.count() - before == 1
    assert (event.verb, event.subject, event.who) == (
        "request.refused",
        f"POST {address}",
        "clerk某（clerk）",
    )


@pytest.mark.case("P01")
def test_healthz_says_nothing_else(client, db):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_a_page_that_never_was_is_not_found_for_anybody(clients):
    for client in clients.values():
        assert client.get("/nothing/at/all/").status_code == 404
