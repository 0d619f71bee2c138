"""The demonstration: synthetic figures through the same verbs as real ones, in a database of its own.

The figures stand in fixtures/demonstration and say so; none of them is a statistic of the zone.
"""

import csv
import datetime as dt
import json
from collections import defaultdict
from decimal import Decimal
from functools import partial

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import clock
from accounts.models import Post, Role, Unit, User
from indicators.models import DataStatus, Definition, Item, Responsibility
from policy.models import PolicyDocument
from reports.models import Edition
from submissions.lines import Entry, Form
from submissions.models import Incomplete, ReportingPeriod
from submissions.quarters import Quarter
from tasks.models import ProgressUpdate, TaskJudgement
from yingkou_hz import demo_consultation, demo_course, demo_meetings, demo_orders, demo_units

PASSWORD = "yanshi-2019-demo"
JUDGEMENTS = {label: value for value, label in TaskJudgement.choices}
CAST = [
    ("clerk", "管委会填报员", "COMMITTEE", Role.CLERK),
    ("reviewer", "管委会审核员", "COMMITTEE", Role.REVIEWER),
    ("leader", "市领导", "市政府办公室(法制办)", Role.LEADER),
    ("member", "联席会议成员", "市发展改革委", Role.MEMBER),
    ("supervisor", "督查员", "市政府办公室(法制办)", Role.SUPERVISOR),
    ("admin", "系统管理员", "COMMITTEE", Role.ADMIN),
    ("auditor", "审计员", "COMMITTEE", Role.AUDITOR),
]
"""The accounts offered on the sign-in page, named after their roles."""


def build() -> None:
    """Fill an empty database that holds the facts and nothing else."""
    with transaction.atomic():
        Demonstration(PolicyDocument.objects.get()).run()


