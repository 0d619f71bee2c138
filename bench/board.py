"""Measure the board against the floors of the same run: python bench/board.py [--rounds 9] [--only small|large|plans]

Starts its own demonstration and, beside it, bench/floor: the same figures by hand, without a script; the same figures by
Plotly and nothing else; the barest live view of the same edition. Does it all again with an edition of 280 indicators,
and with 1,000 plans in one database. Ends with 1 when a limit is missed.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from stage import Client, Table, cpu_of, product, started

from bench import grow
from tests.e2e.conftest import FLAGS

CHROMIUM = "/usr/bin/chromium"
WATCH = """let library; Object.defineProperty(window, 'Plotly', { get: () => library, set(plotly) {
    library = plotly; if (!plotly.newPlot) return;
    const draw = plotly.newPlot;
    plotly.newPlot = (...given) => draw(...given).then(box => { window.drawn = performance.now(); return box; }); } })"""
TIMES = """() => ({ paint: performance.getEntriesByName('first-contentful-paint')[0].startTime, drawn: window.drawn || 0,
  height: document.documentElement.scrollHeight })"""
SLOW = {"10 Mbps·40 ms·CPU×4": (10, 40, 4), "1.6 Mbps·150 ms·CPU×4": (1.6, 150, 4)}
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length"
DRAWN = "() => window.drawn && performance.getEntriesByName('first-contentful-paint').length"
QUIET = 500  # ms in which the page is not asked, so that the asking costs it nothing


class Browser:
    def __init__(self, chromium, cookie: str, line=None):
        self.chromium, self.line = chromium, line
        self.cookies = [part.split("=", 1) for part in cookie.split("; ")]

    def open(self, address: str, path: str, *, charts: bool, visits: int = 2) -> list[dict]:
        """Visit a page in a fresh browser, and again; return the times and bytes of each visit."""
        context = self.chromium.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": n, "value": v, "url": address} for n, v in self.cookies])
        context.add_init_script(WATCH)
        page, took = context.new_page(), []
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        sent = []
        wire.on("Network.loadingFinished", lambda each: sent.append(each["encodedDataLength"]))
        if self.line:
            self.slow_down(wire)
        for _ in range(visits):
            sent.clear()
            page.goto(address + path, wait_until="load")
            page.wait_for_timeout(QUIET)
            while not page.evaluate(DRAWN if charts else PAINTED):
                page.wait_for_timeout(QUIET)
            took.append(page.evaluate(TIMES) | {"bytes": sum(sent) / 1024})
            page.goto("about:blank")
        context.close()
        return took

    def slow_down(self, wire) -> None:
        megabits, latency, slower = self.line
        speed = megabits * 1e6 / 8
        conditions = {
            "offline": False,
            "latency": latency,
            "downloadThroughput": speed,
            "uploadThroughput": speed,
        }
        wire.send("Network.emulateNetworkConditions", conditions)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": slower})

    def median(self, rounds: int, **pages) -> dict:
        """Visit the pages in turn, so that what disturbs the machine disturbs all; return {page: [first, second visit]}."""
        found = {name: [] for name in pages}
        for _ in range(rounds):
            for name, (address, path, charts) in pages.items():
                found[name].append(self.open(address, path, charts=charts))
        return {
            name: [middle(visit) for visit in zip(*visits, strict=True)] for name, visits in found.items()
        }


def middle(visits) -> dict:
    return {key: statistics.median(each[key] for each in visits) for key in visits[0]}


def in_browser(table, chromium, ours, floor, cookie, rounds, name):
    found = Browser(chromium, cookie).median(
        rounds,
        board=(ours.address, "/board/", True),
        page=(floor.address, "/board", False),
        charts=(floor.address, "/board-charts", True),
    )
    for visit, word in enumerate(("cold", "warm")):
        board, page, charts = (found[each][visit] for each in ("board", "page", "charts"))
        table.row(f"{name}: first numbers, {word}", board["paint"], "ms", floor=page["paint"], times=1.3)
        table.row(f"{name}: all charts drawn, {word}", board["drawn"], "ms", floor=charts["drawn"], times=1.1)
        table.row(
            f"{name}: bytes, {word}", board["bytes"], "KB", floor=charts["bytes"], limit=(400, 30)[visit]
        )


def drill(table, chromium, ours, floor, cookie, rounds, slug):
    """Measure the second page of a visit: what the board brought along is there already."""
    browser = Browser(chromium, cookie)
    found = browser.median(
        rounds,
        ours=(ours.address, f"/indicators/{slug}/", True),
        page=(floor.address, "/indicator", False),
        charts=(floor.address, "/indicator-charts", True),
    )
    for key, against, word in (("paint", "page", "first numbers"), ("drawn", "charts", "charts drawn")):
        table.row(
            f"drill to an indicator: {word}",
            found["ours"][1][key],
            "ms",
            floor=found[against][1][key],
            times=1.2,
        )


def throttled(table, chromium, ours, floor, cookie, rounds):
    for (name, line), limits in zip(SLOW.items(), ((1000, 2000), (1500, None)), strict=True):
        found = Browser(chromium, cookie, line).median(
            rounds,
            board=(ours.address, "/board/", True),
            page=(floor.address, "/board", False),
            charts=(floor.address, "/board-charts", True),
        )
        board = found["board"][0]
        table.row(
            f"{name}: first numbers", board["paint"], "ms", floor=found["page"][0]["paint"], limit=limits[0]
        )
        table.row(
            f"{name}: charts drawn", board["drawn"], "ms", floor=found["charts"][0]["drawn"], limit=limits[1]
        )


def on_server(table, ours, floor, me, name, requests=200):
    bare = Client(floor, me.cookie)
    mark = me.ask("/board/")[0].headers["ETag"]
    live = cpu_of(floor, lambda: bare.page("/live"), requests)
    table.row(
        f"{name}: server CPU, whole page",
        cpu_of(ours, lambda: me.page("/board/"), requests),
        "ms",
        floor=live,
        times=2,
    )
    known = cpu_of(ours, lambda: unchanged(me, mark), requests * 3)
    signed_in = cpu_of(floor, lambda: bare.page("/signed-in"), requests * 3)
    table.row(f"{name}: server CPU, 304, beyond knowing who asks", known - signed_in, "ms", limit=1)
    table.row(f"{name}: server CPU, 304, the whole of it", known, "ms", floor=signed_in)
    table.row(f"{name}: memory of the server", ours.rss, "MB", limit=200)


def unchanged(me, mark):
    answer, *_ = me.ask("/board/", **{"If-None-Match": mark})
    assert answer.status == 304, answer.status


def measure(table, chromium, home: Path, name: str, rounds: int, is_whole: bool):
    with product(home, "--demo") as ours, started(home, "bench/floor/app.py", DEMONSTRATION="1") as floor:
        me = Client(ours).sign_in("leader")
        in_browser(table, chromium, ours, floor, me.cookie, rounds, name)
        if is_whole:
            drill(table, chromium, ours, floor, me.cookie, rounds, grow.first_attention(me.page("/board/")))
            throttled(table, chromium, ours, floor, me.cookie, max(3, rounds // 2))
        on_server(table, ours, floor, me, name)


def main(rounds: int, only: str | None) -> int:
    table = Table()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        small = Path(folder) / "small"
        small.mkdir()
        with product(small, "--demo"):
            pass
        for name, grown in (
            ("board", None),
            ("280 indicators", grow.INDICATORS),
            ("1,000 plans", grow.PLANS),
        ):
            if only in (None, name):
                home = grow.copy(small, Path(folder) / name.split()[0], grown)
                measure(table, chromium, home, name, rounds, is_whole=grown is None)
        chromium.close()
    return 1 if table.failed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", choices=("board", "280 indicators", "1,000 plans"))
    sys.exit(main(**vars(parser.parse_args())))
