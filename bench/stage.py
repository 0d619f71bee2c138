"""What the benches share: the product as its users start it, the floor beside it, a table of ours against the floor."""

import gzip
import http.client
import os
import re
import subprocess
import sys
import time
import urllib.parse
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.e2e.servers import environment, free_port, wait_for  # noqa: E402
from tests.e2e.visitor import PASSWORD  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """A process that answers on a port; what it has cost so far."""

    def __init__(self, port: int, pid: int):
        self.port, self.pid = port, pid
        self.address = f"http://127.0.0.1:{port}"

    @property
    def cpu(self) -> float:
        """Return the seconds of processor time, user's and system's."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    @property
    def rss(self) -> float:
        """Return the resident memory in MB."""
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text())[1]) / 1024


@contextmanager
def started(home: Path, *command: str, **more):
    """Run a server of its own on a free port until it is no longer wanted."""
    port, log = free_port(), home / f"log-{time.time_ns()}"
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, *command, "--port", str(port)],
            cwd=ROOT,
            env=environment(home) | more,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}", process, log)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def product(home: Path, *arguments: str, **more):
    return started(home, "manage.py", "start", *arguments, **more)


class Client:
    """One signed-in reader on one connection that is kept, who takes pages compressed."""

    def __init__(self, server: Server, cookie: str = ""):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.cookies = dict(part.split("=", 1) for part in cookie.split("; ") if part)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def ask(self, path: str, data: dict | None = None, **headers):
        """Return (the answer, its body as sent, how long it took)."""
        body = urllib.parse.urlencode(data, doseq=True) if data is not None else None
        sent = {"Cookie": self.cookie, "Accept-Encoding": "gzip", **headers}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self.connection.request("POST" if body is not None else "GET", path, body, sent)
        answer = self.connection.getresponse()
        raw = answer.read()
        took = time.perf_counter() - begun
        for each in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, raw, took

    def page(self, path: str) -> str:
        answer, raw, _ = self.ask(path)
        assert answer.status == 200, (path, answer.status)
        return (gzip.decompress(raw) if answer.headers["Content-Encoding"] == "gzip" else raw).decode()

    def sign_in(self, username: str) -> "Client":
        data = {
            "username": username,
            "password": PASSWORD,
            "csrfmiddlewaretoken": token(self.page("/sign-in/")),
        }
        answer, *_ = self.ask("/sign-in/", data)
        assert answer.status == 302, (username, answer.status)
        return self


def token(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def cpu_of(server: Server, work, times: int) -> float:
    """Return the processor milliseconds that the server spends on each of so many requests."""
    for _ in range(5):
        work()
    before = server.cpu
    for _ in range(times):
        work()
    return (server.cpu - before) / times * 1000


class Table:
    """Measures, each held to its limit: an absolute one, or a ratio to the floor of the same run."""

    def __init__(self):
        self.failed = 0
        print(f"{'measure':58} {'ours':>10} {'floor':>10} {'ratio':>6} {'limit':>9}")

    def row(self, name: str, ours: float, unit: str, *, floor: float | None = None, times=None, limit=None):
        """Print a row; without a limit it is told, not judged."""
        ratio = ours / floor if floor else None
        is_met = None if times is limit is None else (ratio <= times if times else ours <= limit)
        bound = f"{times} ×" if times else f"{limit:g} {unit}" if limit is not None else ""
        word = {None: "", True: "通过", False: "未过"}[is_met]
        self.failed += is_met is False
        shown = f"{floor:.1f} {unit}" if floor is not None else ""
        times_floor = f"{ratio:.2f}" if ratio else ""
        print(
            f"{name:58} {f'{ours:.1f} {unit}':>10} {shown:>10} {times_floor:>6} {bound:>9} {word}", flush=True
        )
