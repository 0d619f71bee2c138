"""查找 over what the plan holds: indicators, tasks, units, clauses. Only facts that everybody may read are looked into.

Text is found letter by letter in Python, so that %, _ and \\ mean themselves; drafts, figures and notes are never asked.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.models import Unit
from accounts.permissions import Permission, refusal, require
from indicators.models import Indicator
from policy.models import Clause, PolicyDocument
from reports import plan

LONGEST, MOST, AROUND = 40, 30, 36
"""How much is read of what was typed, how many hits of a kind are shown, how much text stands around a hit."""
HALF = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width letters, digits and brackets → half-width, one for one, so that places stay where they are."""


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, where it stands, the words around the place."""

    name: str
    url: str  # "" where the account may not go
    aside: str
    before: str = ""
    match: str = ""
    after: str = ""


@dataclass(frozen=True)
class Found:
    """Everything found of one kind; only the first are shown."""

    kind: str
    total: int
    hits: tuple[Hit, ...]


@require(Permission.VIEW_TASKS)
@require_safe
def search(request):
    wanted = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    document = PolicyDocument.objects.first()
    may_see = not refusal(request.user, Permission.VIEW_EDITIONS)
    found = everything(document, wanted, may_see) if document and wanted else []
    total = sum(each.total for each in found)
    return render(request, "reports/search.html", {"q": wanted, "found": found, "total": total})


def everything(document, wanted: str, may_see: bool) -> list[Found]:
    """Return what holds the words, by kind; a kind without a hit is left out."""
    tasks = list(plan.tasks(document))
    kinds = (
        ("指标", indicators(document, wanted, may_see)),
        ("任务", task_hits(tasks, wanted)),
        ("单位", units(tasks, wanted, may_see)),
        ("条款", clauses(document, wanted)),
    )
    return [Found(kind, len(hits), tuple(hits[:MOST])) for kind, hits in kinds if hits]


def folded(text: str) -> str:
    """Return the text as it is compared: half-width, small letters, every place where it was."""
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in text.translate(HALF))


def place_of(wanted: str, text: str, since: int = 0) -> int:
    return folded(text).find(folded(wanted), since)


def indicators(document, wanted: str, may_see: bool) -> list[Hit]:
    chosen = Indicator.objects.filter(document=document).select_related("group")
    return [
        Hit(
            each.name,
            reverse("reports:indicator_detail", args=[each.slug]) if may_see else "",
            "，".join(filter(None, [each.group.name, each.scope])),
        )
        for each in chosen
        if place_of(wanted, f"{each.name}\n{each.scope}\n{each.group.name}") >= 0
    ]


def task_hits(tasks, wanted: str) -> list[Hit]:
    return [
        Hit(
            f"{each.number}　{each.title}",
            reverse("reports:task_detail", args=[each.number]),
            "、".join(deliverable.title for deliverable in each.deliverables.all()),
        )
        for each in tasks
        if place_of(wanted, "\n".join(words_of(each))) >= 0
    ]


def words_of(task) -> list[str]:
    return [str(task.number), task.title, *(each.title for each in task.deliverables.all())]


def units(tasks, wanted: str, may_see: bool) -> list[Hit]:
    """Return the units by any of their names, each with the tasks it takes part in."""
    today, duties = clock.today(), {}
    for task in tasks:
        for pk in {task.lead_unit_id, *(partner.unit_id for partner in task.partners.all())} - {None}:
            duties[pk] = duties.get(pk, 0) + 1
    return [
        Hit(
            unit.label(today),
            reverse("reports:unit_detail", args=[unit.pk]) if may_see else ledger_of(unit),
            f"{unit.name}，{duties[unit.pk]}项任务" if unit.pk in duties else unit.name,
        )
        for unit in Unit.objects.select_related("successor")
        if place_of(wanted, f"{unit.name}\n{unit.short_name}\n{unit.label(today)}") >= 0
    ]


def ledger_of(unit: Unit) -> str:
    return f"{reverse('reports:task_list')}?{urlencode({'unit': unit.short_name})}"


def clauses(document, wanted: str) -> list[Hit]:
    """Return the places in the full text, each under its innermost clause, in the document's order."""
    text, places, here = folded(document.text), [], -1
    while (here := text.find(folded(wanted), here + 1)) >= 0:
        places.append(here)
    known = list(Clause.objects.filter(document=document)) if places else []
    return [hit_at(document.text, known, place, len(wanted)) for place in places]


def hit_at(text: str, known: list[Clause], start: int, length: int) -> Hit:
    end = start + length
    around = [clause for clause in known if clause.start <= start < clause.end]
    clause = min(around, key=lambda each: each.end - each.start, default=None)
    first, last = (clause.start, clause.end) if clause else (0, len(text))
    return Hit(
        clause.number if clause else "全文",
        f"{reverse('policy:document_detail')}?from={start}-{end}#passage",
        "",
        shortened(text[first:start], is_end=True),
        text[start:end],
        shortened(text[end:last], is_end=False),
    )


def shortened(text: str, is_end: bool) -> str:
    """Return the end or the beginning of the words around a hit, on one line."""
    line = " ".join(text.split())
    if len(line) <= AROUND:
        return line
    return f"……{line[-AROUND:]}" if is_end else f"{line[:AROUND]}……"
