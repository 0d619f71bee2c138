"""Tasks, their partners and documents to produce, the members of the meeting: from the plan's files and back."""

from accounts.models import Unit
from policy.models import PolicyDocument
from tasks.models import Deliverable, MeetingMember, Partner, Section, Task


def load(plan: dict, document: PolicyDocument) -> None:
    """Store the plan's sections 任务类别, tasks 任务 and the member units 成员单位 of the joint meeting."""
    clauses = {clause.number: clause for clause in document.clauses.all()}
    units = {unit.name: unit for unit in Unit.objects.all()}
    sections = {}
    for order, row in enumerate(plan["sections"], start=1):
        sections[row["clause"]] = Section.objects.create(
            document=document, order=order, clause=clauses[row["clause"]], parent=sections.get(row["parent"])
        )
    for row in plan["tasks"]:
        load_task(row, document, sections[row["section"]], clauses[row["clause"]], units)
    MeetingMember.objects.bulk_create(
        MeetingMember(document=document, unit=units[row["unit"]], clause=clauses[row["clause"]], order=order)
        for order, row in enumerate(plan["members"], start=1)
    )


def load_task(row: dict, document, section: Section, clause, units: dict) -> None:
    """Store one task with its partners in the document's order and its documents to produce."""
    task = Task.objects.create(
        document=document,
        section=section,
        clause=clause,
        number=row["number"],
        title=row["title"],
        lead_unit=units[row["lead"]] if row["lead"] else None,
    )
    Partner.objects.bulk_create(
        Partner(task=task, unit=units[name], order=order)
        for order, name in enumerate(row["partners"], start=1)
    )
    Deliverable.objects.bulk_create(
        Deliverable(task=task, order=order, **produced)
        for order, produced in enumerate(row["deliverables"], start=1)
    )


def stated(document: PolicyDocument) -> dict[str, list[dict]]:
    """Return what the database holds of the document's tasks, in the shape of the plan's files."""
    tasks = document.tasks.select_related("clause", "lead_unit", "section__clause")
    return {
        "sections": [
            {"clause": section.clause.number, "parent": section.parent and section.parent.clause.number}
            for section in document.sections.select_related("clause", "parent__clause")
        ],
        "tasks": [task_row(task) for task in tasks.prefetch_related("partners__unit", "deliverables")],
        "members": [
            {"unit": member.unit.name, "clause": member.clause.number}
            for member in document.members.select_related("unit", "clause")
        ],
    }


def task_row(task: Task) -> dict:
    return {
        "number": task.number,
        "title": task.title,
        "section": task.section.clause.number,
        "clause": task.clause.number,
        "lead": task.lead_unit and task.lead_unit.name,
        "partners": [partner.unit.name for partner in task.partners.all()],
        "deliverables": [{"title": d.title, "start": d.start, "end": d.end} for d in task.deliverables.all()],
    }
