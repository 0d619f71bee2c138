"""Lighthouse's marks for a phone, signed in: python bench/lighthouse.py      (needs node; npx fetches lighthouse from npm)

Starts its own demonstration and a Chromium, signs in, and has Lighthouse look at the board, the entry sheet and the tasks.
UX U2: performance at least 95, accessibility and best practices 100. Ends with 1 when one is missed.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error, sync_playwright
from stage import Client, Server, free_port, product

from tests.e2e.conftest import FLAGS

LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100}
TIMES = (
    "first-contentful-paint",
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
)


def look(address: str, port: int, report: Path) -> dict:
    """Return what Lighthouse says of a page in the browser that listens on the port."""
    options = [f"--port={port}", f"--only-categories={','.join(LEAST)}", f"--output-path={report}"]
    command = [
        "npx",
        "-y",
        "lighthouse",
        address,
        "--disable-storage-reset",
        "--quiet",
        "--output=json",
        *options,
    ]
    subprocess.run(command, check=True)
    return json.loads(report.read_text())


def show(name: str, said: dict) -> bool:
    marks = {each: round(said["categories"][each]["score"] * 100) for each in LEAST}
    is_met = all(marks[each] >= least for each, least in LEAST.items())
    times = [f"{each} {said['audits'][each]['displayValue']}" for each in TIMES]
    print(
        f"{name:6} {' / '.join(map(str, marks.values()))} {'通过' if is_met else '未过'}  {'，'.join(times)}",
        flush=True,
    )
    for audit in said["audits"].values():
        if audit["score"] is not None and audit["score"] < 0.9 and audit["scoreDisplayMode"] == "binary":
            print(
                f"       {audit['id']}: {json.dumps(audit.get('details', {}).get('items', []), ensure_ascii=False)[:300]}"
            )
    return is_met


def signed_in(chromium, server: Server, username: str) -> Client:
    """Sign in, and let the browser have the session."""
    me = Client(server).sign_in(username)
    kept = [{"name": name, "value": value, "url": server.address} for name, value in me.cookies.items()]
    chromium.contexts[0].clear_cookies()
    chromium.contexts[0].add_cookies(kept)
    return me


@contextmanager
def listening(profile: Path, port: int):
    """Run a Chromium that others may steer by the port."""
    command = [
        "chromium",
        "--headless=new",
        *FLAGS,
        f"--remote-debugging-port={port}",
        f"--user-data-dir={profile}",
    ]
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        browser.terminate()
        browser.wait(20)


def main(home: Path) -> int:
    port, report = free_port(), home / "report.json"
    with (
        product(home, "--demo") as server,
        listening(home / "profile", port),
        sync_playwright() as playwright,
    ):
        chromium = connected(playwright, port)
        signed_in(chromium, server, "leader")
        met = [show(name, look(f"{server.address}/{name}/", port, report)) for name in ("board", "tasks")]
        me = signed_in(chromium, server, "unit-05")
        sheet = re.search(r'href="(/submissions/\d+/figures/)', me.page("/submissions/"))[1]
        met.append(show("sheet", look(server.address + sheet, port, report)))
    return 0 if all(met) else 1


def connected(playwright, port: int):
    """Return the browser, as soon as it listens."""
    for _ in range(100):
        try:
            return playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        except Error:
            time.sleep(0.2)
    raise SystemExit("Chromium did not start")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        sys.exit(main(Path(folder)))
