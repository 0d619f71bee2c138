"""What the database itself refuses to change, in both dialects: triggers, put in place after migrate and at start.

Held are lines whose submission is handed in or withdrawn, approved and withdrawn submissions, and every model that says INSERT_ONLY.
SQLite drops a table's triggers silently when Django rebuilds it: to install again is harmless and always complete.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connection as default_connection
from django.db import transaction

from submissions.models import Submission, line_models
from submissions.rules import State

PREFIX = "frozen_"
HANDED_IN = f"('{State.SUBMITTED.value}', '{State.APPROVED.value}', '{State.WITHDRAWN.value}')"
CLOSED = f"('{State.APPROVED.value}', '{State.WITHDRAWN.value}')"


@dataclass(frozen=True)
class Guard:
    """One refused action on one table; `when` is SQL over OLD and NEW."""

    table: str
    action: str
    when: str = "true"

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.table}_{self.action}".lower()


def guards() -> list[Guard]:
    """Return every guard of the house, from what the models say of themselves."""
    found = submission_guards()
    for model in line_models():
        found += line_guards(model)
    for model in insert_only_models():
        table = model._meta.db_table
        found += [Guard(table, "INSERT", replaces(model)), Guard(table, "UPDATE", overwrites(model))]
        found += [Guard(table, "DELETE")]
    return found


def insert_only_models() -> list[type]:
    return [model for model in apps.get_models() if getattr(model, "INSERT_ONLY", False)]


def submission_guards() -> list[Guard]:
    """An approved submission 已审核 stands for ever, and a withdrawn correction 已撤回 stays what it is."""
    table, closed = Submission._meta.db_table, f"OLD.state IN {CLOSED}"
    refused = {"INSERT": replaces(Submission), "UPDATE": closed, "DELETE": closed}
    return [Guard(table, action, when) for action, when in refused.items()]


def line_guards(model) -> list[Guard]:
    """A line of a submission that is handed in neither comes, goes nor changes; no line moves to another submission."""
    held = Submission._meta.db_table
    state_of = f"(SELECT state FROM {held} WHERE id = {{row}}.submission_id) IN {HANDED_IN}"  # nosec B608: our own tables
    old, new = state_of.format(row="OLD"), state_of.format(row="NEW")
    moved = "OLD.submission_id <> NEW.submission_id"
    refused = {"INSERT": f"{new} OR {replaces(model)}", "UPDATE": f"{moved} OR {old}", "DELETE": old}
    return [Guard(model._meta.db_table, action, when) for action, when in refused.items()]


def replaces(model) -> str:
    """Return the condition of an insert over a row that is there: SQLite's REPLACE would fire no other trigger."""
    table, key = model._meta.db_table, model._meta.pk.column
    return f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # nosec B608: our own tables


def overwrites(model) -> str:
    """Return the condition of a forbidden update: any, but for filling the SET_ONCE fields while they are empty."""
    once = getattr(model, "SET_ONCE", ())
    if not once:
        return "true"
    fields = model._meta.concrete_fields
    first = next(field.column for field in fields if field.name == once[0])
    changed = (f"NEW.{f.column} {{differs}} OLD.{f.column}" for f in fields if f.name not in once)
    return " OR ".join([f"OLD.{first} IS NOT NULL", *changed])


def install(connection=default_connection) -> None:
    """Put every trigger in its place, whatever stood there before."""
    tables = connection.introspection.table_names()
    with transaction.atomic(using=connection.alias):
        lift(connection)
        with connection.cursor() as cursor:
            for guard in guards():
                if guard.table in tables:
                    DIALECTS[connection.vendor].create(cursor, guard)


def lift(connection=default_connection) -> None:
    """Take every trigger away, as a migration must before it rebuilds a table that a trigger names."""
    dialect = DIALECTS[connection.vendor]
    with connection.cursor() as cursor:
        for name in dialect.standing(cursor):
            cursor.execute(dialect.DROP.format(name=name))


def missing(connection=default_connection) -> list[Guard]:
    """Return the guards whose trigger does not stand in the database."""
    with connection.cursor() as cursor:
        standing = DIALECTS[connection.vendor].standing(cursor)
    return [guard for guard in guards() if guard.name not in standing]


class SQLite:
    DROP = "DROP TRIGGER {name}"

    @staticmethod
    def create(cursor, guard: Guard) -> None:
        when = guard.when.format(differs="IS NOT")
        cursor.execute(
            f"CREATE TRIGGER {guard.name} BEFORE {guard.action} ON {guard.table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{guard.name}'); END"
        )

    @staticmethod
    def standing(cursor) -> set[str]:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall() if name.startswith(PREFIX)}


class PostgreSQL:
    """A trigger's own condition may hold no subquery here, so each guard is a function; a function's fall takes its triggers."""

    DROP = "DROP FUNCTION {name}() CASCADE"

    @staticmethod
    def create(cursor, guard: Guard) -> None:
        when = guard.when.format(differs="IS DISTINCT FROM")
        refuse = f"RAISE EXCEPTION '{guard.name}' USING ERRCODE = 'integrity_constraint_violation'"
        row = "OLD" if guard.action == "DELETE" else "NEW"
        cursor.execute(
            f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF TG_OP = 'TRUNCATE' OR {when} THEN {refuse}; END IF; RETURN {row}; END $$"
        )
        on = f"ON {guard.table} FOR EACH"
        cursor.execute(
            f"CREATE TRIGGER {guard.name} BEFORE {guard.action} {on} ROW EXECUTE FUNCTION {guard.name}()"
        )
        if guard.action == "DELETE":
            cursor.execute(
                f"CREATE TRIGGER {guard.name}_all BEFORE TRUNCATE {on} STATEMENT EXECUTE FUNCTION {guard.name}()"
            )

    @staticmethod
    def standing(cursor) -> set[str]:
        cursor.execute(
            "SELECT proname FROM pg_proc JOIN pg_trigger ON tgfoid = pg_proc.oid WHERE tgenabled = 'O'"
        )
        return {name for (name,) in cursor.fetchall() if name.startswith(PREFIX)}


DIALECTS = {"sqlite": SQLite, "postgresql": PostgreSQL}
