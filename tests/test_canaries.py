"""Whatever a person may type stands on the pages as text: canaries through every field and every page. TRUST I01–I04, S8."""

import datetime as dt
import json
from html.parser import HTMLParser

import pytest
from django.db import transaction

from accounts import clock
from accounts.models import Unit, User
from indicators.models import Actual, Indicator, Item, Target
from submissions.lines import Entry, Form
from tasks.models import Closure, Deadline, ProgressUpdate, Stage, StageStep
from tests import builders
from tests.doors_table import shared
from tests.test_doors import ROLES, World, clients, world  # noqa: F401
from tests.test_trespass import pages
from tests.uploads import PNG

SCRIPT = "<script>alert(1)</script>"
BROKEN_OUT = '"><img src=x onerror=x>'
OUT_OF_JSON = "</script><b onclick=x>"
ADDRESS = "javascript:alert(1)"
RUNS = (SCRIPT, "<img src=x", "</script><b")


class Reader(HTMLParser):
    """Notes what a browser would run: handlers, scripts of the page itself, addresses that are programs."""

    def __init__(self, page: str):
        super().__init__()
        self.runs, self.data, self.script = [], [], None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.runs += [f"{tag} {name}" for name in given if name.startswith("on")]
        for name in ("href", "src", "action", "formaction"):
            value = (given.get(name) or "").strip().lower()
            if value.startswith(("javascript:", "data:", "vbscript:")) or value == "x":
                self.runs.append(f"{tag} {name}={value}")
        if tag == "script":
            self.script = given

    def handle_endtag(self, tag):
        self.script = None if tag == "script" else self.script

    def handle_data(self, data):
        if self.script is None or not data.strip():
            return
        if self.script.get("type") == "application/json":
            self.data.append(json.loads(data))
        else:
            self.runs.append(f"script {data[:40]}")


class Forms(HTMLParser):
    """Fills every form of a page as somebody would who means harm: [(action, data)] of those that write."""

    def __init__(self, page: str):
        super().__init__()
        self.found, self.data, self.choosing = [], None, None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, kind = given.get("name"), given.get("type", "text")
        if tag == "form":
            self.data = {}
            if given.get("method") == "post":
                self.found.append((given.get("action") or "", self.data))
        elif self.data is None or (not name and tag != "option"):
            return
        elif tag == "textarea" or (tag == "input" and kind in ("text", "search", "url", "email")):
            self.data[name] = (SCRIPT + BROKEN_OUT)[: int(given.get("maxlength") or 500)]
        elif tag == "input" and kind not in ("file", "checkbox", "radio"):
            self.data[name] = given.get("value") or {"date": "2018-12-01", "number": "1"}.get(kind, "x")
        elif tag == "input" and kind != "file":
            self.data.setdefault(name, given.get("value") or "on")
        elif tag == "select":
            self.choosing = name
        elif tag == "option" and self.choosing and given.get("value"):
            self.data.setdefault(self.choosing, given["value"])

    def handle_endtag(self, tag):
        if tag == "form":
            self.data = None


def poisoned_names(document, committee, other_unit):
    """Let what is loaded or administered carry the canaries: units, items, indicators, people."""
    Unit.objects.filter(pk=committee.pk).update(short_name=f"高新区{BROKEN_OUT}")
    Unit.objects.filter(pk=other_unit.pk).update(name=f"市科技局{BROKEN_OUT}", short_name=f"市科{BROKEN_OUT}")
    for model, canary in ((Item, BROKEN_OUT), (Indicator, OUT_OF_JSON)):
        for each in model.objects.filter(document=document):
            model.objects.filter(pk=each.pk).update(name=f"{each.name[:20]}{canary}")


def say_the_course(document, clerk, reviewer):
    """Type the canaries into the course of a task: a stage, a milestone, what is said to a closure."""
    task, plan = document.tasks.get(number=1), document.tasks.get(number=24).deliverables.first()
    day = dt.date(2018, 4, 2)
    StageStep.report(plan, Stage.ISSUED, reached_on=day, issued_number=SCRIPT, reason=BROKEN_OUT, by=clerk)
    Deadline.decide(task, name=SCRIPT, due_on=day, reason=BROKEN_OUT, by=reviewer)
    Closure.refuse(task, text=SCRIPT, by=reviewer)


