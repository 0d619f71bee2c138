"""Kill, crowd and starve the product while people type into it, on SQLite and on a PostgreSQL of one's own; count what is lost.

python bench/chaos.py [--quick] [--rounds 20] [--writes 10000]      (ten to twenty minutes; --quick two)

Six people save cells through the sheet's own autosave while the application, or PostgreSQL, is killed again and again. What was
answered must stand in the row, in the journal and in the chain, once. Then: one cell changed by eight at once, one press sent twenty
times, the database away, the disk full, the file system read-only. The exit code is 1 when anything did not hold.
"""

import argparse
import json
import random
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import disks
from bench.product import BUILD, Cell, Person, Product, Unanswered
from yingkou_hz import postgres

CELLS = (
    "heavy-rd-enterprises",
    "high-tech-enterprises",
    "industry-university-projects",
    "new-invention-patents",
    "newly-certified-enterprises",
    "rd-institutions",
)
RESTART = 3  # seconds
SHARED = "valid-invention-patents"
FACTS = """
import json
from accounts.journal import first_break
from accounts.models import Event
from submissions.models import Submission
submission = Submission.objects.get(pk={pk})
lines = {{str(line): line for line in submission.lines.all()}}
told = {{line.cell: dict(value=int(line.value), rv=line.rv, journal=[]) for line in lines.values()}}
for event in Event.objects.filter(verb="line.put", subject__startswith="submissions.submission:{pk} ").order_by("seq"):
    for name, fields in event.changes.items():
        told[lines[name].cell]["journal"].append(fields.get("value"))
print(json.dumps([told, first_break()]))
"""


@dataclass(frozen=True)
class Measure:
    """How much of everything: kills, writes answered over all of them, changes of the one cell by each person."""

    rounds: int
    writes: int
    times: int


QUICK, SHORTEST = Measure(3, 240, 10), Measure(2, 80, 0)


@dataclass
class Findings:
    """What was counted, printed as it comes; `wrong` is how much did not hold."""

    wrong: int = 0

    def say(self, holds: bool, what: str) -> None:
        self.wrong += not holds
        print(f"  {'ok    ' if holds else 'WRONG '}{what}", flush=True)


@dataclass
class Site:
    """The product on one kind of database, with the people at it."""

    product: Product
    server: postgres.Server | None
    found: Findings
    people: list[Person] = field(default_factory=list)

    def sign_in(self, many: int = 8) -> None:
        while len(self.people) < many:
            self.people.append(Person(self.product))
        for person in self.people:
            person.open_sheet()

    def cell(self, number: int, name: str) -> Cell:
        return self.people[number].open_sheet()[name]

    def facts(self) -> tuple[dict, int | None]:
        """Return what rows and journal say of each cell, and where the chain breaks."""
        pk = self.people[0].sheet.split("/")[2]
        return json.loads(self.product.shell(FACTS.format(pk=pk)).strip().splitlines()[-1])


class Typist(threading.Thread):
    """Somebody who counts upwards in one cell, and sends again unchanged what was not answered."""

    def __init__(self, cell: Cell, stopping: threading.Event):
        super().__init__(daemon=True)
        self.cell, self.stopping, self.answered, self.odd, self.repeated = cell, stopping, [], [], 0

    def run(self):
        value = 1000 + self.cell.rv
        while not self.stopping.is_set():
            value += 1
            self.type(value)

    def type(self, value: int) -> None:
        request, ends = self.cell.request(value), time.monotonic() + 60
        while time.monotonic() < ends:
            try:
                answer = self.cell.send(request)
            except Unanswered:
                self.repeated += 1
                time.sleep(0.05)
                continue
            if answer.status == 200:
                self.answered.append(value)
                return
            if answer.status != 503:
                self.odd.append((answer.status, answer.text[:200]))
                return
            time.sleep(0.1)
        self.odd.append(("never answered", value))


