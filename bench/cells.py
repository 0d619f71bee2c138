"""Time one cell's autosave and a paste of the whole sheet, as ratios to the sign-in page of the same run.

python bench/cells.py http://127.0.0.1:8000      (against a running demonstration)
"""

import http.cookiejar
import re
import statistics
import sys
import time
import urllib.parse
import urllib.request

ROUNDS = 30
UNIT, PASSWORD = "unit-05", "yanshi-2019-demo"


def main(base):
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def ask(path, data=None, **headers):
        begun = time.perf_counter()
        body = urllib.parse.urlencode(data).encode() if data else None
        request = urllib.request.Request(base + path, body, {"Referer": base, **headers})
        text = opener.open(request).read().decode()
        return text, time.perf_counter() - begun

    page, _ = ask("/sign-in/")
    floor = statistics.median(ask("/sign-in/")[1] for _ in range(ROUNDS))
    ask("/sign-in/", {"username": UNIT, "password": PASSWORD, "csrfmiddlewaretoken": token(page)})
    page, _ = ask("/submissions/")
    path = re.search(r'href="(/submissions/\d+/figures/)"', page)[1]
    sheet, _ = ask(path)
    fields = dict(re.findall(r'name="([a-z0-9-]+-(?:value|rv|was))" value="([^"]*)"', sheet))
    cells = sorted({name.rsplit("-", 1)[0] for name in fields})

    def save(chosen, round_number):
        data = {"csrfmiddlewaretoken": token(sheet), "key": f"bench-{time.time_ns()}"}
        for cell in chosen:
            for name in ("value", "rv", "was"):
                data[f"{cell}-{name}"] = fields.get(f"{cell}-{name}", "")
            data[f"{cell}-value"] = str(50 + round_number)
        answer, took = ask(f"{path}cells/", data, Accept="application/json")
        for cell, rv, was in re.findall(r'"([a-z0-9-]+)": \{"rv": (\d+), "was": "([0-9a-f]+)"', answer):
            fields[f"{cell}-rv"], fields[f"{cell}-was"] = rv, was
        return took

    one = [save(["rd-institutions"], n) for n in range(ROUNDS)]
    whole = [save(cells, 100 + n) for n in range(10)]
    print(f"floor (sign-in page)  {floor * 1000:7.1f} ms")
    for name, times in (("one cell", one), (f"{len(cells)} cells", whole)):
        middle, worst = statistics.median(times), max(times)
        print(
            f"{name:20}  {middle * 1000:7.1f} ms  {middle / floor:5.1f} × floor  worst {worst * 1000:.1f} ms"
        )


def token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