def say_it_all(office, document, committee, other_unit):
    """Type the canaries wherever somebody may type, by the verbs of the house, and publish what may be published."""
    clerk, reviewer = office.cast["clerk"], office.cast["reviewer"]
    period, earlier = (document.periods.get(year=year) for year in (2018, 2017))
    draft = builders.own(earlier, committee)
    item, *rest = Actual.items_of(draft)
    told = [Entry({"item": each}, {"blank_reason": SCRIPT}) for each in rest]
    draft.put([Entry({"item": item}, {"value": 100, "note": SCRIPT + ADDRESS}), *told], by=clerk)
    builders.attach(draft, clerk, PNG, f"{SCRIPT}.png", note=BROKEN_OUT)
    earlier.extend(other_unit, due_on=dt.date(2018, 12, 1), reason=SCRIPT, by=reviewer)
    builders.own(period, other_unit).send_back(by=reviewer, reason=SCRIPT)
    updates = builders.own(period, committee, Form.UPDATES)
    words = {
        "progress": SCRIPT,
        "problems_met": BROKEN_OUT,
        "next_steps": OUT_OF_JSON,
        "judgement": "NEEDS_COORDINATION",
    }
    owed = ProgressUpdate.tasks_of(updates)
    updates.put([Entry({"task": task}, words) for task in owed], by=clerk)
    updates.submit(by=clerk)
    updates.approve(by=reviewer)
    approved = period.submissions.get(unit=committee, form=Form.FIGURES)
    correction = approved.correct(by=clerk, reason=SCRIPT)
    builders.put(correction, clerk, 101, note=SCRIPT)
    correction.submit(by=clerk)
    correction.approve(by=reviewer)
    target = document.indicators.get(slug="industrial-output")
    told = {"operator": ">=", "value": 480, "basis": SCRIPT + ADDRESS, "reason": SCRIPT}
    Target.decide(target, 2018, by=reviewer, **told)
    say_the_course(document, clerk, reviewer)
    edition = builders.publish(approved, reviewer)
    office.things["edition"] = shared((str(edition.quarter), edition.number), ("2018Q1", 99))
    office.things["check"] = shared((edition.check_code,), ("AAAA-AAAA",))


@pytest.mark.case("I01", "I02", "I04")
def test_what_was_typed_runs_on_no_page(document, committee, other_unit, request, client):
    cast = {name: request.getfixturevalue(name) for name in ROLES}
    User.objects.update(display_name=BROKEN_OUT)
    poisoned_names(document, committee, other_unit)
    with clock.at(dt.date(2018, 4, 20)):
        office = World(
            document, *Unit.objects.filter(pk__in=[committee.pk, other_unit.pk]).order_by("order"), cast
        )
        say_it_all(office, document, committee, other_unit)
        found, escaped, visited = [], 0, set()
        for name in ROLES:
            client.force_login(cast[name], backend="django.contrib.auth.backends.ModelBackend")
            for address, url in [each for each in pages(office, name) if each[0] not in visited]:
                visited.add(address)
                answer = client.get(url)
                if "html" not in answer["Content-Type"]:
                    continue
                page = answer.getvalue().decode()
                read = Reader(page)
                found += [(address, each) for each in (*read.runs, *(raw for raw in RUNS if raw in page))]
                escaped += "&lt;script&gt;" in page or "&lt;img src=x" in page
    assert sorted(set(found)) == []
    assert escaped > len(visited) / 2, "the canaries are on the pages"


UNTOUCHED = {"/sign-out/"}


@pytest.mark.case("I01")
def test_what_is_typed_into_any_form_comes_back_as_text(world, clients):  # noqa: F811
    """Refused or stored, the page that follows shows it as text; each form is taken back before the next."""
    wrong, sent, escaped = [], set(), 0
    for name in ROLES:
        for address, url in pages(world, name):
            page = clients[name].get(url).getvalue().decode(errors="replace")
            for action, data in Forms(page).found:
                target = (address, action or url, *sorted(data))
                if target in sent or action in UNTOUCHED:
                    continue
                sent.add(target)
                with transaction.atomic():
                    answer = clients[name].post(action or url, data, follow=True)
                    transaction.set_rollback(True)
                clients[name].force_login(world.cast[name], "django.contrib.auth.backends.ModelBackend")
                if answer.status_code >= 500:
                    wrong.append((address, action, answer.status_code))
                if "html" in answer["Content-Type"]:
                    text = answer.getvalue().decode()
                    found = (*Reader(text).runs, *(raw for raw in RUNS if raw in text))
                    wrong += [(address, action, each) for each in found]
                    escaped += "&lt;script&gt;" in text
    assert wrong == []
    assert len(sent) > 30 and escaped > 10, (len(sent), escaped)
