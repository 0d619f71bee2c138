"""Which database: SQLite unless DATABASE_URL says otherwise, each with the options that hold under concurrency."""

from importlib.util import find_spec
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
KEPT_SECONDS = 600
REPLICA_PATIENCE = 2  # seconds for a line to the replica; then the primary answers
LONGEST_WAIT = 5  # seconds for the one write lock; then the page says so


def sqlite(path: Path) -> dict:
    """Return the SQLite settings: a write takes its lock at the start, readers never wait for it."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"timeout": LONGEST_WAIT, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
    }


def postgresql(url: str) -> dict:
    """Return the PostgreSQL settings; psycopg 3 would silently take psycopg2's place, so it may not be there."""
    if find_spec("psycopg"):
        raise ImproperlyConfigured(
            "运行环境里装有 psycopg 3，Django 会悄悄改用它。请卸载 psycopg，只留 psycopg2。"
        )
    stated = dj_database_url.parse(url, conn_max_age=KEPT_SECONDS, conn_health_checks=True)
    stated.setdefault("OPTIONS", {}).setdefault("options", f"-c lock_timeout={LONGEST_WAIT}s")
    return stated


def configuration(url: str, default: Path) -> dict:
    """Return Django's settings for the database at `url`, or for the SQLite file `default`."""
    if not url:
        return sqlite(default)
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/"):
        return sqlite(Path(rest[1:]))
    if scheme in ("postgres", "postgresql"):
        return postgresql(url)
    raise ImproperlyConfigured(
        f"DATABASE_URL 以“{scheme}”开头，本系统不认识。请写成 postgresql://用户:口令@主机/库名 或 sqlite:///路径。"
    )


def all_of_them(url: str, default: Path, replica: str) -> dict:
    """Return Django's DATABASES: the one that is written to, and where there is one its replica for reading."""
    chosen = {"default": configuration(url, default)}
    if not replica:
        return chosen
    if not all(each.startswith(("postgres://", "postgresql://")) for each in (url, replica)):
        raise ImproperlyConfigured(
            "REPLICA_URL 是 PostgreSQL 只读副本的地址，须与 DATABASE_URL 一起写，两个都以 postgresql:// 开头。"
        )
    if replica == url:
        raise ImproperlyConfigured("REPLICA_URL 与 DATABASE_URL 相同。没有只读副本的，请删去 REPLICA_URL。")
    stated = postgresql(replica)
    stated["OPTIONS"] |= {"connect_timeout": REPLICA_PATIENCE}
    stated["TEST"] = {"MIRROR": "default"}
    return chosen | {"replica": stated}
