"""A session slides while one works and ends after half a day."""

from types import SimpleNamespace

import pytest

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
