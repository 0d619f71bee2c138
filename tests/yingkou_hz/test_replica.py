"""Editions read from a replica: a real one, a hot standby of a real primary, with the product in front of both."""

from contextlib import closing
from types import SimpleNamespace

import psycopg2
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, transaction
from django.http import HttpResponse

from accounts.models import Head, User
from bench.product import BUILD, Person, Product
from reports.models import Edition
from yingkou_hz import database, postgres, replica
from yingkou_hz.replica import PRIMARY, REPLICA, LookMiddleware, ReplicaRouter


def say(server, statement: str):
    with closing(psycopg2.connect(server.url)) as line, line.cursor() as cursor:
        line.autocommit = True
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture(scope="module")
def primary():
    if not postgres.candidates("pg_basebackup"):
        pytest.skip(f"这台机器上没有 PostgreSQL。安装：{postgres.APT}")
    with postgres.started() as server:
        yield server


@pytest.fixture(scope="module")
def product(primary, tmp_path_factory):
    product = Product(tmp_path_factory.mktemp("home"), primary.url)
    product.shell(BUILD)
    return product


def is_asked(standby, look) -> bool:
    """Return whether the look read editions on the standby."""
    with (standby.folder / "log").open() as log:
        log.seek(0, 2)
        assert look() == 200
        return 'FROM "reports_edition"' in log.read()


@pytest.mark.slow
@pytest.mark.once
def test_a_replica_answers_while_it_holds_every_edition_and_the_primary_else(product, primary):
    with postgres.replica(primary, "-c log_statement=all") as standby:
        product.replica = standby.url
        product.start()
        try:
            follow_and_fall_back(product, standby)
        finally:
            product.end()


def follow_and_fall_back(product, standby):
    leader, reviewer = Person(product, "leader"), Person(product, "reviewer")

    def look() -> int:
        return leader.ask("/board/").status

    assert is_asked(standby, look), "level: the replica answers"
    say(standby, "SELECT pg_wal_replay_pause()")
    preview = reviewer.ask("/editions/2019Q2/preview/")
    said = {"csrfmiddlewaretoken": reviewer.token_of(preview), "key": "publish"}
    published = reviewer.ask("/editions/2019Q2/publish/", said)
    assert published.status == 302
    for person in (reviewer, leader):
        assert "2019年二季度" in person.ask("/board/").text, (
            "who has just published sees it, and so does everybody"
        )
    assert not is_asked(standby, look), "behind: the primary answers"
    say(standby, "SELECT pg_wal_replay_resume()")
    while say(standby, "SELECT max(event_seq) FROM reports_edition") != newest(product):
        pass
    assert is_asked(standby, look), "it caught up"
    standby.stop()
    assert look() == 200, "away: the primary answers"
    standby.start()
    assert look() == 200


def newest(product) -> int:
    script = (
        "from reports.models import Edition; print(max(Edition.objects.values_list('event_seq', flat=True)))"
    )
    return int(product.shell(script))


@pytest.fixture
def two_places(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES, REPLICA, {})
    monkeypatch.setattr(replica.Look, "away_until", 0.0)


def place_in(method: str, work=lambda: None) -> str:
    """Return where an edition is read in a request of that method."""
    found = []

    def view(request):
        work()
        found.append(ReplicaRouter().db_for_read(Edition))
        return HttpResponse()

    LookMiddleware(view)(SimpleNamespace(method=method))
    return found[0]


@pytest.mark.django_db
def test_only_a_look_outside_a_transaction_reads_from_the_replica(two_places, monkeypatch):
    router = ReplicaRouter()
    monkeypatch.setattr(replica, "behind", lambda: 0)
    monkeypatch.setattr(replica, "connections", {PRIMARY: SimpleNamespace(in_atomic_block=False)})
    assert (place_in("GET"), place_in("HEAD"), place_in("POST")) == (REPLICA, REPLICA, PRIMARY)
    assert router.db_for_read(Edition) == PRIMARY, "a command, a shell, a test"
    assert router.db_for_read(User) == router.db_for_write(Edition) == PRIMARY
    monkeypatch.setattr(replica, "connections", {PRIMARY: SimpleNamespace(in_atomic_block=True)})
    assert place_in("GET") == PRIMARY
    assert router.allow_migrate(PRIMARY, "reports") and not router.allow_migrate(REPLICA, "reports")


@pytest.mark.django_db
@pytest.mark.parametrize("behind, place", [(0, REPLICA), (1, PRIMARY), (None, PRIMARY)])
def test_a_replica_that_is_behind_or_away_is_not_asked(two_places, monkeypatch, behind, place):
    monkeypatch.setattr(replica, "connections", {PRIMARY: SimpleNamespace(in_atomic_block=False)})
    monkeypatch.setattr(replica, "behind", lambda: behind)
    assert place_in("GET") == place


@pytest.mark.django_db
def test_one_that_did_not_answer_is_left_alone_for_a_while(two_places, monkeypatch):
    def using(alias):
        raise DatabaseError("could not connect")

    monkeypatch.setattr(Head.objects, "using", using)
    assert replica.behind() is None
    monkeypatch.setattr(replica, "behind", lambda: pytest.fail("asked again at once"))
    assert replica.Look().place == PRIMARY


@pytest.mark.django_db
def test_behind_counts_to_the_newest_edition(monkeypatch):
    monkeypatch.setattr(
        Head.objects, "using", lambda alias: SimpleNamespace(get=lambda: SimpleNamespace(seq=0))
    )
    assert replica.behind() == 0, "no edition, nothing to lack"


@pytest.mark.django_db
def test_without_a_replica_nothing_is_asked():
    with transaction.atomic():
        assert place_in("GET") == PRIMARY
    assert place_in("GET") == PRIMARY


@pytest.mark.parametrize(
    "url, other",
    [("", "postgresql://a/b"), ("sqlite:////x", "postgresql://a/b"), ("postgresql://a/b", "mysql://a/b")],
)
def test_a_replica_of_nothing_is_refused(url, other, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="须与 DATABASE_URL 一起写"):
        database.all_of_them(url, tmp_path, other)


def test_a_replica_that_is_the_primary_is_refused(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="相同"):
        database.all_of_them("postgresql://a/b", tmp_path, "postgresql://a/b")
    both = database.all_of_them("postgresql://a/b", tmp_path, "postgresql://c/b")
    assert both[REPLICA]["HOST"] == "c" and both[REPLICA]["OPTIONS"]["connect_timeout"]
