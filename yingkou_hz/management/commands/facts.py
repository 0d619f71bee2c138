"""facts: load what the document says when the database holds none of it yet; from then on only compare."""

import json
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

import accounts.facts
import indicators.facts
import policy.facts
import tasks.facts
from accounts.journal import Change, record
from policy.models import PolicyDocument

FILES = ("document.json", "units.json", "indicators.json", "tasks.json")
KINDS = {
    "phases": ("阶段", ("slug",)),
    "groups": ("指标分组", ("name",)),
    "indicators": ("指标", ("slug",)),
    "items": ("填报项", ("slug",)),
    "targets": ("目标", ("phase", "indicator")),
    "goals": ("定性目标", ("start",)),
    "tasks": ("任务", ("number",)),
    "sections": ("任务类别", ("clause",)),
    "subtargets": ("任务量化目标", ("indicator", "start")),
    "units": ("单位", ("name",)),
    "members": ("联席会议成员单位", ("unit",)),
    "clauses": ("条款", ("number",)),
    "errata": ("勘误", ("start",)),
}
"""Each list of facts: its Chinese name and its natural key."""


class Command(BaseCommand):
    help = "装入文件事实（仅当数据库里还没有时），列出数目，核对数据库与文件；不一致时退出码为 1。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")
        parser.add_argument("--plan", type=Path, default=settings.FIXTURES, help="文件事实所在文件夹")

    def handle(self, *, plan, **options):
        migrate_when_new()
        facts = read(plan)
        document = load_once(facts)
        held = stated(facts, document)
        found = differences(facts, held)
        if options["json"]:
            self.stdout.write(json.dumps(published(held), ensure_ascii=False, indent=1, default=number))
        else:
            self.stdout.write("\n".join([str(document), *counts(held)]))
        if found:
            self.stderr.write("\n".join(found))
            raise CommandError(f"数据库与文件有{len(found)}处不一致。", returncode=1)
        if not options["json"]:
            self.stdout.write("数据库与文件一致。")


def migrate_when_new() -> None:
    """Make the tables of a database that has none yet; an older one is upgraded by `start`."""
    if PolicyDocument._meta.db_table not in connection.introspection.table_names():
        call_command("migrate", verbosity=0, interactive=False)


def read(folder: Path) -> dict:
    """Return the plan that a folder states: its text and all rows, each quote checked against the text."""
    plan = {}
    try:
        plan["text"] = (folder / "policy.txt").read_bytes().decode("utf-8")
        for name in FILES:
            plan |= json.loads((folder / name).read_text("utf-8"), parse_float=Decimal)
    except (OSError, ValueError) as error:
        raise CommandError(f"文件夹 {folder} 读不出来：{error}") from None
    plan["clauses"] = policy.facts.clause_rows(plan)
    if wrong := misquoted(plan):
        raise CommandError("\n".join(["引文与 policy.txt 不符，没有装入：", *wrong]))
    return plan


def misquoted(plan: dict) -> list[str]:
    """Return the rows whose words do not stand between their offsets."""
    produced = [row for task in plan["tasks"] for row in task["deliverables"]]
    quoted = [
        *((row["quote"], row) for kind in ("targets", "subtargets", "goals") for row in plan[kind]),
        *((row["original"], row) for row in plan["errata"]),
        *((row["title"], row) for row in produced),
    ]
    return [
        f"“{words}”：第{row['start']}至{row['end']}字是“{plan['text'][row['start'] : row['end']]}”"
        for words, row in quoted
        if plan["text"][row["start"] : row["end"]] != words
    ]


def load_once(plan: dict) -> PolicyDocument:
    """Return the plan's document; load it when the database holds no document at all."""
    held = PolicyDocument.objects.first()
    if held is None:
        return load(plan)
    if held.slug != plan["document"]["slug"]:
        raise CommandError(f"数据库里已有{held}。另一份文件请装入另一个数据库（DATABASE_URL 或 YK_HOME）。")
    return held


