"""Send nonsense into every form and every parser: python bench/fuzz.py [--cases 2000] [--files 5000] [--seed 1]

Every form of every role, found by walking the product's own pages, is sent again and again with some of its fields spoilt; every
upload is also parsed with bytes, XML and text spoilt. To hold: no 5xx, nothing over five seconds. Twenty minutes in full.
"""

import argparse
import io
import os
import random
import shutil
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LONGEST = 5.0  # seconds of the processor: what else the machine does is no fault of the product
NASTY = [
    *(
        "",
        " ",
        "　",
        "0",
        "-1",
        "-0",
        "1.5",
        "1e5",
        "1e400",
        "1" * 400,
        "NaN",
        "Infinity",
        "１２３．５",
        "٣",
        "½",
        "²",
    ),
    *("9223372036854775808", "999999999999999999999", "2147483648", "0.1e-400", "1_000", "0x10", "+5", "--5"),
    *(
        "\0",
        "a\0b",
        "\ud800",
        "\uffff",
        "\u202e",
        "e\u0301" * 50,
        "字" * 70_000,
        "<script>alert(1)</script>",
        "' OR 1=1--",
        "%s",
        "{}",
    ),
    *(
        "{{ 7*7 }}",
        "../../etc/passwd",
        "\r\nSet-Cookie: a=b",
        "=1+1",
        "true",
        "null",
        "[]",
        '{"a": 1}',
        "on",
        "None",
    ),
    *(
        "0000-00-00",
        "9999-12-31",
        "10000-01-01",
        "2018-02-30",
        "2018-13-01",
        "1-1-1",
        "2018Q5",
        "0Q1",
        "2018Q1",
        "99999Q9",
    ),
    *(
        "2018年五季度",
        "2018年一季度",
        "#DIV/0!",
        "450亿元",
        "1.3%",
        "-",
        "——",
        ",",
        ".",
        "，，",
        "1,2,3",
        "😀",
        "a" * 300,
    ),
]
ROLES = ("clerk", "unit-05", "unit-09", "reviewer", "leader", "member", "supervisor", "admin", "auditor")


class Fuzz:
    """A client for each role, a count for each view, and the answers that should not be."""

    def __init__(self, seed: int):
        self.random, self.counts, self.bad = random.Random(seed), Counter(), defaultdict(list)
        self.slowest = (0.0, "")

    def spoilt(self, fields: dict) -> dict:
        """Return the fields with a few of them replaced, doubled, dropped or renamed."""
        said = dict(fields)
        for name in self.random.sample(sorted(said), min(len(said), self.random.choice((1, 1, 1, 2, 4)))):
            how = self.random.random()
            if how < 0.75:
                said[name] = self.random.choice(NASTY)
            elif how < 0.85:
                said[name] = [self.random.choice(NASTY), said[name]]
            elif how < 0.95:
                del said[name]
            else:
                said[self.random.choice(NASTY)[:50] + name] = said.pop(name)
        return {sendable(name): sendable(value) for name, value in said.items()}

    def send(self, client, form) -> None:
        data, path = self.spoilt(form.fields), form.path
        for name in form.files:
            if self.random.random() < 0.7:
                data[name] = upload(self.random)
        told = {"HTTP_ACCEPT": "application/json"} if self.random.random() < 0.1 or "/cells/" in path else {}
        begun = time.process_time()
        answer = client.get(path, data, **told) if form.method == "GET" else client.post(path, data, **told)
        self.note(form.view, answer, time.process_time() - begun, data)
        if answer.status_code == 401 or "/sign-in/" in answer.get("Location", ""):
            sign_in(client, form.role)

    def note(self, view: str, answer, took: float, data) -> None:
        self.counts[view] += 1
        self.slowest = max(self.slowest, (took, view))
        if answer.status_code >= 500 or took > LONGEST:
            self.bad[view].append((answer.status_code, round(took, 1), shortened(data)))


