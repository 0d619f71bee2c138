"""What may be done in the course of a task, by whom who looks at it: every button with the reason why it is grey."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.permissions import Permission, permissions_of
from policy.models import PolicyDocument
from tasks.models import Closure, ClosureAct, Deadline, StageStep, Task
from tasks.models.course import why_not_lead


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    reason: str  # "" or why it is grey


@dataclass(frozen=True)
class Panel:
    """The course of a task as it stands now, with the buttons of who looks."""

    task: Task
    documents: list[tuple]  # (deliverable, steps that stand, button or None)
    why_no_stage: str  # why the account reports no stage, said once
    deadlines: list[Deadline]
    closures: list[Closure]
    buttons: list[Button]

    @property
    def is_closed(self) -> bool:
        return bool(self.closures) and self.closures[-1].act == ClosureAct.APPROVED


def panel(task: Task, user) -> Panel:
    may = permissions_of(user)
    why_no_stage = why_not_lead(task, user) if Permission.FILL in may else ""
    reports = Permission.FILL in may and not why_no_stage
    documents = [
        (each, StageStep.standing(each), stage_button(task, each) if reports else None)
        for each in task.deliverables.prefetch_related("steps__evidence", "steps__reported_by")
    ]
    deadlines = task.deadlines.select_related("deliverable", "decided_by")
    closures = task.closures.select_related("acted_by", "evidence")
    in_force, own = Deadline.in_force(deadlines), list(buttons(task, user, may))
    return Panel(task, documents, why_no_stage if documents else "", in_force, list(closures), own)


def stage_button(task, deliverable) -> Button:
    return Button("报阶段", reverse("tasks:stage_report", args=[task.number, deliverable.order]), "")


def buttons(task, user, may):
    """Yield what the account's posts do in a course, in the order in which it is done."""
    if Permission.DECIDE in may:
        yield Button("定完成时限", address("deadline_decide", task), Deadline.why_not_decide(task, user))
    if Permission.FILL in may:
        yield closure_button("申请销号", "closure_apply", task, ClosureAct.APPLIED, user)
    if Permission.REVIEW in may:
        yield closure_button("审批销号", "closure_decide", task, ClosureAct.APPROVED, user)
        yield closure_button("恢复办理", "closure_reopen", task, ClosureAct.REOPENED, user)


def closure_button(label: str, view: str, task, act, user) -> Button:
    return Button(label, address(view, task), Closure.why_not(task, act, user))


def own_buttons(number: int, user) -> list[Button]:
    """Return what the account may do, or see greyed, in the course of the document's task of that number."""
    may = permissions_of(user)
    if not may & {Permission.FILL, Permission.REVIEW, Permission.DECIDE}:
        return []
    document = PolicyDocument.objects.defer("text").first()
    task = (
        Task.objects.filter(document=document, number=number).select_related("lead_unit__successor").first()
    )
    return list(buttons(task, user, may)) if task else []


def address(view: str, task) -> str:
    return reverse(f"tasks:{view}", args=[task.number])
