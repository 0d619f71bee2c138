"""Before anything is published: what the document plans, straight from the database, and who does what next."""

from itertools import groupby

from accounts import clock
from indicators.models import Definition, Indicator, Phase, Target, responsible_units
from indicators.quantities import plain_text
from reports.task_contexts import TaskContext
from submissions.models import ReportingPeriod
from submissions.quarters import Quarter
from tasks.models import Deliverable, Partner, Task

SIGNS = {">": ">", "<=": "≤"}


def plan(document) -> dict:
    """Return the plan: counts, next steps, every indicator with its targets; no light, nothing overdue."""
    if document is None:
        return {"document": None}
    phases = list(Phase.objects.filter(document=document))
    rows = indicator_rows(document, phases)
    return {
        "document": document,
        "today": clock.today(),
        "phases": phases,
        "targets": [
            (phase, sum(bool(row["targets"][place]) for row in rows)) for place, phase in enumerate(phases)
        ],
        "target_total": sum(bool(target) for row in rows for target in row["targets"]),
        "indicator_total": len(rows),
        "groups": [
            (name, list(found)) for name, found in groupby(rows, key=lambda row: row["indicator"].group.name)
        ],
        "task_total": Task.objects.filter(document=document).count(),
        "deliverable_total": Deliverable.objects.filter(task__document=document).count(),
        "partner_total": Partner.objects.filter(task__document=document).values("unit").distinct().count(),
        "unconfirmed": sum(not row["definition"].is_confirmed for row in rows),
        "is_open": ReportingPeriod.objects.filter(document=document).exists(),
        "all_over": all(phase.due_on < clock.today() for phase in phases),
    }


def indicator_rows(document, phases) -> list[dict]:
    targets = {}
    for target in Target.objects.filter(indicator__document=document, phase__in=phases).order_by("version"):
        text = SIGNS.get(target.operator, "") + plain_text(target.value)
        targets[target.indicator_id, target.phase_id] = {
            "text": text,
            "origin": "文" if target.clause_id else "定",
        }
    definitions = {}
    for each in (
        Definition.objects.filter(indicator__document=document).select_related("item_a").order_by("version")
    ):
        definitions[each.indicator_id] = each
    units = responsible_units(document, Quarter.due(clock.today()))
    chosen = Indicator.objects.filter(document=document, group__is_of_tasks=False).select_related("group")
    return [
        {
            "indicator": indicator,
            "targets": [targets.get((indicator.pk, phase.pk)) for phase in phases],
            "definition": definitions[indicator.pk],
            "unit": units[definitions[indicator.pk].item_a_id],
        }
        for indicator in chosen
    ]


def tasks(document):
    """Return the tasks as the document has them."""
    rows = Task.objects.filter(document=document).select_related(
        "section__clause", "section__parent__clause", "lead_unit", "clause"
    )
    return rows.prefetch_related("partners__unit", "deliverables")


def task_contexts(document) -> list[TaskContext]:
    """Return the tasks as the document has them, in the form an edition holds them: nothing reported, nothing late."""
    return [
        TaskContext(
            number=task.number,
            title=task.title,
            part=(task.section.parent or task.section).clause.heading,
            section=task.section.clause.heading if task.section.parent else "",
            clause=task.clause.number,
            anchor=task.clause.anchor,
            lead=task.lead_unit.short_name if task.lead_unit else "",
            partners=tuple(partner.unit.short_name for partner in task.partners.all()),
            deliverables=tuple(each.title for each in task.deliverables.all()),
            judgement="",
            updates=(),
            missing=(),
        )
        for task in tasks(document)
    ]