class Demonstration:
    def __init__(self, document):
        self.document = document
        self.script = _script()
        self.figures = _rows("figures.csv", key=lambda row: row["quarter"])
        self.updates = _rows("updates.csv", key=lambda row: (row["quarter"], row["unit"]))
        self.items = {item.slug: item for item in Item.objects.filter(document=document)}
        self.tasks = {task.number: task for task in document.tasks.all()}
        self.open_accounts()

    def run(self):
        self.decide()
        told = self.document, self.tasks, self.clerks
        acts = [*demo_meetings.acts(*told, self.reviewer), *demo_orders.acts(*told)]
        self.acts = sorted(acts, key=lambda each: each[0])
        successions, admin = self.script["successions"], User.objects.get(username="admin")
        for step in self.script["periods"]:
            quarter = Quarter.parse(step["quarter"])
            successions = demo_units.play(successions, _day(step, quarter, "opened", 3), self.clerks, admin)
            self.quarter(quarter, step)
        self.act(until=dt.date.max)
        demo_consultation.play(self.document, self.clerks, self.reviewer)

    # --- people and decisions ---------------------------------------------------------------------

    def open_accounts(self):
        since, password = dt.date.fromisoformat(self.script["since"]), make_password(PASSWORD)
        committee = Unit.objects.committee()
        wanted = [
            (*who[:2], committee if who[2] == "COMMITTEE" else Unit.objects.get(name=who[2]), who[3])
            for who in CAST
        ]
        for unit in Unit.objects.exclude(kind="COLLECTIVE").exclude(pk=committee.pk):
            wanted.append((f"unit-{unit.order:02d}", f"{unit.short_name}填报员", unit, Role.CLERK))
        for username, name, unit, role in wanted:
            user = User(username=username, display_name=name, must_change_password=False, password=password)
            user.save()
            Post.objects.create(user=user, unit=unit, role=role, starts_on=since)
        posts = Post.objects.filter(role=Role.CLERK).select_related("user", "unit")
        self.clerks = {post.unit_id: post.user for post in posts}
        self.reviewer = User.objects.get(username="reviewer")

    def decide(self):
        """Set who answers for what, and confirm the definitions, all but those left open on purpose."""
        first = Quarter.parse(self.script["responsible_from"])
        with clock.at(dt.date.fromisoformat(self.script["decided_on"])):
            for unit_name, slugs in self.script["responsibilities"].items():
                unit = Unit.objects.get(name=unit_name)
                for slug in slugs:
                    Responsibility.assign(self.items[slug], unit, first, by=self.reviewer)
            open_slugs = set(self.script["unconfirmed"])
            for definition in Definition.objects.filter(indicator__document=self.document).exclude(
                question=""
            ):
                if definition.indicator.slug not in open_slugs:
                    definition.confirm(by=self.reviewer, text=self.script["confirmed_text"])

    # --- one quarter ------------------------------------------------------------------------------

    def quarter(self, quarter, step):
        day = partial(_day, step, quarter)
        with clock.at(day("opened", 3)):
            period = ReportingPeriod.open(
                self.document,
                quarter,
                by=self.reviewer,
                due_on=day("due", None),
                is_backfill=step.get("backfill", False),
            )
        for submission in period.submissions.select_related("unit", "period__document"):
            self.report(submission, step, day)
        for act in step.get("course", []):
            demo_course.play(act, self.tasks, self.clerks[Unit.objects.committee().pk], self.reviewer)
        for act in step.get("goals", []):
            demo_course.judge(act, self.document.goals, quarter, self.reviewer)
        if "published" in step or step.get("publish", False):
            self.publish(quarter, day("published", 18))
        for correction in step.get("corrections", []):
            self.correct(period, correction)
            self.publish(quarter, dt.date.fromisoformat(correction["published"]))

    def act(self, until: dt.date):
        """Do what was done up to a day in meetings, evaluations and orders, so that an edition holds how it stood."""
        while self.acts and self.acts[0][0] <= until:
            on, do = self.acts.pop(0)
            with clock.at(on):
                do()

    def publish(self, quarter, on):
        self.act(until=on)
        with clock.at(on):
            Edition.publish(self.document, quarter, by=self.reviewer)

    def report(self, submission, step, day):
        """Take one unit's form as far as the script says: absent, draft, submitted, returned or approved."""
        course = step.get("units", {}).get(f"{submission.form} {submission.unit.name}", {})
        until = course.get("until", step.get("until", "approved"))
        if until == "absent":
            return
        clerk = self.clerks[submission.unit_id]
        with clock.at(dt.date.fromisoformat(course["on"]) if "on" in course else day("reported", 10)):
            self.fill(submission, clerk)
            if until == "draft":
                return
            self.hand_in(submission, clerk)
        with clock.at(day("approved", 16)):
            if until == "returned":
                lines = {line.pk: course["line"] for line in submission.lines if line.cell == course["cell"]}
                submission.send_back(by=self.reviewer, reason=course["reason"], line_reasons=lines)
            elif until == "approved":
                submission.approve(by=self.reviewer)

    def fill(self, submission, clerk):
        entries = self.figure_entries if submission.form == Form.FIGURES else self.update_entries
        submission.put(list(entries(submission)), by=clerk)

    def hand_in(self, submission, clerk):
        """Submit; where a check asks for a note, write the note a clerk would."""
        try:
            submission.submit(by=clerk)
        except Incomplete as incomplete:
            asked = {problem.anchor.removeprefix("cell-") for problem in incomplete.problems}
            notes = [
                Entry({"item": line.item}, {"note": line.note or self.script["note"]}, line.rv)
                for line in submission.lines
                if line.cell in asked
            ]
            submission.put(notes, by=clerk)
            submission.submit(by=clerk)

    def figure_entries(self, submission):
        quarter = submission.period.quarter
        status = (
            DataStatus.FINAL if quarter.is_annual or submission.period.is_backfill else DataStatus.PRELIMINARY
        )
        rows = {row["item"]: row for row in self.figures[str(quarter)]}
        for item in submission.line_model.items_of(submission):
            row = rows.get(item.slug)
            if row:
                growth = Decimal(row["official_growth"]) if row["official_growth"] else None
                values = {
                    "value": Decimal(row["value"]),
                    "official_growth": growth,
                    "note": row["note"],
                    "status": status,
                }
                yield Entry({"item": item}, values)
            elif item.is_due_in(quarter):
                yield Entry({"item": item}, {"blank_reason": self.script["blank_reason"]})

    def update_entries(self, submission):
        rows = {
            int(row["task"]): row
            for unit in submission.unit.lineage()
            for row in self.updates[str(submission.period.quarter), unit.name]
        }
        for task in ProgressUpdate.tasks_of(submission):
            row = rows.get(task.number)
            if row is None:
                yield Entry({"task": task}, {"blank_reason": self.script["blank_reason"]})
                continue
            texts = {name: row[name] for name in ("progress", "problems_met", "next_steps")}
            yield Entry({"task": task}, texts | {"judgement": JUDGEMENTS[row["judgement"]]})

    def correct(self, period, correction):
        unit = Unit.objects.get(name=correction["unit"])
        old = period.submissions.get(unit=unit, form=Form.FIGURES, approved_seq__isnull=False)
        clerk, item = self.clerks[unit.pk], self.items[correction["item"]]
        with clock.at(dt.date.fromisoformat(correction["on"])):
            submission = old.correct(by=clerk, reason=correction["reason"])
            before = old.lines.get(item=item)
            values = {"value": Decimal(correction["value"]), "note": before.note, "status": before.status}
            submission.put([Entry({"item": item}, values)], by=clerk)
            self.hand_in(submission, clerk)
        with clock.at(dt.date.fromisoformat(correction["published"])):
            submission.approve(by=self.reviewer)


def _script() -> dict:
    return json.loads((settings.FIXTURES / "demonstration" / "script.json").read_text("utf-8"))


def _rows(name, key) -> dict:
    grouped = defaultdict(list)
    with (settings.FIXTURES / "demonstration" / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            grouped[key(row)].append(row)
    return grouped


def _day(step, quarter, what, after) -> dt.date | None:
    """Return the day the script names for `what`, else so many days after the quarter's end."""
    if what in step:
        return dt.date.fromisoformat(step[what])
    return quarter.ends_on + dt.timedelta(days=after) if after is not None else None
