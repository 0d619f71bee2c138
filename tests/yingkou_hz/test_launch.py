"""The steps between an empty folder and a served page."""

import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from django.db import ConnectionHandler, connection
from django.db.migrations.recorder import MigrationRecorder

from accounts.models import User
from policy.models import PolicyDocument
from yingkou_hz import database, launch


@pytest.mark.django_db
def test_migrate_refuses_a_database_newer_than_the_program():
    MigrationRecorder(connection).record_applied("accounts", "9999_from_the_future")
    with pytest.raises(launch.NotStarted, match=r"多出 accounts\.9999_from_the_future"):
        launch.migrate(print)


@pytest.mark.case("S06")
@pytest.mark.django_db
def test_load_facts_and_first_admin_do_their_work_once():
    said = []
    launch.load_facts(said.append)
    assert PolicyDocument.objects.count() == 1
    password = launch.first_admin().split()[-1]
    assert User.objects.get(username="admin").check_password(password)
    launch.load_facts(said.append)
    assert len(said) == 1
    assert launch.first_admin() == ""


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A database file of one's own, which `launch` takes for the product's."""
    file = tmp_path / "yingkou.sqlite3"
    monkeypatch.setattr(launch, "connection", SimpleNamespace(vendor="sqlite", settings_dict={"NAME": file}))
    return file


def test_check_file_lets_a_missing_and_a_full_one_pass(file):
    launch.check_file()
    file.write_text("full")
    launch.check_file()


@pytest.mark.case("F05")
def test_check_file_refuses_an_empty_one(file):
    file.touch()
    with pytest.raises(launch.NotStarted, match="是空的，可能已损坏"):
        launch.check_file()


@pytest.mark.case("F05")
@pytest.mark.parametrize("forbidden", ["file", "folder"])
def test_check_file_refuses_what_may_not_be_written(file, monkeypatch, forbidden):
    file.write_text("full")
    shut = {"file": file, "folder": file.parent}[forbidden]
    monkeypatch.setattr(launch.os, "access", lambda path, mode: path != shut)  # root may write everything
    with pytest.raises(launch.NotStarted, match="不许读写"):
        launch.check_file()


@pytest.mark.case("F05")
def test_check_file_lays_no_empty_database_where_one_was(file):
    file.write_text("full")
    launch.note_installed()
    file.unlink()
    with pytest.raises(launch.NotStarted, match=r"不见了，没有另建空库.*restore"):
        launch.check_file()
    assert not file.exists()


PAGE = 4096


@pytest.fixture
def sound(file, monkeypatch):
    """A SQLite file of many pages, opened as the product opens its own; return its bytes."""
    with closing(sqlite3.connect(file)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, who TEXT)")
        made.execute("CREATE INDEX by_name ON events (who)")
        made.executemany("INSERT INTO events (who) VALUES (?)", ((f"单位{n % 97}",) for n in range(2000)))
        made.commit()
    stated = ConnectionHandler({"default": database.configuration("", file)})["default"]
    monkeypatch.setattr(launch, "connection", stated)
    yield file.read_bytes()
    stated.close()


@pytest.mark.case("F06")
@pytest.mark.django_db
def test_check_pages_refuses_a_file_with_a_damaged_page_and_names_the_way_back(file, sound):
    launch.check_pages()
    for number in range(len(sound) // PAGE):
        page = slice(number * PAGE, (number + 1) * PAGE)
        spoilt = sound[: page.start] + bytes(255 - byte for byte in sound[page]) + sound[page.stop :]
        launch.connection.close()
        file.write_bytes(spoilt)
        with pytest.raises(launch.NotStarted, match=r"已损坏.*没有写入.*manage\.py restore"):
            launch.check_pages()
        assert file.read_bytes() == spoilt, number


@pytest.mark.case("S06")
def test_check_administrators_refuses_a_password_that_is_the_name(admin, clerk):
    clerk.set_password("clerk")
    clerk.save()
    launch.check_administrators()
    admin.set_password("admin")
    admin.save()
    with pytest.raises(launch.NotStarted, match=r"admin 的口令与账号同名.*changepassword admin"):
        launch.check_administrators()


def test_database_name_shows_no_password(monkeypatch):
    stated = {"HOST": "10.1.1.1", "NAME": "yingkou", "PASSWORD": "verysecret"}
    monkeypatch.setattr(launch, "connection", SimpleNamespace(vendor="postgresql", settings_dict=stated))
    assert launch.database_name() == "PostgreSQL 10.1.1.1/yingkou"
