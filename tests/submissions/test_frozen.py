"""What the database itself refuses, on both databases, whoever asks. TRUST P08, S11."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from accounts import clock
from accounts.models import Event
from indicators.models import Actual, Definition, PlanPoint, Target
from reports.models import Edition
from submissions import frozen
from submissions.lines import Form
from submissions.models import Kind, ReportingPeriod, Submission
from submissions.rules import State
from tests import builders


@pytest.fixture
def draft(document, committee, clerk, reviewer):
    period = builders.open_period(document, reviewer)
    submission = builders.own(period, committee)
    builders.fill(submission, clerk)
    return submission


@pytest.fixture
def approved(draft, clerk, reviewer):
    draft.submit(by=clerk)
    draft.approve(by=reviewer)
    return draft


def refused(act, name=""):
    """Return whether the database refuses, by the trigger of that name."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        return f"frozen_{name}" in str(error)
    return False


def another_line(submission):
    return Actual(
        submission=submission,
        item=submission.lines.first().item,
        area="园区",
        author=submission.lines.first().author,
    )


def test_a_draft_s_lines_come_and_go(draft):
    another_line(draft).save()
    draft.lines.update(note="改")
    draft.lines.filter(area="园区").delete()


def test_a_withdrawn_correction_stays_as_it_was(approved, clerk):
    correction = approved.correct(by=clerk, reason="误计")
    builders.put(correction, clerk, 108, note="剔除")
    correction.withdraw(by=clerk)
    of_it = Submission.objects.filter(pk=correction.pk)
    assert refused(lambda: of_it.update(state=State.DRAFT), "submissions_submission_update")
    assert refused(lambda: correction.lines.update(value=1), "indicators_actual_update")


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_lines_handed_in_neither_change_nor_come_nor_go(draft, clerk, reviewer, state):
    draft.submit(by=clerk)
    if state == "approved":
        draft.approve(by=reviewer)
    lines, table = draft.lines, "indicators_actual"
    assert refused(lambda: lines.update(value=1), f"{table}_update")
    assert refused(lambda: lines.update(note="x"), f"{table}_update")
    assert refused(lambda: lines.filter(value=None).delete(), f"{table}_delete")
    assert refused(lambda: another_line(draft).save(), f"{table}_insert")
    assert lines.get(value=100).note == "首次报送"


def test_lines_sent_back_may_change_again(draft, clerk, reviewer):
    draft.submit(by=clerk)
    line = draft.lines.first()
    draft.send_back(by=reviewer, reason="单位不对", line_reasons={line.pk: "是否万元？"})
    assert draft.lines.get(pk=line.pk).review_note == "是否万元？"
    draft.lines.update(value=1)


def test_no_line_moves_to_another_submission(approved, clerk):
    correction = approved.correct(by=clerk, reason="漏报")
    line = approved.lines.first()
    assert refused(
        lambda: Actual.objects.filter(pk=line.pk).update(submission=correction), "indicators_actual_update"
    )
    another_line(approved)
    line.pk, line.submission = None, correction
    line.save()
    assert refused(
        lambda: Actual.objects.filter(pk=line.pk).update(submission=approved), "indicators_actual_update"
    )


def test_updates_are_held_like_figures(document, committee, clerk, reviewer):
    submission = builders.own(builders.open_period(document, reviewer), committee, Form.UPDATES)
    task = submission.line_model.tasks_of(submission).first()
    submission.line_model.objects.create(submission=submission, task=task, author=clerk, progress="已启动")
    Submission.objects.filter(pk=submission.pk).update(state=State.SUBMITTED)
    assert refused(lambda: submission.lines.update(progress="改"), "tasks_progressupdate_update")
    assert refused(lambda: submission.lines.all().delete(), "tasks_progressupdate_delete")


@pytest.mark.case("P08")
@pytest.mark.parametrize(
    "change", [{"state": State.DRAFT}, {"approved_seq": 10**6}, {"reason": "x"}, {"rv": 99}]
)
def test_an_approved_submission_stands(approved, change):
    if change.get("state"):
        change = change | {"approved_seq": None, "approved_at": None, "approved_by": None}
    assert refused(
        lambda: Submission.objects.filter(pk=approved.pk).update(**change), "submissions_submission_update"
    )


def test_an_approved_submission_is_not_deleted(approved):
    assert refused(
        lambda: Submission.objects.filter(pk=approved.pk)._raw_delete("default"),
        "submissions_submission_delete",
    )


