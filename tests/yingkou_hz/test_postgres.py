"""Finding a PostgreSQL for the tests."""

from pathlib import Path

import pytest

from yingkou_hz import postgres


def test_version_is_the_number_in_the_path():
    paths = ["/usr/lib/postgresql/9/bin", "/x/pginstall/bin", "/usr/lib/postgresql/15/bin"]
    assert [postgres.version(Path(path)) for path in paths] == [9, 0, 15]


def test_candidates_begin_with_the_one_that_was_named(tmp_path, monkeypatch):
    (tmp_path / "initdb").touch()
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    assert postgres.candidates()[0] == tmp_path


def test_server_says_why_when_there_is_none(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "candidates", list)
    with pytest.raises(postgres.NoPostgres, match="没有 PostgreSQL"), postgres.server():
        pass
    monkeypatch.setattr(postgres, "candidates", lambda: [tmp_path])
    with pytest.raises(postgres.NoPostgres, match="initdb"), postgres.server():
        pass