def sendable(value):
    """Return what a client can encode at all."""
    if isinstance(value, list):
        return [sendable(each) for each in value]
    return str(value).encode("utf-8", "replace").decode()


def shortened(data: dict) -> str:
    return str({name: str(value)[:40] for name, value in data.items() if value in NASTY or value == ""})[:400]


def upload(rng: random.Random):
    """Return a file as a browser sends it: a workbook, a table of text, a picture's head, spoilt or whole."""
    kind, content = rng.choice(list(SEEDS.items()))
    file = io.BytesIO(mutated(rng, content) if rng.random() < 0.8 else content)
    file.name = (
        f"文件{rng.choice(('.xlsx', '.csv', '.pdf', '.png', '', '.XLSX', '/../x'))}"
        if rng.random() < 0.3
        else kind
    )
    return file


SEEDS: dict[str, bytes] = {
    "a.pdf": b"%PDF-1.4\n%%EOF",
    "a.png": b"\x89PNG\r\n\x1a\n" + bytes(40),
    "empty.csv": b"",
}


def mutated(rng: random.Random, content: bytes) -> bytes:
    """Return the content with bytes flipped, cut, doubled; of a workbook also one of its parts."""
    if content[:2] == b"PK" and rng.random() < 0.8:
        return repacked(rng, content)
    spoilt = bytearray(content)
    for _ in range(rng.choice((1, 2, 8, 40))):
        if not spoilt:
            break
        place = rng.randrange(len(spoilt))
        how = rng.randrange(4)
        if how == 0:
            spoilt[place] = rng.randrange(256)
        elif how == 1:
            del spoilt[place : place + rng.randrange(1, 60)]
        elif how == 2:
            spoilt[place:place] = sendable(rng.choice(NASTY))[:200].encode(rng.choice(("utf-8", "utf-16-le")))
        else:
            spoilt[place:place] = spoilt[place : place + rng.randrange(1, 400)]
    return bytes(spoilt)


