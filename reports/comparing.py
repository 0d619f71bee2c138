"""Editions beside each other: the list, two of them compared, a paper checked by its code."""

import re
from dataclasses import replace

from accounts.models import ALPHABET
from reports import compare, titles
from reports.boards import is_judged, lists
from reports.contexts import QuarterContext
from reports.models import Edition, EditionKind
from reports.sources import all_editions
from submissions.models import ReportingPeriod


def edition_rows(editions) -> list[dict]:
    """Return each edition with whether it still stands, the first of its quarter carrying the name."""
    newest, told, rows = {}, set(), []
    for edition in editions:
        newest.setdefault(edition.quarter, edition)
        first = edition.quarter not in told
        told.add(edition.quarter)
        gone = "" if newest[edition.quarter] == edition else f"已被第{newest[edition.quarter].number}版代替"
        state = gone or (
            edition.kind if edition.kind == EditionKind.CORRECTION else titles.data_status(edition.quarter)
        )
        rows.append({"edition": edition, "is_first": first, "state": state, "is_gone": bool(gone)})
    return rows


def open_periods(editions) -> list[dict]:
    """Return the periods that are being reported and have no edition yet, newest first."""
    published = {edition.quarter for edition in editions}
    periods = ReportingPeriod.objects.filter(is_backfill=False).order_by("-year", "-part")
    return [{"period": each, "quarter": each.quarter} for each in periods if each.quarter not in published]


def compared(before, after) -> dict:
    """Return what differs between two sources, each change in its list."""
    old = before.context
    new = all_corrected(before.edition, after.edition, after.context) if before.edition else after.context
    found = [*compare.corrections(new), *compare.late(new, old)]
    if before.quarter == after.quarter:
        found += [*compare.followed(new, old), *compare.caught_up(new, old)]
    else:
        found += compare.turns(new, old)
    return {"before": before, "after": after, "lists": lists(found), "total": len(found)}


def all_corrected(old: Edition, new: Edition | None, context: QuarterContext) -> QuarterContext:
    """Return `context` with every correction told since `old`: those of the editions in between as well as its own."""
    between = Edition.objects.filter(document=old.document_id, event_seq__gt=old.event_seq)
    if new:
        between = between.filter(event_seq__lt=new.event_seq)
    told = [each for edition in between.order_by("event_seq") for each in edition.context.corrections]
    return replace(context, corrections=tuple(dict.fromkeys((*told, *context.corrections))))


def typed_code(text: str) -> str:
    """Return a code as it is printed, 7K3Q-9F2M, from what people type; what is no code comes back as it is."""
    plain = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    if len(plain) == 8 and set(plain) <= set(ALPHABET):
        return f"{plain[:4]}-{plain[4:]}"
    return re.sub(r"[^\w-]", "", text)[:20]


def checked(code: str) -> dict:
    """Return the edition of a paper's code, the one that stands now, what changed between, the main figures."""
    code = typed_code(code)
    edition = next((each for each in all_editions() if each.check_code == code), None)
    if edition is None:
        return {"code": code, "edition": None}
    newest = Edition.objects.of(edition.document, edition.quarter).last()
    is_current = newest == edition
    old, new = edition.context, all_corrected(edition, newest, newest.context)
    now = {row.slug: row for row in new.main.rows}
    judged = [row for row in old.main.rows if is_judged(row)]
    return {
        "code": code,
        "edition": edition,
        "newest": newest,
        "is_current": is_current,
        "issue": old,
        "lists": []
        if is_current
        else lists([*compare.corrections(new), *compare.followed(new, old), *compare.caught_up(new, old)]),
        "rows": [(row, now.get(row.slug)) for row in judged],
    }
