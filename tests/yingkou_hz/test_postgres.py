"""Finding a PostgreSQL, starting one of one's own, killing it, letting another follow it."""

from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from yingkou_hz import postgres


def test_version_is_the_number_in_the_path():
    paths = ["/usr/lib/postgresql/9/bin", "/x/pginstall/bin", "/usr/lib/postgresql/15/bin"]
    assert [postgres.version(Path(path)) for path in paths] == [9, 0, 15]


def test_candidates_begin_with_the_one_that_was_named(tmp_path, monkeypatch):
    (tmp_path / "initdb").touch()
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    assert postgres.candidates()[0] == tmp_path


def test_started_says_why_when_there_is_none(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "candidates", list)
    with pytest.raises(postgres.NoPostgres, match="没有 PostgreSQL"), postgres.started():
        pass
    monkeypatch.setattr(postgres, "candidates", lambda: [tmp_path])
    with pytest.raises(postgres.NoPostgres, match="initdb"), postgres.started():
        pass


def answer(server, statement: str):
    """Return the one value that the server answers with; None where the statement gives none."""
    with closing(psycopg2.connect(server.url)) as line, line, line.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


@pytest.mark.once
@pytest.mark.slow
def test_a_killed_server_starts_again_with_what_it_answered_and_its_replica_follows():
    try:
        running = postgres.started(postgres.LOCAL)
        primary = running.__enter__()
    except postgres.NoPostgres as reason:
        pytest.skip(str(reason))
    try:
        answer(primary, "CREATE TABLE said (n int)")
        answer(primary, "INSERT INTO said VALUES (1)")
        primary.kill()
        with pytest.raises(psycopg2.OperationalError):
            answer(primary, "SELECT 1")
        primary.start()
        assert answer(primary, "SELECT count(*) FROM said") == 1
        with postgres.replica(primary) as standby:
            assert answer(standby, "SELECT count(*) FROM said") == 1
            with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction):
                answer(standby, "INSERT INTO said VALUES (2)")
    finally:
        running.__exit__(None, None, None)