def test_a_submission_under_way_moves(draft, clerk, reviewer):
    draft.submit(by=clerk)
    draft.send_back(by=reviewer, reason="不对")
    draft.submit(by=clerk)
    draft.approve(by=reviewer)
    assert draft.state == State.APPROVED and draft.kind == Kind.REGULAR


@pytest.mark.parametrize("model", [Event, Target, Definition])
def test_insert_only_rows_stand(approved, model):
    table = model._meta.db_table
    first = model.objects.order_by("pk").first()
    assert first is not None
    key = model._meta.pk.attname
    row = model.objects.filter(pk=first.pk)
    changed = "who" if model is Event else "reason"
    assert refused(lambda: row.update(**{changed: "别人"}), f"{table}_update")
    assert refused(lambda: row._raw_delete("default"), f"{table}_delete")
    assert refused(lambda: first.save(force_insert=True), f"{table}_insert")
    assert model.objects.filter(pk=getattr(first, key)).exists()


def test_plan_points_and_editions_stand(approved, reviewer):
    target = Target.objects.filter(phase__slug="2018").first()
    PlanPoint.objects.create(target=target, part=1, value=10, decided_by=reviewer)
    builders.publish(approved, reviewer)
    for model in (PlanPoint, Edition):
        rows, table = model.objects.all(), model._meta.db_table
        column = "value" if model is PlanPoint else "number"
        assert refused(lambda rows=rows, column=column: rows.update(**{column: 2}), f"{table}_update")
        assert refused(lambda rows=rows: rows._raw_delete("default"), f"{table}_delete")


def test_a_definition_is_confirmed_once_and_otherwise_stands(document, reviewer):
    definition = Definition.objects.exclude(question="").first()
    row = Definition.objects.filter(pk=definition.pk)
    assert refused(lambda: row.update(factor=7), "indicators_definition_update")
    assert refused(lambda: row.update(from_year=2020, from_part=1), "indicators_definition_update")
    row.update(confirmed_at=clock.now(), confirmed_by=reviewer, confirmed_text="按统计口径")
    assert refused(lambda: row.update(confirmed_text="改口"), "indicators_definition_update")
    assert refused(lambda: row.update(confirmed_at=None, confirmed_by=None), "indicators_definition_update")


@pytest.mark.case("P08")
def test_the_administrator_s_own_sql_is_refused_too(approved):
    """TRUST P08: neither page nor SQL; SQLite's REPLACE, which fires no DELETE trigger; PostgreSQL's TRUNCATE."""
    statements = [
        "UPDATE accounts_event SET who = 'x'",
        "DELETE FROM accounts_event",
        "UPDATE indicators_actual SET value = 1",
    ]
    columns = ", ".join(field.column for field in Event._meta.concrete_fields)
    if connection.vendor == "sqlite":
        statements.append(
            f"INSERT OR REPLACE INTO accounts_event ({columns}) SELECT {columns} FROM accounts_event"
        )
    else:
        statements += [
            "TRUNCATE accounts_event",
            "TRUNCATE reports_edition CASCADE",
            "TRUNCATE indicators_actual",
        ]
    before = list(Event.objects.values_list())
    connection.check_constraints()  # PostgreSQL truncates no table with questions open
    with connection.cursor() as cursor:
        for statement in statements:
            assert refused(lambda statement=statement: cursor.execute(statement)), statement
    assert list(Event.objects.values_list()) == before


def test_every_guard_stands_after_migrate_and_installing_again_changes_nothing(db):
    assert not frozen.missing()
    assert len({guard.name for guard in frozen.guards()}) == len(frozen.guards())
    assert max(len(guard.name) for guard in frozen.guards()) <= 59  # PostgreSQL cuts names at 63
    frozen.install()
    frozen.install()
    assert not frozen.missing()


def test_migrate_puts_back_what_was_lost(db):
    frozen.lift()
    assert len(frozen.missing()) == len(frozen.guards())
    call_command("migrate", verbosity=0)
    assert not frozen.missing()


def test_without_its_triggers_the_database_refuses_nothing(approved):
    """The proof that the tests above can fail."""
    frozen.lift()
    assert not refused(lambda: approved.lines.update(value=1))
    assert not refused(lambda: Event.objects.update(who="x"))
    assert not refused(lambda: Submission.objects.filter(pk=approved.pk).update(reason="x"))


def test_a_period_is_not_held(approved):
    """A later due date is an ordinary decision."""
    ReportingPeriod.objects.update(due_on=clock.today())
