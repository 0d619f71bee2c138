"""Grow a demonstration for the benches: an edition of 280 indicators, or 1,000 plans beside the one. Never in the product."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from stage import ROOT, environment

INDICATORS = """
import dataclasses, hashlib
from reports import contexts
from reports.models import Edition

TIMES = 10
def more(things, rename):
    return tuple(rename(each, n) for n in range(TIMES) for each in things)
def again(thing, n):
    return dataclasses.replace(thing, slug=f"{thing.slug}-{n}" if n else thing.slug, order=thing.order + 100 * n)
def more_counts(count):
    slugs = tuple(f"{slug}-{n}" if n else slug for n in range(TIMES) for slug in count.slugs)
    return dataclasses.replace(count, count=count.count * TIMES, slugs=slugs)
def more_rows(phase):
    rows = more(phase.rows, again)
    counts = tuple(map(more_counts, phase.counts))
    attention = tuple(row.slug for row in rows if row.slug.rpartition("-")[0] in phase.attention or row.slug in phase.attention)
    return dataclasses.replace(phase, rows=tuple(sorted(rows, key=lambda row: row.group)), counts=counts, attention=attention)
last = Edition.objects.order_by("-year", "-part", "-number").first()
context = dataclasses.replace(last.context, phases=tuple(map(more_rows, last.context.phases)),
    indicators=more(last.context.indicators, again), number=last.number + 1)
text = contexts.to_json(context)
last.pk, last.number, last.event_seq, last.text = None, last.number + 1, last.event_seq + 10**6, text
last.supersedes_id, last.sha256, last.check_code = None, hashlib.sha256(text.encode()).hexdigest(), "GRWN-GRWN"
last.save(force_insert=True)
"""
PLANS = """
from django.db import connection
from indicators.models import Definition, Goal, Indicator, IndicatorGroup, Item, Phase, PlanPoint, Responsibility, Target
from policy.models import Clause, Erratum, PolicyDocument
from tasks.models import Task

COPIED = [PolicyDocument, Clause, Erratum, Phase, IndicatorGroup, Item, Indicator, Definition, Goal, Target, PlanPoint, Responsibility, Task]
APART, PLANS = 100_000, 1000
def copied(field, model):
    column = f'"{field.column}"'
    if field.primary_key or field.related_model in COPIED:
        return f"{column} + k * {APART}"
    return f"{column} || '-' || k" if field.unique and model is PolicyDocument else column
with connection.cursor() as cursor:
    for model in COPIED:
        fields = model._meta.concrete_fields
        names = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(copied(field, model) for field in fields)
        cursor.execute(f"WITH RECURSIVE plans(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM plans WHERE k < {PLANS - 1}) "
                       f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {model._meta.db_table}, plans")
"""


def copy(home: Path, to: Path, script: str | None) -> Path:
    """Return a second home with the same demonstration, grown by the script."""
    shutil.copytree(home, to)
    if script:
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", script],
            cwd=ROOT,
            env=environment(to) | {"DEMONSTRATION": "1"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    return to


def first_attention(board: str) -> str:
    """Return the slug of the first indicator that the board names as most in need."""
    return re.search(r'class="cover-text" href="/indicators/([a-z0-9-]+)/', board)[1]
