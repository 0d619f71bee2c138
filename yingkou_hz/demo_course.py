"""The course of the demonstration's tasks and goals: stages, due dates, closures and judgements of its script, through the verbs."""

import datetime as dt

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import clock
from indicators.models import GoalJudgement, GoalVerdict
from tasks.models import Closure, Deadline, Stage, StageStep, Task

VERDICTS = {label: value for value, label in GoalVerdict.choices}
STAGES = {label: value for value, label in Stage.choices}


def play(act: dict, tasks: dict[int, Task], clerk, reviewer) -> None:
    """Do one act of the script on its day."""
    with clock.at(dt.date.fromisoformat(act["on"])):
        DOING[act["do"]](tasks[act["task"]], act, clerk, reviewer)


def report(task, act, clerk, reviewer):
    deliverable = task.deliverables.get(order=act["document"])
    number, file = act.get("number", ""), sample(act["file"]) if "file" in act else None
    told = {"reached_on": clock.today(), "issued_number": number, "file": file}
    StageStep.report(deliverable, STAGES[act["stage"]], by=clerk, **told)


def decide(task, act, clerk, reviewer):
    deliverable = task.deliverables.get(order=act["document"]) if "document" in act else None
    told = {"due_on": dt.date.fromisoformat(act["due"]), "reason": act["reason"]}
    Deadline.decide(task, deliverable=deliverable, name=act.get("name", ""), by=reviewer, **told)


def apply(task, act, clerk, reviewer):
    Closure.apply(task, text=act["text"], file=sample(act["file"]), by=clerk)


def approve(task, act, clerk, reviewer):
    Closure.approve(task, text=act["text"], by=reviewer)


DOING = {"report": report, "decide": decide, "apply": apply, "approve": approve}


def judge(act: dict, goals, quarter, reviewer) -> None:
    """Say of a qualitative goal what the script says, as of the quarter."""
    file = sample(act["file"]) if "file" in act else None
    with clock.at(dt.date.fromisoformat(act["on"])):
        goal, verdict = goals.get(order=act["goal"]), VERDICTS[act["verdict"]]
        GoalJudgement.judge(goal, quarter, verdict, basis=act["basis"], file=file, by=reviewer)


def sample(name: str) -> SimpleUploadedFile:
    """Return the page that says of itself that it is no real evidence, under a name of the script."""
    content = (settings.FIXTURES / "demonstration" / "sample.pdf").read_bytes()
    return SimpleUploadedFile(name, content, "application/pdf")
