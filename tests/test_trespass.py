"""What somebody does who should not: writes, overrides, odd parameters, guesses; and what shows of it. TRUST P03–P11, I13."""

import io
import re
import statistics
import time
import zipfile
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Event, Post
from accounts.permissions import permissions_of
from indicators.models import Responsibility
from indicators.sheets import FigureSheet
from submissions.models import Submission
from submissions.quarters import Quarter
from submissions.rules import State
from tests import builders
from tests.doors_table import DOORS, OPEN, SELF
from tests.test_doors import clients, contents, path, world  # noqa: F401

THE_JOURNAL = {"accounts_event", "accounts_head"}
ONCE = re.compile(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"|data-key="[^"]*"')
ODD = "?_method=DELETE&sort=password&order_by=-user__password&o=1;DROP&page=-1&page=x&phase=__class__&unit=1'--&year=x&signal=%00&q=%"


def pages(office, name):
    """Yield (address, path) of every page that somebody may open, with the objects that are theirs."""
    user, unit = office.cast[name], office.units[name]
    for address, door in DOORS.items():
        if not door.is_slow and (door.who in (OPEN, SELF) or door.who in permissions_of(user)):
            yield address, path(address, office.things_of(door).there(unit))


def sent(submission, **typed) -> dict:
    """Return what the page would send of one cell, typed over."""
    form = FigureSheet(submission).forms[0]
    shown = {form.add_prefix(name): form[name].value() or "" for name in form.fields}
    return shown | {form.add_prefix(name): text for name, text in typed.items()} | {"key": "k", "act": "save"}


@pytest.mark.case("P03")
@pytest.mark.parametrize("door", ["indicators:sheet", "indicators:cells_save", "reports:submission_check"])
def test_a_cell_of_another_unit_is_not_written(world, clients, committee, clerk, door):  # noqa: F811
    theirs = world.things["own_submission"].of_unit[committee]
    submission = Submission.objects.get(pk=theirs[0])
    builders.put(submission, clerk, 50, FigureSheet(submission).forms[0].item)
    before = list(submission.lines.values_list("value", "rv", "note"))
    events = Event.objects.count()
    answer = clients["other_clerk"].post(path(door, theirs), sent(submission, value="77", note="CANARY"))
    assert answer.status_code == 404
    assert list(submission.lines.values_list("value", "rv", "note")) == before == [(Decimal(50), 1, "")]
    told = Event.objects.order_by("-seq")[: Event.objects.count() - events]
    assert [(event.verb, event.who) for event in told] == [
        ("request.refused", "other_clerk某（other_clerk）")
    ]


@pytest.mark.case("P04")
@pytest.mark.parametrize("name", ["leader", "member"])
def test_who_only_reads_writes_nothing(world, clients, name):  # noqa: F811
    user, before = world.cast[name], contents()
    refused = []
    for address, door in DOORS.items():
        if door.who in (OPEN, SELF) or door.who in permissions_of(user):
            continue
        there = world.things_of(door).there(world.units[name])
        answer = clients[name].post(path(address, there), {"reason": "x", "key": address, "value": "1"})
        refused.append((address, answer.status_code))
    assert refused and {code for _, code in refused} == {403}
    after = contents()
    assert {table for table in after if after[table] != before[table]} <= THE_JOURNAL


@pytest.mark.case("P05")
@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.RETURNED])
def test_a_member_takes_nothing_away_that_was_not_approved(
    document, committee, clerk, other_unit, other_clerk, reviewer, member, signed_in, state
):
    item = document.items.get(slug="industrial-output")
    Responsibility.assign(item, other_unit, Quarter(2017, 1), by=reviewer)
    period = builders.open_period(document, reviewer)
    approved = builders.approve(builders.own(period, committee), clerk, reviewer)
    theirs = builders.own(period, other_unit)
    builders.put(theirs, other_clerk, "7777.77", item, note="CANARY-NOTE")
    if state != State.DRAFT:
        theirs.submit(by=other_clerk)
    if state == State.RETURNED:
        theirs.send_back(by=reviewer, reason="CANARY-REASON")
    correction = approved.correct(by=clerk, reason="CANARY-CORRECTION")
    builders.put(correction, clerk, "8888.88", note="CANARY-DRAFT")
    edition = builders.publish(approved, reviewer)
    for door in ("export_word", "export_excel", "edition_detail"):
        answer = signed_in(member).get(reverse(f"reports:{door}", args=[edition.quarter, edition.number]))
        told = unpacked(answer.getvalue())
        assert answer.status_code == 200 and edition.check_code in told
        assert not [word for word in ("7777.77", "8888.88", "CANARY") if word in told]


