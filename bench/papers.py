"""How long each paper of an edition takes: python bench/papers.py [KIND ...], in the database that settings name.

Every edition's material, notice, workbook, slides, single file and data are written; printed are the slowest time in seconds,
its share of the limit (docx 5 s, xlsx 3 s, pptx 5 s, others 1 s), its size, and how many times the floor it takes:
an empty paper, opened and saved by the same library. The first paper of a kind also pays for loading the library.
"""

import io
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yingkou_hz.settings")

import django

django.setup()

import docx  # noqa: E402
import pptx  # noqa: E402
import xlsxwriter  # noqa: E402

from reports import excel, single_file, slides, tidy, titles, word  # noqa: E402
from reports.models import Edition  # noqa: E402


def notice(context, check_code) -> bytes:
    return word.render(context, check_code, titles.NOTICE)


def empty_docx():
    docx.Document().save(io.BytesIO())


def empty_xlsx():
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    book.add_worksheet()
    book.close()


def empty_pptx():
    pptx.Presentation().save(io.BytesIO())


PAPERS = {
    "docx": (word.render, 5, empty_docx),
    "notice": (notice, 5, empty_docx),
    "xlsx": (excel.render, 3, empty_xlsx),
    "pptx": (slides.render, 5, empty_pptx),
    "html": (single_file.render, 1, None),
    "csv": (tidy.as_csv, 1, None),
    "json": (tidy.as_json, 1, None),
}


def timed(work, *given) -> tuple[float, object]:
    begin = time.perf_counter()
    made = work(*given)
    return time.perf_counter() - begin, made


def main(kinds) -> int:
    editions = list(Edition.objects.all())
    if not editions:
        print("没有发布版：先 python3 manage.py start --demo，再设 YK_HOME 和 DEMONSTRATION=1")
        return 2
    contexts = [(each.context, each.check_code) for each in editions]
    print(f"{len(editions)} editions, {os.cpu_count()} cores")
    is_over = False
    for kind in kinds or PAPERS:
        render, limit, blank = PAPERS[kind]
        found = [timed(render, *each) for each in contexts]
        slowest, made = max(found, key=lambda each: each[0])
        over_floor = f"{slowest / min(timed(blank)[0] for _ in range(3)):5.1f} x floor" if blank else ""
        print(
            f"{kind:7} {slowest:5.2f} s  {slowest / limit:4.0%} of {limit} s  {len(made) >> 10:4} KB  {over_floor}"
        )
        is_over |= slowest > limit
    return int(is_over)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
