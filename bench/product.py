"""The product as its users have it, for the measurements beside this file: a process, a home, people who type into its sheet."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from dataclasses import dataclass
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLERK, PASSWORD = "unit-05", "yanshi-2019-demo"
BUILD = """
import datetime as dt
from accounts import clock
from accounts.models import User
from policy.models import PolicyDocument
from submissions.models import ReportingPeriod
from submissions.quarters import Quarter
from yingkou_hz import demo, launch
launch.prepare(print)
demo.build()
with clock.at(dt.date(2019, 10, 8)):
    reviewer = User.objects.get(username="reviewer")
    ReportingPeriod.open(PolicyDocument.objects.get(), Quarter(2019, 3), by=reviewer)
"""
"""The demonstration's figures in a database of any kind, and one more quarter to fill in."""


class Unanswered(Exception):
    """The line broke before an answer came: nobody knows whether it was done."""


@dataclass
class Product:
    """`manage.py start` in a process of its own, which may be killed and started again."""

    home: Path
    url: str = ""
    port: int = 0
    process: subprocess.Popen | None = None
    replica: str = ""
    more: tuple = ()

    @property
    def environment(self) -> dict:
        kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        cleared = dict.fromkeys(("CLOCK_DATE", "DEMONSTRATION", "SECRET_KEY", "HTTPS"), "")
        bases = {"DATABASE_URL": self.url, "REPLICA_URL": self.replica}
        return kept | cleared | bases | {"YK_HOME": str(self.home)} | dict(self.more)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)

    def shell(self, script: str) -> str:
        """Let the product's own shell do what no page does; return what it printed."""
        done = self.manage("shell", "-v", "0", "-c", script)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> float:
        """Start it; return after how many seconds it answered."""
        self.port = self.port or free_port()
        begun, command = time.monotonic(), [sys.executable, "manage.py", "start", "--port", str(self.port)]
        with (self.home / "log").open("a") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        while not self.is_answering():
            assert self.process.poll() is None, (self.home / "log").read_text()[-2000:]
            time.sleep(0.02)
        return time.monotonic() - begun

    def is_answering(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except OSError:
            return False
        finally:
            line.close()

    def end(self, how=signal.SIGTERM) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(30)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: dict

    @property
    def said(self) -> dict:
        return json.loads(self.text)


class Person:
    """Somebody at a browser: signed in, with a sheet open."""

    def __init__(self, product: Product, name: str = CLERK):
        self.product, self.cookies, self.line = product, {}, None
        token = self.token_of(self.ask("/sign-in/"))
        said = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
        assert self.ask("/sign-in/", said).status == 302, "signed in"

    def ask(self, path: str, data: dict | None = None, **headers) -> Answer:
        """Send one request over the line that is kept open; raise Unanswered when it breaks."""
        body = urllib.parse.urlencode(data) if data is not None else None
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers |= {"Cookie": cookie, "Origin": f"http://127.0.0.1:{self.product.port}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.line = self.line or http.client.HTTPConnection("127.0.0.1", self.product.port, timeout=30)
            self.line.request("POST" if body is not None else "GET", path, body, headers)
            response = self.line.getresponse()
            answer = Answer(response.status, response.read().decode(), dict(response.getheaders()))
        except (OSError, http.client.HTTPException) as broken:
            self.line = None
            raise Unanswered from broken
        for name, value in response.headers.items():
            if name == "Set-Cookie":
                cookie, _, value = value.partition(";")[0].partition("=")
                self.cookies[cookie] = value
        return answer

    @staticmethod
    def token_of(page: Answer) -> str:
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]

    def open_sheet(self) -> dict[str, "Cell"]:
        """Open the newest sheet of figures; return its cells by name."""
        self.line = None  # it may have broken since
        listed = self.ask("/submissions/")
        self.sheet = max(re.findall(r'href="(/submissions/\d+/figures/)"', listed.text), key=len_and_text)
        page = self.ask(self.sheet)
        self.token = self.token_of(page)
        fields = dict(re.findall(r'name="([a-z0-9-]+-(?:value|rv|was))" value="([^"]*)"', page.text))
        self.shown = {
            name.removesuffix("-value"): text for name, text in fields.items() if name.endswith("-value")
        }
        names = sorted(name.removesuffix("-rv") for name in fields if name.endswith("-rv"))
        return {name: Cell(self, name, int(fields[f"{name}-rv"])) for name in names}


def len_and_text(path: str) -> tuple[int, str]:
    return len(path), path


@dataclass
class Cell:
    """One cell of somebody's sheet, saved as the page's own script saves it."""

    person: Person
    name: str
    rv: int
    numbers = count()

    def request(self, value: int) -> dict:
        """Return what the script sends: it goes again unchanged until it is answered."""
        key = f"bench-{os.getpid()}-{time.time_ns()}-{next(self.numbers)}"
        fields = {"value": value, "rv": self.rv, "was": "", "status": "PRELIMINARY", "note": "压力测试"}
        return {"csrfmiddlewaretoken": self.person.token, "key": key} | {
            f"{self.name}-{field}": each for field, each in fields.items()
        }

    def send(self, request: dict) -> Answer:
        answer = self.person.ask(f"{self.person.sheet}cells/", request, Accept="application/json")
        if answer.status == 200:
            told = answer.said["cells"][self.name]
            assert "error" not in told, told
            self.rv = told["rv"]
        return answer
