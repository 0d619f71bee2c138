"""The demonstration's supervision orders, through the verbs: one answered, one late, one just issued."""

import datetime as dt
import json

from django.conf import settings

from accounts import clock
from accounts.models import Unit, User
from tasks.models import Supervision


def play(document, tasks, clerks) -> None:
    """Play what fixtures/demonstration/orders.json tells, each act on its day."""
    path = settings.BASE_DIR / "fixtures" / "demonstration" / "orders.json"
    supervisor = User.objects.get(username="supervisor")
    for told in json.loads(path.read_text("utf-8")):
        unit = Unit.objects.get(name=told["unit"])
        order = draft(document, told, unit, tasks.get(told.get("task")), supervisor)
        step(told, "issued", lambda order=order: order.issue(rv=order.rv, by=supervisor))
        clerk = clerks[unit.pk]
        step(told, "signed", lambda order=order, clerk=clerk: order.sign(rv=order.rv, by=clerk))
        step(
            told,
            "answered",
            lambda order=order, clerk=clerk, told=told: order.answer(told["reply"], rv=order.rv, by=clerk),
        )


def draft(document, told, unit, task, supervisor) -> Supervision:
    values = {name: told[name] for name in ("about", "level", "matter")} | {"unit": unit, "task": task}
    values |= {"indicator": told.get("indicator", ""), "due_on": dt.date.fromisoformat(told["due"])}
    with clock.at(dt.date.fromisoformat(told["drafted"])):
        return Supervision.draft(document, values, by=supervisor)


def step(told: dict, name: str, do) -> None:
    """Do one step on its day, where the script has it."""
    if name in told:
        with clock.at(dt.date.fromisoformat(told[name])):
            do()
