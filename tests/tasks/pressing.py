"""How each verb of the tasks is brought about, pressed and ended: the rows of test_second_actions.py."""

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass

from accounts.additions import newest_pk
from accounts.verbs import VERBS
from submissions.lines import Entry, Form
from submissions.models import Submission
from tasks.models import (
    Closure,
    Deadline,
    EvaluationRound,
    EvaluationTally,
    JointMeeting,
    Resolution,
    Stage,
    StageStep,
    Supervision,
)
from tasks.models.evaluations import DIMENSIONS
from tests import builders
from tests.uploads import upload

TODAY = dt.date(2019, 7, 12)
LATER = TODAY + dt.timedelta(30)
FAMILIES = ("stage.", "deadline.", "closure.", "evaluation.", "order.", "meeting.", "resolution.")
UPDATES = (
    "line.put",
    *(f"submission.{verb}" for verb in ("submit", "send_back", "approve", "correct", "withdraw")),
)
OURS = [verb for verb in VERBS if verb.startswith(FAMILIES)] + list(UPDATES)
NUMBERS = itertools.count(5)


@dataclass(frozen=True)
class Case:
    """How one verb is brought about: `read` looks at the row and returns what is then pressed, by whom and with which key."""

    row: Callable  # (cast) → what the verb is done to
    read: Callable  # (cast, row) → (by, key) → the verb
    who: str
    wrong: str
    end: Callable | None = None  # (cast, row): after it the verb is refused; None: it begins something new
    is_new_each_time: bool = False  # two at once make two


# --- rows ---------------------------------------------------------------------------------------------------------


def task(cast):
    return cast.document.tasks.get(number=24)


def applied(cast):
    Closure.apply(task(cast), text="已完成", file=upload(), by=cast.clerk)
    return task(cast)


def over(cast):
    Closure.approve(applied(cast), by=cast.reviewer)
    return task(cast)


def order(cast):
    values = {"about": "技术合同", "unit": cast.other_unit, "matter": "请补齐", "due_on": LATER}
    return Supervision.draft(cast.document, values, by=cast.supervisor)


def issued(cast):
    made = order(cast)
    made.issue(rv=made.rv, by=cast.supervisor)
    return made


def signed(cast):
    made = issued(cast)
    made.sign(rv=made.rv, by=cast.other_clerk)
    return made


def answered(cast):
    made = signed(cast)
    made.answer("好了", rv=made.rv, by=cast.other_clerk)
    return made


def meeting(cast):
    values = {"held_on": TODAY, "agenda": "一", "convener": "分管副市长", "minutes": "议定一件"}
    return JointMeeting.call(cast.document, values, by=cast.reviewer)


def resolution(cast):
    values = {"matter": "定比例", "unit": cast.other_unit, "due_on": LATER, "task": None}
    return Resolution.add(meeting(cast), values, by=cast.reviewer)


def replied(cast):
    made = resolution(cast)
    made.answer("已定", rv=made.rv, by=cast.other_clerk)
    return made


def met(cast):
    made = replied(cast)
    made.close(rv=made.rv, by=cast.reviewer)
    return made


def evaluation(cast):
    return EvaluationRound.open(cast.document, {"held_on": TODAY, "note": ""}, by=cast.reviewer)


def counted(cast):
    made = evaluation(cast)
    EvaluationTally.enter(made, {cast.other_unit: (counts(), 0)}, by=cast.reviewer)
    return made


def counts() -> dict:
    return {dimension: [next(NUMBERS), 3, 1, 1, 0] for dimension in DIMENSIONS}


def draft(cast):
    period = builders.open_period(cast.document, cast.reviewer)
    return builders.own(period, cast.other_unit, Form.UPDATES)


def written(cast):
    made = draft(cast)
    said = {"progress": "已签约", "judgement": "SMOOTH"}
    made.put([Entry({"task": each}, said) for each in made.line_model.tasks_of(made)], by=cast.other_clerk)
    return made


def handed_in(cast):
    made = written(cast)
    made.submit(by=cast.other_clerk)
    return made


def approved(cast):
    made = handed_in(cast)
    made.approve(by=cast.reviewer)
    return made


