"""Back up and restore a SQLite database of about 60 MB while somebody writes: python bench/backup.py

Prints the copy (the part that could hold up a writer) as a ratio to copying the bare file, the longest any write took
while the backup was made, the whole commands, and that everything a restore brings back was proved equal.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROWS = 300_000


def manage(home: Path, *arguments: str) -> tuple[float, str]:
    """Run a command on the home's database; return its seconds and words."""
    environment = os.environ | {
        "YK_HOME": str(home),
        "DATABASE_URL": "",
        "CLOCK_DATE": "",
        "DEMONSTRATION": "",
    }
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return time.perf_counter() - start, done.stdout


def fill(file: Path) -> None:
    """Add a table that makes the database as big as years of figures would."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE ballast (id integer PRIMARY KEY, said text, n integer)")
        rows = ((os.urandom(40).hex() + "营口高新区" * 6, 0) for _ in range(ROWS))
        connection.executemany("INSERT INTO ballast (said, n) VALUES (?, ?)", rows)


def write_until(done: threading.Event, file: Path, taken: list[float]) -> None:
    """Write pairs, one after the other, and keep how long each took."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        while not done.is_set():
            start = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE ballast SET n = n + 1 WHERE id IN (1, 2)")
            connection.execute("COMMIT")
            taken.append(time.perf_counter() - start)


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(home: Path) -> None:
    file = home / "yingkou.sqlite3"
    manage(home, "facts")
    fill(file)
    floor = timed(lambda: shutil.copyfile(file, home / "floor"))
    with closing(sqlite3.connect(file)) as connection:
        copy = timed(lambda: connection.execute("VACUUM INTO ?", [str(home / "copy")]))
    print(f"{file.stat().st_size / 1e6:.0f} MB; VACUUM INTO {copy:.2f} s, {copy / floor:.1f} × a plain copy")

    done, taken = threading.Event(), []
    writer = threading.Thread(target=write_until, args=(done, file, taken))
    writer.start()
    seconds, said = manage(home, "backup")
    done.set()
    writer.join()
    print(
        f"backup {seconds:.1f} s with {len(taken)} writes meanwhile, the longest {max(taken) * 1000:.0f} ms"
    )
    seconds, _ = manage(home, "restore", re.search(r"\S+\.zip", said)[0].rpartition("：")[2])
    print(f"restore {seconds:.1f} s, every table equal, triggers, chain and editions proved")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="yingkou_hz-bench-") as name:
        main(Path(name))
