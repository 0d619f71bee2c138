"""A session slides while one works and ends after half a day."""

from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session as Stored
from django.db import OperationalError

from yingkou_hz import sessions


class Session(dict):
    def flush(self):
        self.clear()


@pytest.fixture
def visit(monkeypatch):
    """Return a function that makes one request at a second of the machine's clock; it returns the session after."""
    session = Session()
    person = SimpleNamespace(is_authenticated=True)

    def visit_at(second):
        monkeypatch.setattr(sessions.time, "time", lambda: 1_000_000 + second)
        monkeypatch.setattr(sessions, "logout", lambda request: request.session.flush())
        request = SimpleNamespace(user=person, session=session)
        sessions.SessionLifeMiddleware(lambda request: "answered")(request)
        return dict(session)

    return visit_at


def test_session_is_renewed_once_a_minute(visit):
    first = visit(0)
    assert visit(59) == first
    assert visit(61)["renewed"] == first["renewed"] + 61


def test_session_ends_after_half_a_day_of_work(visit, settings):
    for second in range(0, settings.SESSION_LONGEST_AGE + 1, 600):
        assert "begun" in visit(second)
    assert visit(settings.SESSION_LONGEST_AGE + 1) == {}


def test_session_of_a_time_to_come_ends(visit):
    visit(3600)
    assert visit(0) == {}, "the clock was put back"


def test_stranger_gets_no_session():
    session = Session()
    request = SimpleNamespace(user=SimpleNamespace(is_authenticated=False), session=session, COOKIES={})
    assert sessions.SessionLifeMiddleware(lambda request: "answered")(request) == "answered"
    assert session == {}


@pytest.fixture
def begun(signed_in, clerk):
    """A session under way, and the client that has it."""
    client = signed_in(clerk)
    assert client.get("/password/").status_code == 200
    return client, client.session.session_key


@pytest.fixture
def unwritable(begun, monkeypatch):
    """Let no session be written from now on: the disk is full, or somebody holds the lock."""

    def refuse(*_args, **_kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Stored, "save_base", refuse)


@pytest.mark.case("F03")
def test_session_that_cannot_be_renewed_keeps_nobody_from_looking(begun, unwritable, monkeypatch):
    now = sessions.time.time() + sessions.RENEWED_EVERY + 1
    monkeypatch.setattr(sessions.time, "time", lambda: now)
    client, _ = begun
    assert client.get("/password/").status_code == 200, "the renewal waits"


def test_session_that_was_ended_meanwhile_is_not_put_off(begun):
    store = sessions.SessionStore(begun[1])
    store["renewed"] = 1
    Stored.objects.all().delete()
    with pytest.raises(sessions.UpdateError):
        store.save()


def test_session_that_is_only_beginning_is_not_lost_without_a_word(begun, unwritable):
    store = sessions.SessionStore(begun[1])
    del store["begun"]
    with pytest.raises(OperationalError):
        store.save()
