"""One database copied while it is written to, loaded beside the present one, put in its place: on both kinds."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.backends.postgresql.client import DatabaseClient

from accounts.models import Head
from policy.models import Evidence
from yingkou_hz import postgres

APT = "sudo apt install postgresql-client"
BUSY = "系统还开着（或有别的程序连着数据库），没有恢复。请先停止服务，再重新执行。"
KEPT = "before-restore"
SIDE_FILES = ("-wal", "-shm")
IN_USE, NOT_ALLOWED = "55006", "42501"  # PostgreSQL's codes: its words come in the server's language


class Unfit(Exception):
    """A copy cannot be made or taken; the message is the Chinese sentence that says why and what to do."""


@contextmanager
def opened(name):
    """Yield a connection of its own to the database of that name, beside the product's."""
    other = connection.copy()
    other.settings_dict["NAME"] = name
    try:
        yield other
    finally:
        other.close()


def present() -> str:
    return str(connection.settings_dict["NAME"])


def facts(other) -> dict:
    """Return what a copy holds: the end of the journal's chain, its files of evidence, each table's rows and hash."""
    names = sorted(other.introspection.table_names())
    if Head._meta.db_table not in names:
        raise Unfit("数据库里还没有本系统的表。请先用 manage.py start 启动一次。")
    with other.cursor() as cursor:
        cursor.execute(f"SELECT seq, hash FROM {Head._meta.db_table}")  # nosec B608: our own tables
        seq, digest = cursor.fetchone()
        evidence = evidence_named(cursor) if Evidence._meta.db_table in names else []
    hashed = KINDS[other.vendor].hashed
    tables = {name: hashed(other, name) for name in names}
    return {"chain": {"seq": seq, "hash": digest}, "evidence": evidence, "tables": tables}


def evidence_named(cursor) -> list[str]:
    cursor.execute(f"SELECT DISTINCT sha256 FROM {Evidence._meta.db_table} ORDER BY sha256")  # nosec B608
    return [sha256 for (sha256,) in cursor.fetchall()]


class SQLite:
    """A file. VACUUM INTO copies it as of one moment; writers wait for nothing."""

    @staticmethod
    def dump(target: Path) -> dict:
        """Write a copy of the present database; return its facts."""
        if not Path(present()).exists():
            raise Unfit(f"数据库文件 {present()} 不存在，没有可备份的。请检查 YK_HOME 和 DATABASE_URL。")
        with opened(present()) as source, source.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        with opened(target) as copied:
            return facts(copied)

    @staticmethod
    def hashed(other, table: str) -> dict:
        """Return a table's rows and hash, whatever order they lie in."""
        with closing(sqlite3.connect(other.settings_dict["NAME"])) as plain:
            rows = plain.execute(f'SELECT * FROM "{table}"')  # nosec B608: names that the database itself gave
            digests = sorted(hashlib.sha256(repr(row).encode()).digest() for row in rows)
        return {"rows": len(digests), "sha256": hashlib.sha256(b"".join(digests)).hexdigest()}

    @staticmethod
    def refuse_when_busy() -> None:
        """Refuse while another connection is open: each holds a shared lock on the file for as long as it lives."""
        connection.close()
        if not Path(present()).exists():
            return
        try:
            with closing(sqlite3.connect(present(), timeout=0)) as plain:
                plain.execute("PRAGMA locking_mode = EXCLUSIVE")
                plain.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise Unfit(BUSY) from None
        except sqlite3.DatabaseError:
            pass  # a broken one is why somebody restores

    @staticmethod
    @contextmanager
    def beside(dumped: Path):
        """Lay the copy beside the present database; yield its name, and clear away what was not put in place."""
        file = Path(present())
        name = file.with_name(f".{file.name}.restoring-{os.getpid()}")
        try:
            shutil.copyfile(dumped, name)
            yield str(name)
        finally:
            for end in ("", *SIDE_FILES):
                Path(f"{name}{end}").unlink(missing_ok=True)

    @staticmethod
    def swap(name: str) -> str:
        """Put the copy in the present one's place in one step; return under what name that one is kept."""
        SQLite.refuse_when_busy()
        file, kept = Path(present()), ""
        sync(Path(name))
        if file.exists():
            kept = free(f"{file}.{KEPT}", lambda each: Path(each).exists())
            link(file, Path(kept))
            for end in SIDE_FILES:  # a broken database's, which would spoil the restored one
                if Path(f"{file}{end}").exists():
                    os.replace(f"{file}{end}", f"{kept}{end}")
        os.replace(name, file)
        return kept


