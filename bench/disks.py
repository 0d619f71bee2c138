"""The database away, the disk full, the file system read-only: what chaos.py does to what lies under the product."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

from bench.product import Cell, Person, Product

SIZE = 32 * 1024 * 1024
"""Bytes that a small disk has beside what is laid on it."""
AWAY = 2  # seconds
AGED = """
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
for session in Session.objects.all():
    store = SessionStore(session.session_key)
    if "renewed" in store:
        store["renewed"] -= 120
        store.save()
"""
"""Let every session be due for its renewal, which is a write in the middle of a look."""


def wait_for(what, longest: float = 60) -> float:
    """Wait until it is so; return the seconds."""
    begun = time.monotonic()
    while not what():
        assert time.monotonic() - begun < longest, "it never came"
        time.sleep(0.02)
    return time.monotonic() - begun


def file_of(product: Product) -> Path:
    return product.home / "yingkou.sqlite3"


def soundness(product: Product) -> tuple[bool, str]:
    """Return whether the database and `verify` find everything whole, and in what words."""
    found = ["ok"]
    if not product.url:
        with closing(sqlite3.connect(file_of(product))) as plain:
            found = [str(row[0]) for row in plain.execute("PRAGMA integrity_check")]
    verified = product.manage("verify")
    said = (verified.stderr or verified.stdout).strip().splitlines()[-1]
    return found == ["ok"] and not verified.returncode, f"database {found[0]}, verify: {said}"


def form_of(person: Person, cell: Cell, value: int) -> dict:
    """Return what the sheet's form sends without script."""
    return cell.request(value) | {"act": "save"}


def is_kept(answer, value: int, word: str) -> bool:
    """Return whether a person reads a Chinese 503 that says why, when to come again, and still holds what was typed."""
    return (
        answer.status == 503
        and answer.headers.get("Retry-After", "").isdigit()
        and word in answer.text
        and f'value="{value}"' in answer.text
    )


@contextmanager
def gone(site):
    """Take the database away; PostgreSQL is stopped, of SQLite somebody else holds the one write lock."""
    if site.server:
        site.server.kill()
        yield "数据库暂时连不上"
        site.server.start()
        return
    with closing(sqlite3.connect(file_of(site.product), isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield "这次没有排上"
        holder.execute("COMMIT")


def away(site) -> None:
    """Two seconds without a database: a page that says so and keeps what was typed; then the first write goes through."""
    site.sign_in()
    person, value = site.people[0], 4242
    cell, other = site.cell(0, "rd-institutions"), site.cell(1, "high-tech-enterprises")
    with gone(site) as word:
        begun = time.monotonic()
        page = person.ask(person.sheet, form_of(person, cell, value))
        script = other.send(other.request(value))
        time.sleep(max(0, AWAY - (time.monotonic() - begun)))
    again = wait_for(lambda: cell.send(cell.request(value)).status == 200)
    site.found.say(
        is_kept(page, value, word), f"database away: the page answers {page.status}, keeps what was typed"
    )
    said = script.said["reason"] if script.status == 503 else script.text[:200]
    site.found.say(script.status == 503 and word in said, f"  autosave answers {script.status}: {said}")
    site.found.say(again <= 1, f"  back again: first write after {again:.2f} s, nothing restarted")


@contextmanager
def small_disk(size: int = SIZE):
    """Yield a disk of its own that can be filled."""
    with tempfile.TemporaryDirectory(prefix="yingkou_hz-disk-") as name:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", name], check=True)
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "-l", name], check=True)


def may_mount() -> str:
    """Return why no disk can be mounted, if so."""
    if os.name != "posix" or os.geteuid() != 0:
        return "only root mounts a disk"
    try:
        with small_disk(1024 * 1024):
            return ""
    except (OSError, subprocess.CalledProcessError) as error:
        return f"mount: {error}"


def weight(folder: Path) -> int:
    """Return how many bytes the folder holds, but for PostgreSQL's log of changes."""
    return sum(
        each.stat().st_size for each in folder.rglob("*") if each.is_file() and "pg_wal" not in each.parts
    )