def judge(site: Site, typists: list[Typist]) -> tuple[int, int, int | None]:
    """Return how many answered writes are lost, how many cells are half or double, and where the chain breaks."""
    told, broken = site.facts()
    judged = [judge_cell(typist.answered, told[typist.cell.name]) for typist in typists]
    return sum(lost for lost, _ in judged), sum(half for _, half in judged), broken


def judge_cell(answered: list[int], cell: dict) -> tuple[int, bool]:
    """Return how many answered values the journal lacks, and whether row, journal and version tell two stories."""
    journal = [change for change in cell["journal"] if change]
    values = [int(new) for _, new in journal]
    is_run = all(before[1] == after[0] for before, after in pairwise(journal))
    is_whole = is_run and values[-1] == cell["value"] and cell["rv"] == len(cell["journal"])
    return len(set(answered) - set(values)), not (is_whole and len(values) == len(set(values)))


def kills(site: Site, what: str, kill, restart, measure: Measure) -> None:
    """Kill again and again while six people type; nothing that was answered may be gone."""
    site.sign_in()
    stopping, took = threading.Event(), []
    typists = [Typist(site.cell(number, name), stopping) for number, name in enumerate(CELLS)]
    for typist in typists:
        typist.start()
    for number in range(1, measure.rounds + 1):
        wanted = measure.writes * number // measure.rounds
        while sum(len(typist.answered) for typist in typists) < wanted and any(
            map(threading.Thread.is_alive, typists)
        ):
            time.sleep(0.02)
        time.sleep(random.uniform(0, 0.1))
        kill()
        took.append(restart())
    stopping.set()
    for typist in typists:
        typist.join()
    lost, half, broken = judge(site, typists)
    answered = sum(len(typist.answered) for typist in typists)
    odd = [each for typist in typists for each in typist.odd]
    again = sum(typist.repeated for typist in typists)
    told = f"{what} killed {measure.rounds} times, {answered} writes answered ({again} sent again): "
    told += f"lost {lost}, half {half}, chain {'breaks at ' + str(broken) if broken else 'whole'}, other answers {odd[:3]}"
    site.found.say(not (lost or half or odd or broken) and answered >= measure.writes, told)
    floor = timed(lambda: site.product.shell(""))
    allowed = max(RESTART, RESTART * floor)  # a machine that is busy otherwise starts everything late
    told = f"restart to the first answer: longest {max(took):.2f} s, {max(took) / floor:.1f} × an empty shell of the same run"
    site.found.say(max(took) <= allowed, told)
    site.found.say(*disks.soundness(site.product))


def at_once(work, many: int) -> list:
    start = threading.Barrier(many)

    def run(number):
        start.wait(10)
        return work(number)

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(run, range(many)))


def present(site: Site) -> tuple[int, int]:
    """Return the shared cell's value and row version as the database has them."""
    told = site.facts()[0][SHARED]
    return told["value"], told["rv"]


def crowd(site: Site, times: int) -> None:
    """Let eight people add one to the same cell, each until it is done; a clash tells the present value."""
    site.sign_in()
    first = site.cell(0, SHARED)
    first.send(first.request(1000))
    cells = [site.cell(number, SHARED) for number in range(8)]

    def work(number):
        cell, value, clashes, odd = cells[number], 1000, 0, []
        for _ in range(times):
            while (answer := cell.send(cell.request(value + 1))).status == 409:
                clash, clashes = answer.said["clashes"][0], clashes + 1
                value, cell.rv = int(clash["current"]["value"]), clash["rv"]
                if not (clash["who"] and clash["at"]):
                    odd.append(clash)
                time.sleep(random.uniform(0, 0.06))
            if answer.status == 200:
                value += 1
            else:
                odd.append((answer.status, answer.text[:200]))
        return clashes, odd

    answers = at_once(work, 8)
    value, _ = present(site)
    odd = [each for _, each in answers if each]
    wanted, clashes = 8 * times, sum(number for number, _ in answers)
    told = f"{wanted} changes of one cell by 8 at once: {value - 1000} stand, {clashes} × 409 with value, who and when, other answers {odd[:3]}"
    site.found.say(value - 1000 == wanted and not odd and clashes > 0, told)
    control(site, min(times, 10))