def repacked(rng: random.Random, content: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        chosen = rng.choice(source.namelist())
        for name in source.namelist():
            part = source.read(name)
            if name == chosen:
                if rng.random() < 0.1:
                    continue
                part = bytes(mutated(rng, part))
            target.writestr(name, part)
    return out.getvalue()


def workbook(rows: list[list[str]]) -> bytes:
    """Return a workbook of one sheet that holds the rows."""
    import openpyxl

    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def sign_in(client, role: str) -> None:
    from accounts.models import User

    if role == "nobody":
        return
    client.force_login(User.objects.get(username=role), backend="django.contrib.auth.backends.ModelBackend")


def prepare(home: Path) -> None:
    """Build the product's data in its home and take this process into it."""
    from bench.product import BUILD, Product

    product = Product(home)
    product.shell(BUILD)
    os.environ.update(
        product.environment,
        DJANGO_SETTINGS_MODULE="yingkou_hz.settings",
        ALLOWED_HOSTS="testserver,localhost",
    )
    os.chdir(ROOT)
    import django
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_FAILURE_LIMIT = 10**9
    settings.LOGGING["handlers"]["stderr"] = {"class": "logging.NullHandler"}
    settings.LOGGING["root"]["level"] = "CRITICAL"
    django.setup()


class Base:
    """The database, put back as it was before each kind of form."""

    def __init__(self, home: Path):
        self.file, self.kept = home / "yingkou.sqlite3", home / "kept"
        self.close()
        shutil.copyfile(self.file, self.kept)

    def close(self):
        from django.db import connections

        connections.close_all()

    def restore(self):
        self.close()
        for end in ("-wal", "-shm"):
            Path(f"{self.file}{end}").unlink(missing_ok=True)
        shutil.copyfile(self.kept, self.file)


def collect(clients: dict) -> dict[str, list]:
    """Return, by view, the forms to send; forms alike but for their object count as one for each role."""
    from bench import forms

    found = defaultdict(dict)
    for role, client in clients.items():
        for form in forms.walk(role, client):
            found[form.view].setdefault((role, form.path, tuple(sorted(form.fields))), form)
    return {view: list(by.values()) for view, by in found.items()}


def endpoints(fuzz: Fuzz, home: Path, cases: int, only: str = "") -> set[str]:
    """Send every form so often; return the views that take a POST and that no page led to."""
    from django.test import Client

    base, clients = Base(home), {}
    for role in ROLES:
        clients[role] = Client(raise_request_exception=False, enforce_csrf_checks=False)
        sign_in(clients[role], role)
    found = collect(clients)
    clients["nobody"] = Client(raise_request_exception=False)
    from bench.forms import walk

    for form in walk("nobody", clients["nobody"], "/sign-in/"):
        found.setdefault(form.view, []).append(form)
    plant(clients)
    for view, chosen in sorted(found.items()):
        if only and only not in view:
            continue
        base.restore()
        for role, client in clients.items():
            if role != "nobody":
                sign_in(client, role)
        for number in range(cases):
            form = chosen[number % len(chosen)]
            fuzz.send(clients[form.role], form)
        print(
            f"  {view:40} {fuzz.counts[view]:6}  {len(fuzz.bad[view])} bad {fuzz.bad[view][:2] or ''}",
            flush=True,
        )
    return set(found)


def plant(clients: dict) -> None:
    """Take the product's own templates as the seeds of what is uploaded."""
    from submissions.models import Submission

    submission = Submission.objects.filter(form="FIGURES", unit__order=5).order_by("-pk").first()
    for role, path, name in (
        ("unit-05", f"/submissions/{submission.pk}/figures/template/", "sheet.xlsx"),
        ("admin", "/administration/accounts/import/template/", "people.xlsx"),
    ):
        answer = clients[role].get(path)
        SEEDS[name] = answer.getvalue()
    SEEDS["sheet.csv"] = "填报项,代码,累计,说明\n研发机构数,rd-institutions,43,无\n".encode("gb18030")


def parsers(fuzz: Fuzz, files: int) -> None:
    """Read so many spoilt files with the one reader of all uploads: it refuses them, in words, or reads them."""
    from submissions import sheets

    names = [name for name in SEEDS if name.endswith((".xlsx", ".csv"))]
    for number in range(files):
        name = names[number % len(names)]
        content = mutated(fuzz.random, SEEDS[name])
        begun = time.process_time()
        try:
            sheets.read(content, name)
        except sheets.Unfit as unfit:
            assert str(unfit)
        except Exception as error:
            fuzz.bad["sheets.read"].append((type(error).__name__, str(error)[:200], name))
        took = time.process_time() - begun
        fuzz.slowest = max(fuzz.slowest, (took, f"sheets.read {name}"))
        if took > LONGEST:
            fuzz.bad["sheets.read"].append(("slow", round(took, 1), name))
        fuzz.counts["sheets.read"] += 1


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cases", type=int, default=2000, help="of each form")
    parser.add_argument("--files", type=int, default=5000, help="spoilt files for the reader of uploads")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="views whose name holds this")
    said = parser.parse_args(arguments)
    fuzz = Fuzz(said.seed)
    with tempfile.TemporaryDirectory(prefix="yingkou_hz-fuzz-") as name:
        prepare(Path(name))
        reached = endpoints(fuzz, Path(name), said.cases, said.only)
        parsers(fuzz, said.files)
    return report(fuzz, reached)


def report(fuzz: Fuzz, reached: set[str]) -> int:
    for view, bad in fuzz.bad.items():
        for each in bad[:3]:
            print(f"BAD {view}: {each}")
    wrong = sum(map(len, fuzz.bad.values()))
    took, where = fuzz.slowest
    print(
        f"{len(reached)} kinds of form, {sum(fuzz.counts.values())} cases: {wrong} × 5xx or over {LONGEST:.0f} s"
    )
    print(f"slowest {took:.2f} s ({where})")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
