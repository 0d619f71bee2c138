"""Time what the entry sheet says beside one cell: DEMONSTRATION=1 YK_HOME=… python bench/effects.py

For every item of the demonstration's newest period: the median time of its effects, the slowest one, and both as a ratio
to a floor, the plain reading of every figure in force that any answer has to begin with.
"""

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yingkou_hz.settings")

import django

django.setup()

from indicators.models import Actual  # noqa: E402
from reports.effects import effects  # noqa: E402
from submissions.models import ReportingPeriod  # noqa: E402

ROUNDS = 15


def timed(work) -> float:
    """Return the median time in milliseconds, the first one, which fills caches, left out."""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def cells():
    period = ReportingPeriod.objects.first()
    for submission in period.submissions.select_related("period__document", "unit").filter(form="FIGURES"):
        for item in Actual.items_of(submission):
            yield submission, item.slug


def main():
    floor = timed(lambda: list(Actual.objects.approved().values_list()))
    found = [timed(lambda s=submission, i=item: effects(s, i)) for submission, item in cells()]
    print(f"floor {floor:.1f} ms; effects of {len(found)} items, one at a time:")
    for name, taken in (("median", statistics.median(found)), ("slowest", max(found))):
        print(f"{name:8}{taken:6.1f} ms  {taken / floor:5.1f} × the floor")


if __name__ == "__main__":
    main()
