"""Back-test the year-end forecast: python bench/forecast.py FILE.csv (columns series, year, quarter, value).

For each series' last four complete years, with three years of history, from one, two and three quarters: the mean
absolute error of the year's total beside that of the same-period share, and how many totals the 80 % interval holds.
"""

import csv
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from indicators.forecast import INTERVAL_YEARS, forecast, same_period_share

TESTED_YEARS = 4


def cases(path):
    """Yield (history, year) for every tested year: lists of four single quarters."""
    series = defaultdict(lambda: defaultdict(dict))
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            series[row["series"]][int(row["year"])][int(row["quarter"])] = float(row["value"])
    for years in series.values():
        complete = {year: [q[i] for i in range(1, 5)] for year, q in years.items() if len(q) == 4}
        for year in sorted(complete)[-TESTED_YEARS:]:
            history = [complete.get(year - back) for back in range(INTERVAL_YEARS, 0, -1)]
            if all(history):
                yield history, complete[year]


def measure(tested, known: int) -> tuple[float, float, float, int]:
    """Return (our error, the baseline's, coverage of the interval) in percent, and the number of forecasts."""
    ours, theirs, held = [], [], 0
    for history, year in tested:
        found = forecast(history, year[:known])
        if found is None:
            continue
        total = sum(year)
        ours.append(abs(found.total - total) / total)
        theirs.append(abs(same_period_share(history, year[:known]) - total) / total)
        held += found.low <= total <= found.high
    count = len(ours)
    return 100 * sum(ours) / count, 100 * sum(theirs) / count, 100 * held / count, count


def main(path):
    tested = list(cases(path))
    print("known  years  error %  same-period share %  ratio  80 % interval holds %")
    for known in (1, 2, 3):
        ours, theirs, held, count = measure(tested, known)
        print(f"Q{known}     {count:5d}  {ours:7.2f}  {theirs:19.2f}  {ours / theirs:5.3f}  {held:21.1f}")


if __name__ == "__main__":
    main(sys.argv[1])