def unpacked(content: bytes) -> str:
    """Return every part of a document as text; a page as it is."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.case("P09")
def test_guessing_numbers_tells_nothing(world, clients, committee, other_unit):  # noqa: F811
    """Whatever is another unit's or nobody's: the same words, in the same time."""
    own = set(other_unit.submissions.values_list("pk", flat=True))
    theirs = committee.submissions.values_list("pk", flat=True)
    found, spent = set(), {True: [], False: []}
    for pk in [*range(1, 41), *list(theirs) * 6]:
        begun = time.perf_counter()
        answer = clients["other_clerk"].get(reverse("submissions:submission_detail", args=[pk]))
        taken = time.perf_counter() - begun
        if pk not in own:
            found.add((answer.status_code, ONCE.sub("", answer.content.decode())))
            spent[pk in theirs].append(taken)
    assert len(found) == 1 and next(iter(found))[0] == 404
    assert abs(statistics.median(spent[True]) - statistics.median(spent[False])) <= 0.02


@pytest.mark.case("P10")
@pytest.mark.parametrize("name", ["other_clerk", "leader", "clerk"])
def test_no_page_changes_by_another_unit_s_draft(world, clients, committee, clerk, name):  # noqa: F811
    """Only the clerk's own pages do, which proves that the test would see it."""

    def seen():
        return {
            address: ONCE.sub("", clients[name].get(url).getvalue().decode(errors="replace"))
            for address, url in pages(world, name)
        }

    before = seen()
    draft = committee.submissions.get(pk=world.things["own_submission"].of_unit[committee][0])
    for form in FigureSheet(draft).forms[:5]:
        builders.put(draft, clerk, "7777", form.item, note="CANARY")
    after = seen()
    changed = [address for address in before if after[address] != before[address]]
    assert bool(changed) == (name == "clerk"), changed


@pytest.mark.case("P11", "I13")
def test_no_header_makes_a_write_of_a_look_and_no_parameter_is_believed(world, clients):  # noqa: F811
    """Only what is taken away leaves a trace in the journal, as it always does."""
    before, last, odd = contents(), Event.objects.count(), []
    asked = {address: (name, url) for name in world.cast for address, url in pages(world, name)}
    for address, (name, url) in asked.items():
        plain = clients[name].get(url).status_code
        strange = clients[name].get(url + ODD, headers={"X-HTTP-Method-Override": "POST"}).status_code
        odd += [(address, plain, strange)] if strange != plain else []
    after = contents()
    assert {table for table in after if after[table] != before[table]} <= THE_JOURNAL
    assert {event.verb for event in Event.objects.order_by("seq")[last:]} <= {
        "edition.export",
        "journal.export",
    }
    assert odd == []


@pytest.mark.case("P11")
def test_a_post_that_calls_itself_a_delete_is_a_post(world, clients, clerk):  # noqa: F811
    post = Post.objects.get(user=clerk)
    url = reverse("accounts:post_end", args=[post.pk])
    answer = clients["admin"].post(url, {"_method": "DELETE"}, headers={"X-HTTP-Method-Override": "DELETE"})
    assert answer.status_code == 200 and Post.objects.filter(pk=post.pk, ends_on=None).exists()
    assert clients["admin"].delete(url).status_code == 405
