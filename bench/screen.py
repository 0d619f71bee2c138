"""Ten minutes of the meeting room's screen (J11): python bench/screen.py [--minutes 10]

Opens a link on the screen of a demonstration, in a real browser and in real time. In between a new edition is published, and
for two minutes the browser has no line. The screen must put the edition up by itself, keep its numbers while the line is broken,
heal by itself, and use no more memory at the end than once it has changed and healed. Ends with 1 when it does not.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright
from stage import ROOT, Client, environment, product, token

from tests.e2e.conftest import FLAGS
from tests.e2e.test_screen import ROOM, SMALLEST

CORRECT = """
from accounts.models import User
from policy.models import PolicyDocument
from reports.models import Edition
from submissions.models import Submission
from submissions.lines import Entry

last = Edition.objects.newest(PolicyDocument.objects.get())
period = last.document.periods.get(year=last.year, part=last.part)
lines = [line for each in period.submissions.filter(form="FIGURES", approved_seq__isnull=False) for line in each.lines]
before = next(line for line in lines if line.value)
old = before.submission
clerk = old.unit.posts.filter(role="CLERK").first().user
reviewer = User.objects.get(username="reviewer")
new = old.correct(by=clerk, reason="多计一笔")
values = {"value": before.value + 1, "note": "多计一笔", "status": before.status}
new.put([Entry({"item": before.item}, values)], by=clerk)
new.submit(by=clerk)
new.approve(by=reviewer)
Edition.publish(last.document, last.quarter, by=reviewer)
"""
"""A correction of the newest edition, published while the screen hangs on the wall."""


class Wall:
    """The screen, and what is found wrong with it."""

    def __init__(self, page):
        self.page, self.wrong = page, 0
        self.wire = page.context.new_cdp_session(page)

    def say(self, is_right: bool, words: str):
        self.wrong += not is_right
        print(f"{'通过' if is_right else '未过'}  {words}", flush=True)

    @property
    def memory(self) -> float:
        """Return the script's live memory in MB, after everything that can go has gone."""
        self.wire.send("HeapProfiler.collectGarbage")
        return self.wire.send("Runtime.getHeapUsage")["usedSize"] / 1e6

    @property
    def nodes(self) -> int:
        return self.page.evaluate("document.querySelectorAll('*').length")

    def watch(self, seconds: float):
        """Look at the room every few seconds: nothing scrolls, nothing is too small."""
        ends, looks, bad = time.monotonic() + seconds, 0, 0
        while time.monotonic() < ends:
            looks += 1
            bad += self.page.evaluate(ROOM) != [1920, 1080, True, True] or self.page.evaluate(SMALLEST) < 24
            self.page.wait_for_timeout(5000)
        self.say(bad == 0, f"{seconds:.0f} s: whole and legible at {looks} looks, {bad} not")

    def shown(self) -> tuple:
        return self.page.evaluate(
            "[document.body.dataset.edition, document.querySelector('main').textContent.replace(/\\s/g, '')]"
        )


def published(home: Path) -> None:
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", CORRECT]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(home) | {"DEMONSTRATION": "1"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-1500:]


def link(server) -> str:
    """Let the reviewer open a link; return its path."""
    reviewer = Client(server).sign_in("reviewer")
    data = {"name": "三楼会议室", "csrfmiddlewaretoken": token(reviewer.page("/kiosks/"))}
    _, raw, _ = reviewer.ask("/kiosks/", data, **{"Accept-Encoding": "identity"})
    return raw.decode().partition("/screen/")[2].partition("/")[0]


def main(minutes: float) -> int:
    part = minutes * 60 / 5
    with (
        tempfile.TemporaryDirectory() as folder,
        product(Path(folder), "--demo") as server,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = chromium.new_context(viewport={"width": 1920, "height": 1080}).new_page()
        page.goto(f"{server.address}/screen/{link(server)}/")
        wall = Wall(page)
        wall.watch(part)
        memory, nodes, (edition, _) = wall.memory, wall.nodes, wall.shown()
        published(Path(folder))
        page.wait_for_function("old => document.body.dataset.edition !== old", arg=edition, timeout=40_000)
        wall.say(True, f"a new edition is up by itself: {edition} → {wall.shown()[0]}")
        wall.watch(part)
        before = wall.shown()
        page.context.set_offline(True)
        page.wait_for_selector("text=断线，数据为", timeout=60_000)
        wall.watch(part)
        wall.say(
            wall.shown() == before,
            f"line broken for {part:.0f} s: the same numbers stand, and say of when they are",
        )
        page.context.set_offline(False)
        page.wait_for_selector(".screen:not(.broken)", timeout=60_000)
        wall.say(True, "the line is back: healed by itself")
        healed = wall.memory
        wall.watch(part * 2 - 30)
        later = wall.memory
        words = f"memory {memory:.1f}, after the change and the break {healed:.1f}, at the end {later:.1f} MB"
        wall.say(
            later < healed * 1.1 and wall.nodes <= nodes * 1.1, f"{words}, elements {nodes} → {wall.nodes}"
        )
        chromium.close()
    return 1 if wall.wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    sys.exit(main(**vars(parser.parse_args())))
