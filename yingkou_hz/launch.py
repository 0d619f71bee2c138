"""What stands between an empty folder and a served page; each step does nothing where it is done already."""

import io
import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from accounts import clock
from accounts.models import Post, Role, User
from policy.models import PolicyDocument
from submissions import frozen
from yingkou_hz import demo

LOST = "数据库文件 {path} 不见了，没有另建空库。请用备份恢复（manage.py restore 备份文件）；确认要重新建库，删去 {mark} 再启动。"
DAMAGED = (
    "数据库已损坏（{name}：{found}），没有启动，也没有写入。请用最近的备份恢复：manage.py restore 备份文件。"
)
GUESSED = "系统管理员 {username} 的口令与账号同名，谁都猜得到，没有启动。请先运行 manage.py changepassword {username} 改掉。"


class NotStarted(Exception):
    """The product cannot start; the message is the Chinese sentence that says why and what to do."""


def prepare(say) -> None:
    """Bring the database to where it can be served; refuse one that is not whole."""
    try:
        make_home()
        check_file()
        check_pages()
        migrate(say)
        note_installed()
        load_facts(say)
        build_demonstration(say)
        check_administrators()
    except (OSError, DatabaseError) as error:
        raise NotStarted(
            f"数据库打不开或写不进（{database_name()}：{first_line(error)}）。请检查它的权限、磁盘空间和数据库服务，再重新启动。"
        ) from error


def make_home() -> None:
    settings.YK_HOME.mkdir(parents=True, exist_ok=True)


def check_file() -> None:
    """Refuse a SQLite file that is empty or may not be written.

    SQLite would take an empty one for a new database, over what may have been a full one, and would open
    one that it may not write for reading only, without a word.
    """
    path = Path(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite":
        return
    if not path.exists():
        if installed(path).exists():
            raise NotStarted(LOST.format(path=path, mark=installed(path)))
        return
    if not os.access(path, os.R_OK | os.W_OK) or not os.access(path.parent, os.W_OK):
        raise NotStarted(f"数据库文件 {path} 或它的目录不许读写。请检查它们属于谁、权限是多少，再重新启动。")
    if path.stat().st_size == 0:
        raise NotStarted(
            f"数据库文件 {path} 是空的，可能已损坏。请用备份恢复；确认是新装的，删去这个文件再启动。"
        )


def check_pages() -> None:
    """Refuse a SQLite file with a damaged page: whoever goes on writing to it spoils more."""
    if connection.vendor != "sqlite":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            found = cursor.fetchone()[0]
    except DatabaseError as error:
        found = first_line(error)
    if found != "ok":
        raise NotStarted(DAMAGED.format(name=database_name(), found=first_line(found)))


def installed(path: Path) -> Path:
    """Return the mark beside a database file that says there was one: a new one must not take its place unasked."""
    return path.with_name(f"{path.name}.installed")


def note_installed() -> None:
    if connection.vendor == "sqlite" and not settings.DEMONSTRATION:
        installed(Path(connection.settings_dict["NAME"])).touch()


def migrate(say) -> None:
    """Bring the tables up to date, and put the triggers back in any case."""
    executor = MigrationExecutor(connection)
    if unknown := set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations):
        app, name = min(unknown)
        raise NotStarted(
            f"数据库是更新版本的程序建的（多出 {app}.{name}）。请换上那个版本的程序，或恢复升级前的备份。"
        )
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("正在建立或升级数据库 …")
        call_command("migrate", verbosity=0, interactive=False)
    else:
        frozen.install()


def load_facts(say) -> None:
    """Load the plan 方案 once; from then on what the committee decided stands."""
    if not PolicyDocument.objects.exists():
        say("正在装入文件的目标与任务 …")
        call_command("facts", stdout=io.StringIO())


def build_demonstration(say) -> None:
    """Build the demonstration once: wholly, or after an interruption anew."""
    if settings.DEMONSTRATION and not User.objects.exists():
        say("正在建立演示数据 …")
        demo.build()


def check_administrators() -> None:
    """Refuse an administrator whose password is its name: nobody's page lets one in, a command may."""
    posts = Post.objects.held_on(clock.today()).filter(role=Role.ADMIN, user__ended_at=None)
    for user in {post.user for post in posts.select_related("user")}:
        if user.check_password(user.username):
            raise NotStarted(GUESSED.format(username=user.username))


def first_admin() -> str:
    """Create the first administrator 系统管理员 where there is no account; return the lines to print once."""
    created = User.objects.create_first_admin()
    if created is None:
        return ""
    user, password = created
    return f"首个系统管理员（口令只显示这一次，首次登录须修改）：\n  账号 {user.username}    一次性口令 {password}\n"


def database_name() -> str:
    """Return the database as a person knows it: the file, or the server and its base; never a password."""
    stated = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(stated["NAME"])
    return f"PostgreSQL {stated['HOST'] or '本机'}/{stated['NAME']}"


def first_line(error: Exception | str) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
