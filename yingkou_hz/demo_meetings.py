"""The demonstration's joint meeting with its resolutions, and its rounds of evaluation by enterprises, through the verbs."""

import datetime as dt
import json
from functools import partial

from django.conf import settings

from accounts.models import Unit
from tasks.models import EvaluationRound, EvaluationTally, JointMeeting, Resolution
from tasks.models.evaluations import DIMENSIONS


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def acts(document, tasks, clerks, reviewer):
    """Yield (day, what is done) of everything that fixtures/demonstration/meetings.json tells."""
    path = settings.BASE_DIR / "fixtures" / "demonstration" / "meetings.json"
    script = json.loads(path.read_text("utf-8"))
    yield from Meeting(document, script["meeting"], reviewer).acts(script["resolutions"], tasks, clerks)
    for told in script["evaluations"]:
        yield day(told["on"]), partial(ask, document, told, reviewer)
        yield day(told["closed"]), partial(count, document, told, reviewer)


def units(names) -> dict[str, Unit]:
    return {unit.name: unit for unit in Unit.objects.filter(name__in=names)}


class Meeting:
    """One meeting and what it agreed on; each method is one step."""

    def __init__(self, document, told: dict, reviewer):
        self.document, self.told, self.reviewer = document, told, reviewer

    def acts(self, resolutions, tasks, clerks):
        yield day(self.told["on"]), self.call
        for told in resolutions:
            agreed = Agreed(self, told, tasks, clerks)
            yield day(self.told["on"]), agreed.add
            if "answer" in told:
                yield day(told["answer"]), agreed.answer
            if "closed" in told:
                yield day(told["closed"]), agreed.close
        yield day(self.told["closed"]), self.close

    def call(self):
        told = self.told
        values = {"held_on": day(told["on"]), "agenda": "\n".join(told["agenda"])}
        values |= {name: told[name] for name in ("convener", "place")}
        invited = list(units(told["invited"]).values())
        options = {"edition": told["edition"], "by": self.reviewer}
        self.made = JointMeeting.call(self.document, values, invited=invited, **options)

    def close(self):
        self.made.edit({"minutes": self.told["minutes"]}, rv=self.made.rv, by=self.reviewer)
        self.made.close(rv=self.made.rv, by=self.reviewer)


class Agreed:
    """One resolution of the meeting."""

    def __init__(self, meeting: Meeting, told: dict, tasks, clerks):
        self.meeting, self.told, self.tasks, self.clerks = meeting, told, tasks, clerks

    def add(self):
        values = {"matter": self.told["matter"], "due_on": day(self.told["due"])}
        values |= {
            "unit": Unit.objects.get(name=self.told["unit"]),
            "task": self.tasks.get(self.told["task"]),
            "indicator": self.told.get("indicator", ""),
        }
        self.made = Resolution.add(self.meeting.made, values, by=self.meeting.reviewer)

    def answer(self):
        self.made.answer(self.told["reply"], rv=self.made.rv, by=self.clerks[self.made.unit_id])

    def close(self):
        self.made.close(rv=self.made.rv, by=self.meeting.reviewer)


def ask(document, told, reviewer) -> None:
    EvaluationRound.open(document, {"held_on": day(told["on"]), "note": told["note"]}, by=reviewer)


def count(document, told, reviewer) -> None:
    """Enter the counted answers and publish them."""
    made = EvaluationRound.objects.get(document=document, held_on=day(told["on"]))
    known = units(told["counts"])
    counts = {
        known[name]: (dict(zip(DIMENSIONS, rows, strict=True)), 0) for name, rows in told["counts"].items()
    }
    EvaluationTally.enter(made, counts, by=reviewer)
    made.close(by=reviewer)
