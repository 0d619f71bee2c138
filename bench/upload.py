"""Time the preview of an uploaded file: python bench/upload.py [rows]

A plan of its own with as many items as the file has rows, in a database of its own that is gone afterwards. Printed: the best of
three whole requests, file in, page out, beside the floor, openpyxl's bare reading of the same file. To hold: 1,000 rows in 3 s.
"""

import io
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
from django.test.utils import setup_test_environment

TIMES = 3


def best(do) -> float:
    """Return the shortest of some runs, in seconds."""
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        do()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def prepared(rows: int):
    """Load the facts, add items, open a period; return a signed-in clerk's client and the submission."""
    from django.core.management import call_command
    from django.test import Client

    from accounts.models import Role, Unit
    from indicators.models import Item
    from policy.models import PolicyDocument
    from submissions.models import ReportingPeriod
    from submissions.quarters import Quarter
    from tests.cast import appoint

    call_command("migrate", verbosity=0)
    call_command("facts", stdout=io.StringIO())
    document, committee = PolicyDocument.objects.get(), Unit.objects.committee()
    told = {
        "measure": "亿元",
        "entry_measure": "亿元",
        "nature": "FLOW",
        "decimals": 4,
        "frequency": "QUARTERLY",
    }
    made = (
        Item(document=document, slug=f"item-{n}", order=n, name=f"填报项{n}", **told)
        for n in range(100, 100 + rows)
    )
    Item.objects.bulk_create(made)
    clerk, reviewer = (appoint(role.lower(), committee, role) for role in (Role.CLERK, Role.REVIEWER))
    period = ReportingPeriod.open(document, Quarter(2018, 1), by=reviewer)
    client = Client()
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client, period.submissions.get(unit=committee, form="FIGURES")


def main(rows: int):
    from tests.indicators.books import opened, saved, template, upload

    client, submission = prepared(rows)
    figures = {f"填报项{n}": n * 1.25 for n in range(100, 100 + rows)}
    book = opened(template(client, submission))
    page = book["填报表"]
    for row in range(5, page.max_row + 1):
        if (name := page.cell(row, 4).value) in figures:
            page.cell(row, 8).value = figures[name]
    content = saved(book)
    preview = upload(client, submission, content)
    assert preview.status_code == 200 and preview.context["preview"].counts["新增"] == rows, (
        preview.status_code
    )
    ours = best(lambda: upload(client, submission, content))
    floor = best(lambda: [list(sheet.values) for sheet in opened(content)])
    print(f"{rows} rows  preview {ours:.2f} s  openpyxl alone {floor:.2f} s  ratio {ours / floor:.1f}")


if __name__ == "__main__":
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": "", "CLOCK_DATE": "2018-04-09"}
    os.environ.update(settings)  # a home of its own, gone afterwards
    django.setup()
    setup_test_environment()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