def correction(cast):
    return approved(cast).correct(by=cast.other_clerk, reason="写错一处")


# --- verbs --------------------------------------------------------------------------------------------------------


def changing(verb, *words):
    """Return how a verb is pressed on a row that was read at a version."""

    def read(cast, row):
        seen = row.rv
        return lambda by, key: verb(row, *words, rv=seen, by=by, key=key)

    return read


def editing(verb, name):
    def read(cast, row):
        seen = row.rv
        return lambda by, key: verb(row, {name: f"第{next(NUMBERS)}稿"}, rv=seen, by=by, key=key)

    return read


def plain(verb, **words):
    """Return how a verb is pressed that asks for no version."""
    return lambda cast, row: lambda by, key: verb(row, by=by, key=key, **words)


def report(cast, row):
    plan = row.deliverables.first()
    seen = newest_pk(plan.steps)
    return lambda by, key: StageStep.report(plan, Stage.DRAFTING, reached_on=TODAY, by=by, seen=seen, key=key)


def decide(cast, row):
    seen = newest_pk(Deadline.objects.filter(task=row))
    told = {"due_on": LATER, "reason": "会议议定"}
    return lambda by, key: Deadline.decide(row, by=by, seen=seen, key=key, **told)


def closing(act, **words):
    def read(cast, row):
        seen = newest_pk(Closure.objects.filter(task=row))
        return lambda by, key: act(row, by=by, seen=seen, key=key, **words)

    return read


def applying(cast, row):
    seen = newest_pk(Closure.objects.filter(task=row))
    return lambda by, key: Closure.apply(row, text="已完成", file=upload(), by=by, seen=seen, key=key)


def drafting(cast, row):
    values = {"about": "技术合同", "unit": cast.other_unit, "matter": "请补齐", "due_on": LATER}
    return lambda by, key: Supervision.draft(row, values, by=by, key=key)


def calling(cast, row):
    values = {"held_on": TODAY, "agenda": "一", "convener": "分管副市长"}
    return lambda by, key: JointMeeting.call(row, values, by=by, key=key)


def agreeing(cast, row):
    values = {"matter": "定比例", "unit": cast.other_unit, "due_on": LATER, "task": None}
    return lambda by, key: Resolution.add(row, values, by=by, key=key)


def opening(cast, row):
    return lambda by, key: EvaluationRound.open(row, {"held_on": TODAY, "note": ""}, by=by, key=key)


def entering(cast, row):
    mine = {cast.other_unit: (counts(), 0)}
    return lambda by, key: EvaluationTally.enter(row, mine, by=by, key=key)


def putting(cast, row):
    first = row.line_model.tasks_of(row).first()
    entry = Entry({"task": first}, {"progress": f"第{next(NUMBERS)}稿", "judgement": "SMOOTH"}, 0)
    return lambda by, key: row.put([entry], by=by, key=key)


def approving(cast, row):
    seen = row.rv
    return lambda by, key: row.approve(by=by, seen=seen, key=key)


# --- ends ---------------------------------------------------------------------------------------------------------


def close_task(cast, row):
    if Closure.newest(row) is None:
        Closure.apply(row, text="已完成", file=upload(), by=cast.clerk)
    Closure.approve(row, by=cast.reviewer)


def withdraw(cast, row):
    row.withdraw("发错了", rv=row.rv, by=cast.supervisor)


def close_meeting(cast, row):
    row.close(rv=row.rv, by=cast.reviewer)


def meet(cast, row):
    if not row.replied_at:
        row.answer("已定", rv=row.rv, by=cast.other_clerk)
    row.close(rv=row.rv, by=cast.reviewer)


def publish(cast, row):
    if not row.tallies.exists():
        EvaluationTally.enter(row, {cast.other_unit: (counts(), 0)}, by=cast.reviewer)
    row.close(by=cast.reviewer)


