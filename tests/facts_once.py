"""The document's facts, loaded once for the whole suite: to load them for each test would take most of its time."""

import io

import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from accounts.models import Head, Unit
from policy.models import PolicyDocument
from submissions import frozen

COPY = "copy_of_"


@pytest.fixture(scope="session")
def facts_copied(django_db_setup, django_db_blocker) -> list[str]:
    """Load the facts, copy every table that then holds rows, empty the database; return the tables' names."""
    with django_db_blocker.unblock():
        before = filled_tables()
        call_command("facts", stdout=io.StringIO())
        filled = [name for name in filled_tables() if name not in before or name == Head._meta.db_table]
        with connection.cursor() as cursor:
            for name in filled:
                cursor.execute(f"CREATE TABLE {COPY}{name} AS SELECT * FROM {name}")
        empty_database()
        connection.close()
    return filled


@pytest.fixture
def document(db, facts_copied) -> PolicyDocument:
    """The document with everything it states, as the facts command loads it."""
    if Unit.objects.exists():  # somebody came first: load around them
        call_command("facts", stdout=io.StringIO())
    else:
        copy_back(facts_copied)
    return PolicyDocument.objects.get()


def filled_tables() -> list[str]:
    with connection.cursor() as cursor:
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        return [name for name in names if holds_rows(cursor, name)]


def holds_rows(cursor, table: str) -> bool:
    cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
    return cursor.fetchone() is not None


@transaction.atomic
def copy_back(tables: list[str]) -> None:
    """Put the rows back; which refers to which is asked at the end."""
    Head.objects.all().delete()
    models = connection.introspection.installed_models(tables)
    with connection.cursor() as cursor:
        for name in tables:
            cursor.execute(f"INSERT INTO {name} SELECT * FROM {COPY}{name}")
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def empty_database() -> None:
    """Empty every table, which the triggers would refuse, and put the head back."""
    frozen.lift()
    call_command("flush", verbosity=0, interactive=False)
    Head.objects.create(pk=1)
    frozen.install()