def control(site: Site, times: int) -> None:
    """The proof that the count above can fail: whoever fetches the version just before sending overwrites the others."""
    before, _ = present(site)

    def work(number):
        for _ in range(times):
            person = site.people[number]
            value = int(person.open_sheet() and person.shown[SHARED])
            while (answer := fresh(person, value + 1)).status == 409:
                pass
            assert answer.status == 200, answer
        return True

    def fresh(person, value):
        cell = person.open_sheet()[SHARED]
        return cell.send(cell.request(value))

    at_once(work, 8)
    kept = present(site)[0] - before
    told = f"control: with the version read anew before sending, of {8 * times} changes only {kept} stand"
    site.found.say(kept < 8 * times, told)


def one_press(site: Site, times: int = 20) -> None:
    """Send one request twenty times at the same moment: one change, one event, twenty equal answers."""
    site.sign_in()
    cell = site.cell(0, SHARED)
    request = cell.request(7777)
    before = len(site.facts()[0][SHARED]["journal"])
    senders = [site.people[number % 8] for number in range(times)]
    cookies = site.people[0].cookies

    def work(number):
        sender = Person.__new__(Person)
        sender.product, sender.cookies, sender.line, sender.sheet = (
            site.product,
            dict(cookies),
            None,
            senders[0].sheet,
        )
        answer = Cell(sender, SHARED, cell.rv).send(request)
        told = answer.said.get("cells", {}).get(SHARED, {})
        return answer.status, json.dumps({**told, "at": ""}, sort_keys=True)

    answers = at_once(work, times)
    told = site.facts()[0][SHARED]
    entries = len(told["journal"]) - before
    holds = len(set(answers)) == 1 and answers[0][0] == 200 and entries == 1 and told["value"] == 7777
    kinds = sorted({status for status, _ in answers})
    said = f"one press × {times}: {entries} journal entry, answers {kinds}, {len(set(answers))} kind of body"
    site.found.say(holds, said)


def everything(site: Site, measure: Measure) -> None:
    product, server = site.product, site.server
    product.shell(BUILD)
    product.start()
    kills(site, "the application", lambda: product.end(signal.SIGKILL), product.start, measure)
    if server:

        def restart() -> float:
            time.sleep(0.2)
            return timed(lambda: (server.start(), disks.wait_for(product.is_answering)))

        kills(site, "PostgreSQL", server.kill, restart, measure)
    if measure.times:  # the suite crowds a cell without servers, in a tenth of the time
        crowd(site, measure.times)
        one_press(site)
    disks.away(site)
    product.end()
    disks.full(site)
    disks.read_only(site)


def timed(work) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def run(kind: str, found: Findings, measure: Measure) -> None:
    print(f"{kind}:", flush=True)
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yingkou_hz-chaos-")))
        server = stack.enter_context(postgres.started(postgres.LOCAL)) if kind == "PostgreSQL" else None
        product = Product(home, server.url if server else "")
        stack.callback(product.end, signal.SIGKILL)
        everything(Site(product, server, found), measure)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="three rounds, a few hundred writes")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument(
        "--writes", type=int, default=10_000, help="answered writes in all rounds of one kind of kill"
    )
    parser.add_argument("--only", choices=("SQLite", "PostgreSQL"))
    said = parser.parse_args(arguments)
    measure = QUICK if said.quick else Measure(said.rounds, said.writes, 50)
    found = Findings()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing that was started is left running
    for kind in ("SQLite", "PostgreSQL"):
        if said.only in (None, kind):
            run(kind, found, measure)
    print("nothing lost" if not found.wrong else f"{found.wrong} did not hold", flush=True)
    return int(bool(found.wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
