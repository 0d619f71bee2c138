"""The demonstration's joint meeting with its resolutions, and one round of evaluation by enterprises, through the verbs."""

import datetime as dt
import json

from django.conf import settings

from accounts import clock
from accounts.models import Unit
from tasks.models import EvaluationRound, EvaluationTally, JointMeeting, Resolution
from tasks.models.evaluations import DIMENSIONS


def play(document, tasks, clerks, reviewer) -> None:
    """Play what fixtures/demonstration/meetings.json tells, each act on its day."""
    path = settings.BASE_DIR / "fixtures" / "demonstration" / "meetings.json"
    script = json.loads(path.read_text("utf-8"))
    units = {unit.name: unit for unit in Unit.objects.all()}
    meeting = call(document, script["meeting"], units, reviewer)
    for told in script["resolutions"]:
        agree(meeting, told, units, tasks, clerks, reviewer)
    close(meeting, script["meeting"], reviewer)
    evaluate(document, script["evaluation"], units, reviewer)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def call(document, told, units, reviewer) -> JointMeeting:
    values = {"held_on": day(told["on"]), "agenda": "\n".join(told["agenda"])}
    values |= {name: told[name] for name in ("convener", "place")}
    invited = [units[name] for name in told["invited"]]
    with clock.at(day(told["on"])):
        return JointMeeting.call(document, values, invited=invited, edition=told["edition"], by=reviewer)


def agree(meeting, told, units, tasks, clerks, reviewer) -> None:
    """Agree on one matter; its unit answers and the committee closes it, as far as the script goes."""
    unit = units[told["unit"]]
    values = {
        "matter": told["matter"],
        "unit": unit,
        "due_on": day(told["due"]),
        "task": tasks.get(told["task"]),
    }
    with clock.at(meeting.held_on):
        made = Resolution.add(meeting, values, by=reviewer)
    if "answer" in told:
        with clock.at(day(told["answer"])):
            made.answer(told["reply"], rv=made.rv, by=clerks[unit.pk])
    if "closed" in told:
        with clock.at(day(told["closed"])):
            made.close(rv=made.rv, by=reviewer)


def close(meeting, told, reviewer) -> None:
    with clock.at(day(told["closed"])):
        meeting.edit({"minutes": told["minutes"]}, rv=meeting.rv, by=reviewer)
        meeting.close(rv=meeting.rv, by=reviewer)


def evaluate(document, told, units, reviewer) -> None:
    with clock.at(day(told["on"])):
        evaluation = EvaluationRound.open(
            document, {"held_on": day(told["on"]), "note": told["note"]}, by=reviewer
        )
    counts = {
        units[name]: (dict(zip(DIMENSIONS, rows, strict=True)), 0) for name, rows in told["counts"].items()
    }
    with clock.at(day(told["closed"])):
        EvaluationTally.enter(evaluation, counts, by=reviewer)
        evaluation.close(by=reviewer)
