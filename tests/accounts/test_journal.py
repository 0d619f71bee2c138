"""The one door of every write: chained, replayed, and broken nowhere unseen. TRUST C03, C04, R3, R7."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts import clock, journal
from accounts.journal import Change, Clash, Refused, first_break, record
from accounts.models import Event, Head, Unit
from submissions import frozen


def write(by, key=None, **changes):
    return record("line.put", "甲", by=by, key=key, do=lambda seq: Change(changes, {"seq": seq}))


@pytest.fixture
def chain(clerk):
    for number in range(5):
        write(clerk, value=number)
    return Event.objects.order_by("seq")


@pytest.fixture
def unlocked(chain):
    """The chain with the triggers taken away, as somebody with the database's password could."""
    frozen.lift()
    return chain


def test_an_event_says_who_when_what_and_follows_the_one_before(clerk):
    with clock.at(dt.datetime(2018, 4, 1, 0, 30, tzinfo=clock.SHANGHAI)):
        write(clerk, value=[None, Decimal("208.60")])
    first = Event.objects.get()
    assert (first.seq, first.prev, first.who, first.unit_name) == (
        1,
        "",
        "clerk某（clerk）",
        "高新区(辽宁自贸区营口片区)管委会",
    )
    assert str(first) == f"1 {first.verb} {first.subject}"
    assert first.changes == {"value": [None, "208.6"]}
    assert first.at.astimezone(clock.SHANGHAI).isoformat() == "2018-04-01T00:30:00+08:00"
    write(clerk)
    assert Event.objects.get(seq=2).prev == first.hash
    assert Head.objects.get().seq == 2


@pytest.mark.case("T03")
def test_the_order_is_the_sequence_even_when_the_clock_goes_back(clerk):
    for moment in (dt.date(2019, 1, 2), dt.date(2019, 1, 1)):
        with clock.at(moment):
            write(clerk)
    assert list(Event.objects.order_by("seq").values_list("at__day", flat=True)) == [2, 1]
    assert first_break() is None


def test_a_repeated_request_changes_nothing_and_is_answered_as_then(clerk):
    done = []

    def do(seq):
        done.append(seq)
        return Change({}, {"at": clock.now(), "amount": Decimal("1.50"), "pair": (1, 2)})

    answers = [record("line.put", "甲", by=clerk, key="k", do=do) for _ in range(3)]
    assert len(done) == 1 and Event.objects.count() == 1
    assert answers[0] == answers[1] == answers[2]


def test_a_key_is_one_account_s_and_one_verb_s(clerk, reviewer):
    write(clerk, key="k")
    write(reviewer, key="k")
    record("unit.add", "甲", by=clerk, key="k", do=lambda seq: Change())
    assert Event.objects.count() == 3


@pytest.mark.parametrize("key", ["k" * 5000, "甲\n\x00乙", "\ud800"])
def test_a_key_may_be_anything(clerk, key):
    assert write(clerk, key=key) == write(clerk, key=key)


def test_what_was_refused_leaves_nothing_and_may_be_tried_again_under_its_key(clerk):
    def refuse(seq):
        Unit.objects.create(name="甲局", short_name="甲局", kind="CITY")
        raise Refused("不行。")

    with pytest.raises(Refused):
        record("unit.add", "甲", by=clerk, key="k", do=refuse)
    assert not Unit.objects.filter(name="甲局").exists()
    assert record("unit.add", "甲", by=clerk, key="k", do=lambda seq: Change({}, {"seq": seq})) == {"seq": 2}


def test_a_refusal_is_written_down_once(clerk):
    def refuse(seq):
        raise Refused("不行。")

    with pytest.raises(Refused) as refused:
        record("unit.add", "甲", by=clerk, do=refuse)
    journal.note_refusal(refused.value, "POST /x/", by=clerk)
    event = Event.objects.get()
    assert (event.verb, event.subject, event.changes) == (
        "request.refused",
        "甲",
        {"verb": "unit.add", "reason": "不行。"},
    )


def test_a_change_of_nothing_is_not_written_down(clerk):
    assert record("line.put", "甲", by=clerk, do=lambda seq: None) == {}
    assert Head.objects.get().seq == 0


def test_the_subject_outlives_its_row(clerk, committee):
    record("unit.edit", committee, by=clerk, do=lambda seq: Change())
    assert Event.objects.get().subject == f"accounts.unit:{committee.pk} 高新区管委会"


def test_text_that_a_database_refuses_is_written_down_all_the_same(clerk):
    write(clerk, note="a\x00b\ud800c", day=dt.date(2018, 3, 31))
    assert Event.objects.get().changes == {"note": "a\ufffdb?c", "day": "2018-03-31"}
    assert first_break() is None


def test_an_unbroken_chain(chain):
    assert first_break() is None


@pytest.mark.parametrize(
    "field, value", [("who", "别人"), ("changes", {"value": 9}), ("at", timezone.now()), ("hash", "0" * 64)]
)
def test_a_changed_event_is_found_where_it_stands(unlocked, field, value):
    unlocked.filter(seq=3).update(**{field: value})
    assert first_break() == 3


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_missing_event_is_found_where_it_stood(unlocked, seq):
    unlocked.filter(seq=seq).delete()
    assert first_break() == seq


def test_an_event_slipped_in_at_the_end_is_found(unlocked):
    last = unlocked.last()
    forged = Event(
        **{f.attname: getattr(last, f.attname) for f in Event._meta.concrete_fields}
        | {"seq": 6, "prev": last.hash}
    )
    forged.hash = journal.digest(forged)
    forged.save(force_insert=True)
    assert first_break() == 6


def test_a_changed_head_is_found(chain):
    Head.objects.update(hash="0" * 64)
    assert first_break() == 5


def test_the_head_is_locked_before_anything_is_read(clerk, django_assert_num_queries):
    """SQLite takes its write lock with BEGIN IMMEDIATE; PostgreSQL asks FOR UPDATE."""
    with django_assert_num_queries(7) as queries:
        write(clerk, key="k")
    reading = next(query["sql"] for query in queries if "accounts_head" in query["sql"])
    assert reading is queries[1]["sql"]
    assert connection.vendor == "sqlite" or "FOR UPDATE" in reading


def test_a_clash_speaks_in_the_words_of_the_page(committee):
    with transaction.atomic():
        clash = Clash.of(committee, {"kind": "CITY", "closed_on": None}, cell="c", who="甲", at=clock.now())
    assert clash.rows == (("类别", "管委会", "市直部门"), ("撤并日期", "——", "——"))
    assert (clash.rv, clash.current) == (1, {"kind": "COMMITTEE", "closed_on": None})