@contextmanager
def moved(site, disk: Path):
    """Let the product's data lie on the disk: SQLite's home, or PostgreSQL's data without its log of changes."""
    if not site.server:
        shutil.copytree(site.product.home, disk / "home")
        yield replace(site.product, home=disk / "home", process=None)
        return
    site.server.stop()
    data, log = site.server.data, site.server.folder / "wal"
    shutil.move(data / "pg_wal", log)
    (data / "pg_wal").symlink_to(log)
    subprocess.run(["cp", "-a", str(data), str(disk / "data")], check=True)
    shutil.move(data, site.server.folder / "aside")
    data.symlink_to(disk / "data")
    site.server.start()
    try:
        yield replace(site.product, process=None)
    finally:
        site.server.stop()


def fill(disk: Path) -> Path:
    """Take every byte that is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream:
        try:
            while stream.write(bytes(4096)):
                pass
        except OSError:
            pass
    return filler


def full(site) -> None:
    """A full disk: every look is answered, a write says why it cannot be, and goes through once there is room."""
    if reason := may_mount():
        print(f"  skipped: full disk, {reason}", flush=True)
        return
    held = site.server.data if site.server else site.product.home
    with small_disk(SIZE + weight(held)) as disk, moved(site, disk) as product:
        product.start()
        try:
            starve(replace(site, product=product, people=[]), disk)
        finally:
            product.end()


def starve(site, disk: Path) -> None:
    site.sign_in(2)
    clerk, answered, refused = site.people[0], [], None
    leader = Person(site.product, "leader")
    cell = clerk.open_sheet()["rd-institutions"]
    site.product.shell(AGED)
    filler = fill(disk)
    for value in range(5000, 7000):
        answer = cell.send(cell.request(value))
        if answer.status != 200:
            refused = answer
            break
        answered.append(value)
    looks = [leader.ask("/board/").status for _ in range(40)] + [
        clerk.ask(clerk.sheet).status for _ in range(20)
    ]
    page = clerk.ask(clerk.sheet, form_of(clerk, cell, 9999))
    filler.unlink()
    again = wait_for(lambda: cell.send(cell.request(9999)).status == 200)
    told, broken = site.facts()
    journal = {int(change[1]) for change in told["rd-institutions"]["journal"] if change}
    lost = len(set(answered) - journal) + (told["rd-institutions"]["value"] != 9999)
    says = refused.said["reason"] if refused and refused.status == 503 else refused
    site.found.say(looks == [200] * 60, f"disk full: {looks.count(200)} of {len(looks)} looks answered")
    site.found.say(bool(refused) and refused.status == 503 and "磁盘已满" in says, f"  a write: {says}")
    site.found.say(is_kept(page, 9999, "磁盘已满"), f"  its page: {page.status}, keeps what was typed")
    site.found.say(again <= 5, f"  room again: first write after {again:.2f} s")
    site.found.say(not lost and not broken, f"  {len(answered)} written before it was full: lost {lost}")
    site.found.say(*soundness(site.product))


def read_only(site) -> None:
    """A file system that may only be read: the start says so in one sentence and changes nothing."""
    if site.server or (reason := may_mount()):
        if not site.server:
            print(f"  skipped: read-only file system, {reason}", flush=True)
        return
    with small_disk(SIZE + weight(site.product.home)) as disk, ExitStack() as stack:
        shutil.copytree(site.product.home, disk / "home")
        product = replace(site.product, home=disk / "home", process=None)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        before = file_of(product).read_bytes()
        stack.callback(subprocess.run, ["mount", "-o", "remount,rw", str(disk)], check=True)
        done = product.manage("start", "--port", str(site.product.port))
        said = done.stderr.strip()
        holds = done.returncode == 1 and "\n" not in said and file_of(product).read_bytes() == before
        site.found.say(holds and "不许读写" in said, f"read-only file system: {said}")