class PostgreSQL:
    """A database of a server, copied by PostgreSQL's own programs; its hashes are taken from the copy's snapshot."""

    @staticmethod
    def dump(target: Path) -> dict:
        """Write a copy of the present database; return its facts."""
        with opened(present()) as source, source.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            run("pg_dump", present(), "-Fc", "--snapshot", snapshot, "--file", str(target))
            return facts(source)

    @staticmethod
    def hashed(other, table: str) -> dict:
        """Return a table's rows and hash, whatever order they lie in."""
        each = "encode(sha256(convert_to(t::text, 'UTF8')), 'hex')"
        all_of_them = f"coalesce(string_agg({each}, '' ORDER BY {each} COLLATE \"C\"), '')"
        with other.cursor() as cursor:
            counted = f"SELECT count(*), encode(sha256(convert_to({all_of_them}, 'UTF8')), 'hex')"
            cursor.execute(f'{counted} FROM "{table}" t')  # nosec B608
            rows, digest = cursor.fetchone()
        return {"rows": rows, "sha256": digest}

    @staticmethod
    def refuse_when_busy() -> None:
        """Refuse while somebody else is connected."""
        connection.close()
        with maintenance() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'",
                [present()],
            )
            if cursor.fetchone()[0]:
                raise Unfit(BUSY)

    @staticmethod
    @contextmanager
    def beside(dumped: Path):
        """Load the copy into a database of its own; yield its name, and drop what was not put in place."""
        name = f"{present()}_restoring_{os.getpid()}"
        with maintenance() as cursor:
            cursor.execute(statement("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name))
        try:
            loading = ("--no-owner", "--no-privileges", "--single-transaction", str(dumped))
            run("pg_restore", name, *loading)
            yield name
        finally:
            with maintenance() as cursor:
                cursor.execute(statement("DROP DATABASE IF EXISTS {}", name))

    @staticmethod
    def swap(name: str) -> str:
        """Put the copy in the present one's place in one step; return under what name that one is kept."""
        PostgreSQL.refuse_when_busy()
        kept, renamed = "", statement("ALTER DATABASE {} RENAME TO {}", name, present())
        with maintenance() as cursor:
            cursor.execute("SELECT datname FROM pg_database")
            names = {each for (each,) in cursor.fetchall()}
            cursor.execute("BEGIN")
            if present() in names:
                kept = free(f"{present()}_{KEPT.replace('-', '_')}", names.__contains__)
                cursor.execute(statement("ALTER DATABASE {} RENAME TO {}", present(), kept))
            cursor.execute(renamed)
            cursor.execute("COMMIT")
        return kept


KINDS = {"sqlite": SQLite, "postgresql": PostgreSQL}


def kind():
    return KINDS[connection.vendor]


@contextmanager
def maintenance():
    """Yield a cursor in a database of the server that is not the product's."""
    with opened("template1" if present() == "postgres" else "postgres") as other, other.cursor() as cursor:
        try:
            yield cursor
        except DatabaseError as error:
            code, user = getattr(error.__cause__, "pgcode", None), connection.settings_dict["USER"]
            if code == IN_USE:
                raise Unfit(BUSY) from error
            if code == NOT_ALLOWED:
                raise Unfit(
                    f"数据库用户 {user} 不能建库。请让数据库管理员执行：ALTER ROLE {user} CREATEDB"
                ) from error
            raise


def statement(text: str, *names: str) -> str:
    return text.format(*map(connection.ops.quote_name, names))


def run(program: str, name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on a database; the password goes by the environment."""
    folder = next(iter(postgres.candidates(program)), None)
    if folder is None:
        raise Unfit(
            f"这台机器上没有 {program}。请先安装：{APT}；装在别处的，用环境变量 PG_BIN 指明它的目录。"
        )
    said, secrets = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict | {"NAME": name}, [])
    command = [str(folder / program), *said[1:-1], "--dbname", name, *arguments]
    done = subprocess.run(
        command, env=os.environ | (secrets or {}), capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        raise Unfit(f"{program} 没有做成：{done.stderr.strip()[:300]}")


def free(name: str, is_taken) -> str:
    """Return the name, or with a number when it is taken: what an earlier restore kept is kept."""
    numbered = (name if number == 1 else f"{name}_{number}" for number in count(1))
    return next(each for each in numbered if not is_taken(each))


def link(file: Path, other: Path) -> None:
    """Give a file a second name; where the disk knows no links, copy it."""
    try:
        os.link(file, other)
    except OSError:
        shutil.copy2(file, other)


def sync(file: Path) -> None:
    """Bring a file's bytes to the disk."""
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())
