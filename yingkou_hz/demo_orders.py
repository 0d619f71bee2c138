"""The demonstration's supervision orders, through the verbs: closed, answered after a refusal, late, just issued, withdrawn."""

import datetime as dt
import json

from django.conf import settings

from accounts.models import Unit, User
from tasks.models import Supervision

STEPS = ("drafted", "issued", "withdrawn", "signed", "answered", "sent_back", "answered_again", "closed")


def acts(document, tasks, clerks):
    """Yield (day, what is done) of every order that fixtures/demonstration/orders.json tells."""
    path = settings.BASE_DIR / "fixtures" / "demonstration" / "orders.json"
    supervisor = User.objects.get(username="supervisor")
    for told in json.loads(path.read_text("utf-8")):
        course = Course(document, told, tasks, clerks, supervisor)
        for step in STEPS:
            if step in told:
                yield dt.date.fromisoformat(told[step]), getattr(course, step)


class Course:
    """One order on its way; each method is one step."""

    def __init__(self, document, told: dict, tasks, clerks, supervisor):
        self.document, self.told, self.tasks = document, told, tasks
        self.supervisor, self.clerks = supervisor, clerks

    @property
    def clerk(self):
        return self.clerks[self.order.unit_id]

    def drafted(self):
        told = self.told
        values = {name: told[name] for name in ("about", "level", "matter")}
        values |= {"unit": Unit.objects.get(name=told["unit"]), "task": self.tasks.get(told.get("task"))}
        values |= {"indicator": told.get("indicator", ""), "due_on": dt.date.fromisoformat(told["due"])}
        self.order = Supervision.draft(self.document, values, by=self.supervisor)

    def issued(self):
        self.order.issue(rv=self.order.rv, by=self.supervisor)

    def withdrawn(self):
        self.order.withdraw(self.told["because"], rv=self.order.rv, by=self.supervisor)

    def signed(self):
        self.order.sign(rv=self.order.rv, by=self.clerk)

    def answered(self):
        self.order.answer(self.told["reply"], rv=self.order.rv, by=self.clerk)

    def sent_back(self):
        self.order.send_back(self.told["reason"], rv=self.order.rv, by=self.supervisor)

    def answered_again(self):
        self.order.answer(self.told["second_reply"], rv=self.order.rv, by=self.clerk)

    def closed(self):
        self.order.close(self.told["opinion"], rv=self.order.rv, by=self.supervisor)
