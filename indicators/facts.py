"""Phases, items, indicators, targets and goals: from the plan's files into the database, and back in the same shape.

Back comes only what the document says: what the committee decided later (its targets, later versions of a definition,
plans, responsibilities) is never part of it.
"""

from itertools import groupby

from indicators.models import Definition, Goal, Indicator, IndicatorGroup, Item, Origin, Phase, Target
from policy.facts import citation
from policy.models import PolicyDocument

PHASE = ("slug", "name", "opens_on", "due_on")
GROUP = ("name", "is_of_tasks")
ITEM = (
    *("slug", "name", "measure", "entry_measure", "nature", "is_integer", "decimals", "minimum", "maximum"),
    *("frequency", "explanation", "open_question", "official_growth_only"),
)
INDICATOR = ("slug", "name", "scope", "scope_is_reading", "measure", "kind", "decimals")
DEFINITION = ("formula", "factor", "pace_rule", "question")


def load(plan: dict, document: PolicyDocument) -> None:
    """Store the plan's phases 阶段, items 填报项, indicators 指标, targets 目标 and goals 定性目标."""
    clauses = {clause.number: clause for clause in document.clauses.all()}
    phases = store(Phase, PHASE, plan["phases"], document)
    groups = store(IndicatorGroup, GROUP, plan["groups"], document)
    items = store(Item, ITEM, plan["items"], document)
    grouped = [row | {"group": groups[row["group"]]} for row in plan["indicators"]]
    indicators = store(Indicator, (*INDICATOR, "group"), grouped, document)
    Definition.objects.bulk_create(
        definition(indicators[row["slug"]], row["definition"], items) for row in plan["indicators"]
    )
    Target.objects.bulk_create(
        Target(indicator=indicators[row["indicator"]], **term, **judgement(row), **citation(row, clauses))
        for row in [*plan["targets"], *plan["subtargets"]]
        for term in terms(row, phases)
    )
    Goal.objects.bulk_create(
        Goal(document=document, phase=phases.get(row["phase"]), order=order, **citation(row, clauses))
        for order, row in enumerate(plan["goals"], start=1)
    )


def store(model, fields, rows, document) -> dict:
    """Store the rows in their order; return them by their natural key, which is the first field."""
    return {
        row[fields[0]]: model.objects.create(document=document, order=order, **{f: row[f] for f in fields})
        for order, row in enumerate(rows, start=1)
    }


def definition(indicator: Indicator, row: dict, items: dict) -> Definition:
    """Return the first version of the indicator's definition 口径: how we read the document."""
    item_b = items[row["item_b"]] if row["item_b"] else None
    fields = {field: row[field] for field in DEFINITION}
    return Definition(indicator=indicator, item_a=items[row["item_a"]], item_b=item_b, **fields)


def terms(row: dict, phases: dict) -> list[dict]:
    """Return when the target falls due: its phase, each of its years, or never where the document names no year."""
    if "phase" in row:
        return [{"phase": phases[row["phase"]]}]
    return [{"year": year} for year in row["years"]] or [{}]


def judgement(row: dict) -> dict:
    """Return operator, value and wording; a target that only names a direction has neither operator nor value."""
    return {"operator": row["operator"] or "", "value": row["value"], "wording": row["wording"]}


def stated(document: PolicyDocument) -> dict[str, list[dict]]:
    """Return what the database holds of the document's facts, in the shape of the plan's files."""
    targets = list(
        Target.objects.filter(indicator__document=document, origin=Origin.DOCUMENT)
        .select_related("indicator__group", "phase", "clause")
        .order_by("pk")
    )
    return {
        "phases": [dated(row) for row in document.phases.values(*PHASE)],
        "groups": list(document.indicator_groups.values(*GROUP)),
        "items": list(document.items.values(*ITEM)),
        "indicators": indicator_rows(document),
        "targets": [
            {"phase": t.phase and t.phase.slug, **target_row(t, document.text)}
            for t in targets
            if not t.indicator.group.is_of_tasks
        ],
        "subtargets": subtarget_rows([t for t in targets if t.indicator.group.is_of_tasks], document.text),
        "goals": [
            {"phase": goal.phase and goal.phase.slug, **cited(goal, document.text)}
            for goal in document.goals.select_related("phase", "clause")
        ],
    }


def dated(row: dict) -> dict:
    return row | {day: row[day] and row[day].isoformat() for day in ("opens_on", "due_on")}


def indicator_rows(document: PolicyDocument) -> list[dict]:
    """Return the indicators with the first version of their definitions."""
    first = Definition.objects.filter(indicator__document=document, version=1).select_related(
        "item_a", "item_b"
    )
    definitions = {
        d.indicator_id: {f: getattr(d, f) for f in DEFINITION}
        | {"item_a": d.item_a.slug, "item_b": d.item_b and d.item_b.slug}
        for d in first
    }
    return [
        {field: getattr(indicator, field) for field in INDICATOR}
        | {"group": indicator.group.name, "definition": definitions.get(indicator.pk)}
        for indicator in document.indicators.select_related("group")
    ]


def target_row(target: Target, text: str) -> dict:
    return {
        "indicator": target.indicator.slug,
        "operator": target.operator or None,
        "value": target.value,
        "measure": target.indicator.measure,
        "wording": target.wording,
        **cited(target, text),
    }


def cited(fact, text: str) -> dict:
    """Return where the document says it, and in which words."""
    span = {"start": fact.start, "end": fact.end}
    return {"clause": fact.clause.number, "quote": text[fact.start : fact.end], **span}


def subtarget_rows(targets: list[Target], text: str) -> list[dict]:
    """Return the tasks' own targets, the years of one sentence gathered into one row."""
    return [
        {**row, "years": [target.year for target in same if target.year]}
        for row, same in groupby(targets, key=lambda target: target_row(target, text))
    ]
