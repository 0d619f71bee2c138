"""verify: try every trigger, walk the journal's chain, read every edition and file again; say where something is broken."""

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, models, transaction

from accounts import clock, journal
from accounts.models import Head
from indicators.models import Actual, Target
from policy.evidence import is_whole
from policy.models import Evidence
from reports import contexts
from reports.models import Edition, check_code
from submissions import frozen
from submissions.models import Submission, line_models
from submissions.rules import State

STATEMENTS = {
    "INSERT": "INSERT INTO {table} SELECT * FROM {table} WHERE {key} = %s",
    "UPDATE": "UPDATE {table} SET {key} = {key} WHERE {key} = %s",
    "DELETE": "DELETE FROM {table} WHERE {key} = %s",
}
NOWHERE = 0  # no row's key: a sample points at nothing, and is gone before anybody asks whether it does
FILLED = {models.JSONField: dict, models.DateTimeField: clock.now, models.DateField: clock.today}
DEMANDED = {
    Actual: {"item_id": NOWHERE},
    Target: {"clause_id": NOWHERE},
}
"""What the constraints of a table demand beside."""


class Command(BaseCommand):
    help = "逐个试触发器，走一遍日志链，核对每个发布版和每份佐证；有一处不对，退出码为 1。"

    def handle(self, **options):
        if Submission._meta.db_table not in connection.introspection.table_names():
            raise CommandError(
                "数据库是空的，没有可核的内容。请先运行 python3 manage.py start 建库。", returncode=1
            )
        broken = []
        for check in (triggers, chain, editions, files):
            said, found = check()
            self.stdout.write(said if not found else f"{said}，{len(found)}处不对")
            broken += found
        if broken:
            self.stderr.write("\n".join(broken))
            raise CommandError(f"共{len(broken)}处不对。请停止填报，保留现场，通知系统管理员。", returncode=1)
        self.stdout.write("全部相符。")


def triggers() -> tuple[str, list[str]]:
    """Try what each trigger must refuse, on rows made for it; take everything back."""
    guards, missing = frozen.guards(), frozen.missing()
    found = [f"触发器 {guard.name} 不在数据库里，请运行 manage.py migrate 重新装上。" for guard in missing]
    with transaction.atomic():
        rows = samples()
        found += [
            f"触发器 {guard.name} 没有拦住改动，请运行 manage.py migrate 重新装上。"
            for guard in guards
            if guard not in missing and not refuses(guard, rows[guard.table])
        ]
        transaction.set_rollback(True)
    return f"触发器 {len(guards)}个，逐个试过", found


def samples() -> dict[str, models.Model]:
    """Return one row of each guarded table: an approved submission with its lines, and what is written once."""
    submission = sample(Submission)
    rows = [submission, *(sample(model, submission=submission) for model in line_models())]
    rows += [sample(model) for model in frozen.insert_only_models()]
    for row in rows:
        if once := getattr(row, "SET_ONCE", ()):  # when and by whom: once they are there, the row is shut
            type(row).objects.filter(pk=row.pk).update(**{once[0]: clock.now(), once[1]: NOWHERE})
    approved = {
        "state": State.APPROVED,
        "approved_seq": NOWHERE,
        "approved_at": clock.now(),
        "approved_by": NOWHERE,
    }
    Submission.objects.filter(pk=submission.pk).update(**approved)
    return {row._meta.db_table: row for row in rows}


def sample(model, **known) -> models.Model:
    """Insert a row that holds something in every column that demands it."""
    known |= DEMANDED.get(model, {})
    row = model(**known)
    for field in model._meta.concrete_fields:
        if getattr(row, field.attname) is None and not field.null and not isinstance(field, models.AutoField):
            setattr(row, field.attname, FILLED.get(type(field), lambda: NOWHERE)())
    row.save(force_insert=True)
    return row


def refuses(guard: frozen.Guard, row: models.Model) -> bool:
    """Return whether the database refuses the guarded action on the row, and says so by the trigger's name."""
    statement = STATEMENTS[guard.action].format(table=guard.table, key=row._meta.pk.column)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [row.pk])
    except DatabaseError as error:
        return guard.name in str(error)
    return False


def chain() -> tuple[str, list[str]]:
    broken_at = journal.first_break()
    found = [f"日志链在第{broken_at}条断开：这一条被改过、删过，或是后来插进来的。"] if broken_at else []
    return f"日志 {Head.objects.get().seq}条，首尾相接地核过", found


def editions() -> tuple[str, list[str]]:
    """Hash every edition 发布版 again, and rebuild its context to the byte."""
    found = [
        f"{edition}：{wrong}。" for edition in Edition.objects.order_by("pk") if (wrong := wrong_in(edition))
    ]
    return f"发布版 {Edition.objects.count()}个，逐个核过", found


def wrong_in(edition: Edition) -> str:
    if contexts.digest(edition.text) != edition.sha256 or check_code(edition.sha256) != edition.check_code:
        return "内容与校验值不符"
    try:
        rebuilt = contexts.to_json(contexts.from_json(edition.text))
    except (KeyError, TypeError, ValueError) as error:
        return f"内容读不出来（{error}）"
    return "" if rebuilt == edition.text else "内容读出再写回后不一样"


def files() -> tuple[str, list[str]]:
    """Hash the bytes of every file of evidence 佐证 again."""
    names = dict(Evidence.objects.order_by("-pk").values_list("sha256", "name"))
    found = [
        f"佐证《{name}》的文件 {sha256} 不在或已损坏，请从备份里恢复。"
        for sha256, name in names.items()
        if not is_whole(sha256)
    ]
    return f"佐证 {len(names)}份，逐份核过", found
