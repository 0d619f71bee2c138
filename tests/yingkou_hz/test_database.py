"""The database is chosen by DATABASE_URL; both kinds come with the options that hold under concurrency."""

import threading
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from accounts.models import Unit
from yingkou_hz import database

FILE = Path("/srv/yingkou.sqlite3")


def test_configuration_is_sqlite_unless_the_url_says_otherwise():
    chosen = database.configuration("", FILE)
    assert chosen["NAME"] == FILE
    assert chosen["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database.configuration("sqlite:////tmp/other.sqlite3", FILE)["NAME"] == Path("/tmp/other.sqlite3")


def test_configuration_of_postgresql_is_kept_and_checked():
    chosen = database.configuration("postgresql://u:p@%2Ftmp%2Fsock/name", FILE)
    assert chosen["ENGINE"] == "django.db.backends.postgresql"
    assert (chosen["HOST"], chosen["NAME"]) == ("/tmp/sock", "name")
    assert chosen["CONN_MAX_AGE"] > 0 and chosen["CONN_HEALTH_CHECKS"]


@pytest.mark.parametrize("url", ["mysql://a/b", "oracle", "sqlite3:///x", "postgresql+psycopg://a/b"])
def test_configuration_refuses_what_it_does_not_know(url):
    with pytest.raises(ImproperlyConfigured, match="不认识"):
        database.configuration(url, FILE)


def test_configuration_refuses_psycopg_3(monkeypatch):
    monkeypatch.setattr(database, "find_spec", lambda name: object())
    with pytest.raises(ImproperlyConfigured, match="psycopg 3"):
        database.configuration("postgresql://a/b", FILE)


@pytest.mark.django_db
def test_the_suite_runs_on_the_database_it_was_told(settings):
    assert connection.vendor == ("postgresql" if settings.DATABASE_URL else "sqlite")


@pytest.mark.django_db
def test_sqlite_waits_for_nobody_and_holds_its_references():
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_all_get_through():
    """Four threads add one to the same row, ten times each: with Django's own SQLite settings most of these fail."""
    unit = Unit.objects.create(name="测试单位", short_name="测试", kind="CITY", order=0)

    def add():
        try:
            for _ in range(10):
                with transaction.atomic():
                    row = Unit.objects.select_for_update().get(pk=unit.pk)
                    row.order += 1
                    row.save()
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    unit.refresh_from_db()
    assert unit.order == 40
