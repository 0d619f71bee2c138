"""Pages of a task's course: what stands now and what may be done, stages, due dates, closure, and the files that go along."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import asking
from accounts.additions import newest_pk
from accounts.journal import Refused
from accounts.permissions import Permission, require
from policy.evidence import Unacceptable, handed_out
from policy.models import Evidence, PolicyDocument
from tasks.course_forms import WHOLE, ApplyForm, DeadlineForm, DecideForm, ReopenForm, StageForm
from tasks.models import Closure, ClosureAct, Deadline, Stage, StageStep, Task
from tasks.panel import panel

form_view = require_http_methods(["GET", "HEAD", "POST"])


def task_or_404(number) -> Task:
    tasks = Task.objects.filter(document=PolicyDocument.objects.defer("text").first())
    return get_object_or_404(tasks.select_related("lead_unit__successor", "clause"), number=number)


def is_done(request, form, do) -> bool:
    """Do what was typed; what is refused is said beside it, and it stays."""

    def act():
        said = {name: value for name, value in form.cleaned_data.items() if name != "rv"}
        do(said, by=request.user, seen=form.cleaned_data["rv"], key=request.POST.get("key") or None)

    return asking.is_done(form, act, told=(Refused, Unacceptable))


def answer(request, template: str, task, form, **context):
    """Show a form of the task: for the first time, or again with what is wrong in it."""
    found = {"task": task, "form": form, **context}
    return render(request, f"tasks/{template}.html", found, status=422 if form.errors else 200)


def back(request, task, said: str):
    messages.success(request, said)
    return redirect("tasks:task_course", number=task.number)


@require(Permission.VIEW_TASKS)
@require_safe
def task_course(request, number):
    """Show the course of a task as it stands now, with what the account may do in it."""
    task = task_or_404(number)
    shown = {"panel": panel(task, request.user), "partners": task.partners.select_related("unit")}
    return render(request, "tasks/task_course.html", shown)


# --- stages 阶段 --------------------------------------------------------------------------------------------------


@require(Permission.FILL)
@form_view
def stage_report(request, number, order):
    task = task_or_404(number)
    deliverable = get_object_or_404(task.deliverables.prefetch_related("steps__reported_by"), order=order)
    deliverable.task = task
    standing = StageStep.standing(deliverable)
    now = standing[-1].stage if standing else Stage.NOT_STARTED
    shown = {"rv": newest_pk(deliverable.steps), "stage": following(now)}
    form = StageForm(now, request.POST or None, request.FILES or None, initial=shown)

    def do(said, **options):
        StageStep.report(deliverable, said.pop("stage"), **said, **options)

    if is_done(request, form, do):
        stage = Stage(form.cleaned_data["stage"]).label
        return back(request, task, f"{deliverable}已报“{stage}”，下一次发布时印出。")
    why_not = "" if form.is_bound else StageStep.why_not_report(deliverable, request.user)
    context = {"deliverable": deliverable, "standing": standing, "why_not": why_not}
    return answer(request, "stage_form", task, form, **context)


def following(stage: str) -> str:
    """Return the stage that comes next, which the form offers first."""
    stages = list(Stage)
    return stages[min(stages.index(stage) + 1, len(stages) - 1)]


# --- due dates 完成时限 -------------------------------------------------------------------------------------------


@require(Permission.DECIDE)
@form_view
def deadline_decide(request, number):
    task = task_or_404(number)
    rows = task.deadlines.select_related("deliverable", "decided_by")
    shown = {"rv": newest_pk(task.deadlines), "thing": request.GET.get("thing", WHOLE)}
    form = DeadlineForm(task, request.POST or None, initial=shown)

    def do(said, **options):
        Deadline.decide(task, **form.of, **form.dates, reason=said["reason"], **options)

    if is_done(request, form, do):
        return back(request, task, "期限已记下，标作管委会设定；原来的版本留着，下一次发布时印出。")
    why_not = "" if form.is_bound else Deadline.why_not_decide(task, request.user)
    in_force = {row.pk for row in Deadline.in_force(rows)}
    return answer(request, "deadline_form", task, form, rows=rows, in_force=in_force, why_not=why_not)


# --- closure 销号 -------------------------------------------------------------------------------------------------


@require(Permission.FILL)
@form_view
def closure_apply(request, number):
    return closure_act(request, number, ClosureAct.APPLIED, ApplyForm, "已申请销号，等审核员审批。")


@require(Permission.REVIEW)
@form_view
def closure_decide(request, number):
    return closure_act(request, number, ClosureAct.APPROVED, DecideForm, "意见已记下，牵头单位看得到。")


@require(Permission.REVIEW)
@form_view
def closure_reopen(request, number):
    return closure_act(request, number, ClosureAct.REOPENED, ReopenForm, "任务已恢复办理，销号的记录都留着。")


def closure_act(request, number, act, form_class, done: str):
    """Take one act of a closure; the page tells what stands and why somebody may not."""
    task = task_or_404(number)
    form = form_class(request.POST or None, request.FILES or None, initial={"rv": newest_pk(task.closures)})

    def do(said, **options):
        Closure.act_of(said.pop("act", act))(task, **said, **options)

    if is_done(request, form, do):
        return back(request, task, done)
    why_not = "" if form.is_bound else Closure.why_not(task, act, request.user)
    context = {"act": act, "panel": panel(task, request.user), "why_not": why_not}
    return answer(request, "closure_form", task, form, **context)


# --- files 佐证 ---------------------------------------------------------------------------------------------------


@require(Permission.VIEW_TASKS)
@require_safe
def course_file(request, number, pk):
    """Hand out a file that goes with the task's course; a browser shows only what cannot run anything."""
    task = task_or_404(number)
    steps, closures = StageStep.objects.filter(deliverable__task=task), Closure.objects.filter(task=task)
    own = Q(pk__in=steps.values("evidence")) | Q(pk__in=closures.values("evidence"))
    return handed_out(get_object_or_404(Evidence.objects.filter(own), pk=pk))
