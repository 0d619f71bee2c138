"""A real Chromium before a real server: the demonstration, started as its users start it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "yanshi-2019-demo"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
STANDARD = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(home: Path, *arguments: str):
    """Start the product in a home of its own; return (process, address, what it has said so far)."""
    port, log = free_port(), home / "log"
    environment = os.environ | {
        "YK_HOME": str(home),
        "DATABASE_URL": "",
        "CLOCK_DATE": "",
        "DJANGO_SETTINGS_MODULE": "",
    }
    for name in ("SECRET_KEY", "DJANGO_SETTINGS_MODULE", "CLOCK_DATE"):
        environment.pop(name, None)
    command = [sys.executable, str(ROOT / "manage.py"), "start", *arguments, "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=log.open("w"), stderr=subprocess.STDOUT
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=1)
            return process, address, log.read_text("utf-8")
        except OSError:
            assert process.poll() is None, log.read_text("utf-8")
            time.sleep(0.25)
    raise AssertionError(log.read_text("utf-8"))


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    process, address, _ = serve(tmp_path_factory.mktemp("demo"), "--demo")
    yield address
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """A real installation on its first day: (address, the administrator's one-time password)."""
    process, address, said = serve(tmp_path_factory.mktemp("real"))
    password = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", said)
    yield address, password and password[0]
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="session")
def chromium():
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("没有 Chromium。安装：sudo apt install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """One person at a browser; whatever the page complains of is kept, and `complaints` must stay empty."""

    def __init__(self, browser, address, width=1440, height=900, **options):
        self.address = address
        self.context = browser.new_context(viewport={"width": width, "height": height}, **options)
        self.page = self.context.new_page()
        self.complaints, self.outside = [], []
        self.page.on(
            "console", lambda message: message.type == "error" and self.complaints.append(message.text)
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)
        self.page.on("response", lambda answer: answer.status >= 500 and self.complaints.append(answer.url))

    def _asked(self, request):
        if request.url.startswith("http") and not request.url.startswith(self.address):
            self.outside.append(request.url)

    def go(self, path):
        return self.page.goto(self.address + path, wait_until="networkidle")

    def sign_in(self, username, password=PASSWORD):
        self.go("/sign-in/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[type=password]", password)
        self.page.press("input[type=password]", "Enter")
        self.page.wait_for_load_state("networkidle")
        return self

    def paste(self, text):
        """Paste into the field that has the focus, as Excel and WPS do."""
        self.page.evaluate(
            """text => { const data = new DataTransfer(); data.setData('text/plain', text);
            document.activeElement.dispatchEvent(
              new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }""",
            text,
        )

    def check(self):
        """Hold the page to what every journey asserts."""
        found = Axe().run(self.page, options=STANDARD).response["violations"]
        assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
        overflow = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0
        assert (self.complaints, self.outside) == ([], [])


@pytest.fixture
def visitor(chromium, demonstration):
    opened = []

    def open_one(username, **options):
        opened.append(Visitor(chromium, demonstration, **options).sign_in(username))
        return opened[-1]

    yield open_one
    for each in opened:
        each.context.close()
