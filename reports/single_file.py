"""An edition as one self-contained page 单文件网页: no script, no outside request, to be carried to a phone the intranet never reaches."""

import re

from django.conf import settings
from django.template.loader import render_to_string

from reports import titles
from reports.boards import Board, Filters
from reports.contexts import QuarterContext

STYLES = {"gazette": "all", "pages": "all", "phone": "(max-width: 700px)", "print": "print"}
ALL = Filters((), "", "")
OTHER_FILE = re.compile(r"url\((?!#)[^)]*\)")
REMARK = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def render(context: QuarterContext, check_code: str) -> bytes:
    """Return the page, UTF-8, its styles within."""
    found = {
        "issue": context,
        "name": titles.name(context),
        "edition": titles.edition(context, check_code),
        "check_code": check_code,
        "boards": [Board(context, phase, ALL) for phase in ordered(context)],
    }
    page = render_to_string("reports/single_file.html", found)
    return page.replace("</head>", f"{styles()}</head>", 1).encode("utf-8", "replace")


def ordered(context: QuarterContext):
    """Return the phases, the edition's own first."""
    return sorted(context.phases, key=lambda phase: phase.slug != context.phase)


def styles() -> str:
    """Return every style sheet the board has, each for the medium it is for, without what lies in other files."""
    folder = settings.BASE_DIR / "static" / "css"
    sheets = ((medium, (folder / f"{name}.css").read_text("utf-8")) for name, medium in STYLES.items())
    return "".join(
        f'<style media="{medium}">{REMARK.sub("", OTHER_FILE.sub("none", text))}</style>'
        for medium, text in sheets
    )