def load(plan: dict) -> PolicyDocument:
    """Store the whole plan, or nothing of it, as one event of the journal."""

    def do(_seq):
        accounts.facts.load(plan)
        document = policy.facts.load(plan)
        indicators.facts.load(plan, document)
        tasks.facts.load(plan, document)
        return Change({"sha256": document.sha256}, subject=str(document))

    try:
        record("facts.load", plan["document"]["title"], by=None, do=do)
    except KeyError as missing:
        raise CommandError(f"文件事实里引用了没有定义的“{missing.args[0]}”，没有装入。") from missing
    return PolicyDocument.objects.get(slug=plan["document"]["slug"])


def stated(plan: dict, document: PolicyDocument) -> dict:
    """Return everything the database holds of the plan, in the shape of its files."""
    return {
        **accounts.facts.stated(plan),
        **policy.facts.stated(document),
        **indicators.facts.stated(document),
        **tasks.facts.stated(document),
    }


def counts(held: dict) -> list[str]:
    """Return one line per kind of fact; the indicators of tasks are counted apart."""
    of_tasks = {group["name"] for group in held["groups"] if group["is_of_tasks"]}
    numbers = {label: len(held[kind]) for kind, (label, _) in KINDS.items()}
    numbers["指标"] = sum(row["group"] not in of_tasks for row in held["indicators"])
    numbers["应形成文件"] = sum(len(row["deliverables"]) for row in held["tasks"])
    return [f"{label} {count}" for label, count in numbers.items()]


def differences(plan: dict, held: dict) -> list[str]:
    """Return, in words, where the database says something else than the plan's files."""
    found = [] if plan["text"] == held["text"] else ["全文与 policy.txt 不同"]
    found += changed("文件", plan["document"], held["document"])
    for kind, (label, key) in KINDS.items():
        found += compared(label, keyed(plan[kind], key), keyed(held[kind], key))
    return found


def keyed(rows: list[dict], key: tuple[str, ...]) -> dict[str, dict]:
    return {" ".join(str(row[field]) for field in key): row for row in rows}


def compared(label: str, said: dict[str, dict], held: dict[str, dict]) -> list[str]:
    """Return what is missing, what is too much, what differs, and a different order."""
    found = [f"{label} {name}：数据库里没有" for name in said if name not in held]
    found += [f"{label} {name}：文件里没有" for name in held if name not in said]
    for name in said.keys() & held.keys():
        found += changed(f"{label} {name}", said[name], held[name])
    if said.keys() == held.keys() and list(said) != list(held):
        found.append(f"{label}：次序与文件不同")
    return found


def changed(label: str, said: dict, held: dict) -> list[str]:
    """Return the fields that differ; a field the database side does not state is not compared."""
    return [
        f"{label} {field}：文件为 {said[field]}，数据库为 {held[field]}"
        for field in held
        if said[field] != held[field]
    ]


def published(held: dict) -> dict:
    """Return the one object of `facts --json`."""
    of_tasks = {group["name"] for group in held["groups"] if group["is_of_tasks"]}
    own = [row for row in held["indicators"] if row["group"] not in of_tasks]
    task_of = {task["clause"]: task["number"] for task in held["tasks"]}
    subtargets = [{"task": task_of.get(row["clause"]), **row} for row in held["subtargets"]]
    return {
        "phases": held["phases"],
        "indicators": pick(own, "slug name group kind measure"),
        "targets": pick(held["targets"], "phase indicator operator value measure wording quote clause"),
        "goals": pick(held["goals"], "phase quote"),
        "tasks": [
            {**row, "deliverables": [produced["title"] for produced in row["deliverables"]]}
            for row in pick(held["tasks"], "number title lead partners deliverables clause")
        ],
        "members": [row["unit"] for row in held["members"]],
        "subtargets": pick(subtargets, "task indicator operator value quote"),
        "errata": pick(held["errata"], "original reading reason"),
        "units": [row["name"] for row in held["units"]],
    }


def pick(rows: list[dict], fields: str) -> list[dict]:
    return [{field: row[field] for field in fields.split()} for row in rows]


def number(value: Decimal) -> int | float:
    """Return a target as JSON writes it: 450, 1.3."""
    return int(value) if value == value.to_integral_value() else float(value)
