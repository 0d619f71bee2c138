"""Many readers at once: python bench/load.py [--minutes 0.5] [--database sqlite postgresql] [--processes 1 2 4]

Against the product as `manage.py start` runs it, with the demonstration's figures in an installation like a real one. Board,
sheet, review and export by 8 clients without a pause, 100 users who think for 3 seconds, and a board beside 50 clients that
neither send nor read. Every time stands beside the floor of the same run: bench/floor's barest live view under the same 8
clients. Limits: TRUST R10 and R12. Ends with 1 when one is missed.
"""

import argparse
import random
import re
import socket
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from product import BUILD, Product
from stage import Client, Server, Table, started

from yingkou_hz import postgres

EIGHT, REQUESTS = 8, 200
USERS, THINKS = 100, 3
SLOW = 50
PAGES = {
    "board": ("leader", "/board/", 200),
    "sheet": ("unit-05", None, 1000),
    "review": ("reviewer", "/review/", 1000),
    "export xlsx": ("member", "excel", 3000),
    "export docx": ("member", "word", 5000),
}
"""Who asks, what, and within how many milliseconds 95 of 100 are answered; where R10 is silent, before UX's one second."""


class Crowd:
    """Clients that ask at once; how long each answer took, and which was none."""

    def __init__(self):
        self.took, self.errors = [], []

    def ask(self, client: Client, path: str, **headers):
        try:
            answer, _, seconds = client.ask(path, **headers)
        except OSError as error:
            self.errors.append(repr(error))
            return None
        if answer.status not in (200, 304):
            self.errors.append(f"{path} {answer.status}")
        self.took.append(seconds * 1000)
        return answer

    def run(self, tasks) -> "Crowd":
        threads = [threading.Thread(target=task) for task in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self

    def share(self, percent: int) -> float:
        """Return within how many milliseconds so many of a hundred were answered."""
        return sorted(self.took)[min(len(self.took) * percent // 100, len(self.took) - 1)]


def pressing(clients: list[Client], path: str, requests: int) -> Crowd:
    """Let every client ask again as soon as it is answered."""
    crowd = Crowd()

    def one(client):
        for _ in range(requests // len(clients)):
            crowd.ask(client, path)

    return crowd.run([lambda client=client: one(client) for client in clients])


def thinking(clients: list[Client], paths: list[str], minutes: float) -> Crowd:
    """Let every user open page after page with a pause to read it; a browser asks whether what it holds still stands."""
    crowd, ends = Crowd(), time.monotonic() + 60 * minutes

    def one(client, dice):
        held = {}
        time.sleep(dice.uniform(0, THINKS))
        while time.monotonic() < ends:
            path = dice.choice(paths)
            answer = crowd.ask(client, path, **({"If-None-Match": held[path]} if path in held else {}))
            if answer is not None and answer.headers["ETag"]:
                held[path] = answer.headers["ETag"]
            time.sleep(dice.uniform(0.5, 1.5) * THINKS)

    return crowd.run([lambda c=client, n=n: one(c, random.Random(n)) for n, client in enumerate(clients)])


def stalled(server: Server, cookie: str) -> list[socket.socket]:
    """Return lines of clients that have sent half a request, or asked for a page and do not read it."""
    lines = []
    for number in range(SLOW):
        line = socket.create_connection(("127.0.0.1", server.port))
        end = "\r\n" if number % 2 else ""
        line.sendall(f"GET /board/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n{end}".encode())
        lines.append(line)
    return lines


def spread(servers: list[Server], cookie: str, count: int) -> list[Client]:
    """Return clients of one session, dealt out to the processes."""
    return [Client(servers[number % len(servers)], cookie) for number in range(count)]


def measure(servers, floor, name: str, minutes: float) -> int:
    table = Table()
    who = {each: Client(servers[0]).sign_in(each) for each in {page[0] for page in PAGES.values()}}
    bare = pressing(spread([floor], who["leader"].cookie, EIGHT), "/live", REQUESTS)
    table.row(f"{name}: floor, barest live view, 8 clients, p95", bare.share(95), "ms")
    paths = found_paths(who)
    failures = list(bare.errors)
    for reader, path in (("leader", "/board/"), ("unit-05", paths["sheet"]), ("reviewer", "/review/")):
        pressing(spread(servers, who[reader].cookie, EIGHT), path, EIGHT * 2)  # templates read, Plotly loaded
    for page, (reader, _, limit) in PAGES.items():
        requests = REQUESTS // 5 if page.startswith("export") else REQUESTS
        crowd = pressing(spread(servers, who[reader].cookie, EIGHT), paths[page], requests)
        failures += crowd.errors
        table.row(f"{name}: {page}, 8 clients, p95", crowd.share(95), "ms", floor=bare.share(95), limit=limit)
        if page == "board":
            table.row(
                f"{name}: {page}, 8 clients, p99", crowd.share(99), "ms", floor=bare.share(99), limit=400
            )
    read = ["/board/", "/board/", "/indicators/", "/indicators/technology-contracts/", "/tasks/", "/tasks/1/"]
    crowd = thinking(spread(servers, who["leader"].cookie, USERS), read, minutes)
    failures += crowd.errors
    words = f"{USERS} users, {THINKS} s to think, {minutes:g} min, {len(crowd.took)} pages, p95"
    table.row(f"{name}: {words}", crowd.share(95), "ms", floor=bare.share(95), limit=300)
    lines = stalled(servers[0], who["leader"].cookie)
    crowd = pressing(spread(servers[:1], who["leader"].cookie, 1), "/board/", 40)
    failures += crowd.errors
    table.row(f"{name}: board beside {SLOW} slow clients, p95", crowd.share(95), "ms", limit=1000)
    for line in lines:
        line.close()
    table.row(f"{name}: errors", len(failures), "", limit=0)
    print(*failures[:3], sep="\n")
    return table.failed


def found_paths(who) -> dict:
    """Return the address of each page: the sheet of the unit that has one open, the exports of the newest edition."""
    sheet = re.search(r'href="(/submissions/\d+/figures/)', who["unit-05"].page("/submissions/"))[1]
    edition = re.search(r'href="(/editions/\w+/\d+/)', who["member"].page("/editions/"))[1]
    exports = {name: f"{edition}{tail}/" for name, (_, tail, _) in PAGES.items() if name.startswith("export")}
    return {name: path for name, (_, path, _) in PAGES.items()} | {"sheet": sheet} | exports


def on(database: str, processes: list[int], minutes: float) -> int:
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = "" if database == "sqlite" else stack.enter_context(postgres.server())[0]
        Product(home, url).shell(BUILD)
        floor = stack.enter_context(started(home, "bench/floor/app.py", DATABASE_URL=url))
        failed, running = 0, []
        for wanted in processes:
            while len(running) < wanted:
                running.append(Product(home, url))
                running[-1].start()
                stack.callback(running[-1].end)
            servers = [Server(each.port, each.process.pid) for each in running]
            failed += measure(servers, floor, f"{database} × {wanted}", minutes)
        return failed


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=0.5)
    parser.add_argument("--database", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--processes", nargs="+", type=int, default=[1, 2, 4])
    given = parser.parse_args()
    sys.exit(1 if sum([on(each, given.processes, given.minutes) for each in given.database]) else 0)