def pass_on(cast, row):
    """Let the reviewer approve what the unit wrote."""
    if not row.lines.exists():
        said = {"progress": "已签约", "judgement": "SMOOTH"}
        row.put([Entry({"task": each}, said) for each in row.line_model.tasks_of(row)], by=cast.other_clerk)
    if row.first_submitted_at is None:
        row.submit(by=cast.other_clerk)
    row.approve(by=cast.reviewer)


def document(cast):
    return cast.document


CASES = {
    "stage.report": Case(task, report, "clerk", "other_clerk", close_task),
    "deadline.decide": Case(task, decide, "reviewer", "clerk", close_task),
    "closure.apply": Case(task, applying, "clerk", "other_clerk", close_task),
    "closure.approve": Case(applied, closing(Closure.approve), "reviewer", "clerk", close_task),
    "closure.refuse": Case(applied, closing(Closure.refuse, text="缺材料"), "reviewer", "leader", close_task),
    "closure.reopen": Case(
        over,
        closing(Closure.reopen, text="还要办"),
        "reviewer",
        "clerk",
        lambda cast, row: Closure.reopen(row, text="还要办", by=cast.reviewer),
    ),
    "evaluation.open": Case(document, opening, "reviewer", "clerk", is_new_each_time=True),
    "evaluation.enter": Case(evaluation, entering, "reviewer", "supervisor", publish),
    "evaluation.close": Case(counted, plain(EvaluationRound.close), "reviewer", "leader", publish),
    "order.draft": Case(document, drafting, "supervisor", "clerk", is_new_each_time=True),
    "order.edit": Case(order, editing(Supervision.edit, "matter"), "supervisor", "reviewer", withdraw),
    "order.issue": Case(order, changing(Supervision.issue), "supervisor", "leader", withdraw),
    "order.sign": Case(issued, changing(Supervision.sign), "other_clerk", "clerk", withdraw),
    "order.answer": Case(signed, changing(Supervision.answer, "好了"), "other_clerk", "clerk", withdraw),
    "order.send_back": Case(
        answered, changing(Supervision.send_back, "不全"), "supervisor", "clerk", withdraw
    ),
    "order.close": Case(answered, changing(Supervision.close, "同意"), "supervisor", "leader", withdraw),
    "order.withdraw": Case(
        issued, changing(Supervision.withdraw, "发错"), "supervisor", "other_clerk", withdraw
    ),
    "meeting.call": Case(document, calling, "reviewer", "leader", is_new_each_time=True),
    "meeting.edit": Case(meeting, editing(JointMeeting.edit, "agenda"), "reviewer", "member", close_meeting),
    "meeting.close": Case(meeting, changing(JointMeeting.close), "reviewer", "supervisor", close_meeting),
    "resolution.add": Case(meeting, agreeing, "reviewer", "clerk", close_meeting, is_new_each_time=True),
    "resolution.answer": Case(resolution, changing(Resolution.answer, "已定"), "other_clerk", "clerk", meet),
    "resolution.send_back": Case(replied, changing(Resolution.send_back, "不全"), "reviewer", "clerk", meet),
    "resolution.close": Case(replied, changing(Resolution.close), "reviewer", "supervisor", meet),
    "resolution.reopen": Case(
        met,
        changing(Resolution.reopen, "又有问题"),
        "reviewer",
        "other_clerk",
        lambda cast, row: row.reopen("又有问题", rv=row.rv, by=cast.reviewer),
    ),
    "line.put": Case(draft, putting, "other_clerk", "clerk", pass_on),
    "submission.submit": Case(written, plain(Submission.submit), "other_clerk", "clerk", pass_on),
    "submission.send_back": Case(
        handed_in, plain(Submission.send_back, reason="不全"), "reviewer", "other_clerk", pass_on
    ),
    "submission.approve": Case(handed_in, approving, "reviewer", "leader", pass_on),
    "submission.correct": Case(
        approved,
        plain(Submission.correct, reason="写错一处"),
        "other_clerk",
        "clerk",
        lambda cast, row: row.correct(by=cast.other_clerk, reason="写错一处"),
    ),
    "submission.withdraw": Case(
        correction,
        plain(Submission.withdraw),
        "other_clerk",
        "clerk",
        lambda cast, row: row.withdraw(by=cast.other_clerk),
    ),
}
