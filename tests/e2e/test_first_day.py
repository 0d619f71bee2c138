"""J10 from an empty folder to the drill: three commands, and what the administrator and the first reviewer do between them."""

import io
import re
import subprocess
import sys
import time

import openpyxl
import pytest

from tests.e2e.servers import ROOT, environment, serving

ONE_TIME = r"(?:[A-Z2-9]{4}-){2}[A-Z2-9]{4}"
OWN = "Seven-Rivers-Meet-{}"
ROLL = [
    ("姓名", "账号", "单位", "岗位"),
    ("孙悦", "sunyue", "高新区管委会", "审核员"),
    ("吴迪", "wudi", "市科技局", "填报员"),
]
QUARTER = "2018年一季度"
MINUTES = 15
RESTORED_IN = 60


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def roll() -> bytes:
    book = openpyxl.Workbook()
    for row in ROLL:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def command(home, *words) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment(home), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def enter(visitor, username, one_time):
    """Sign in with the password of the slip, and choose one's own."""
    visitor.sign_in(username, one_time)
    assert visitor.title == "改口令"
    old, *new = visitor.page.locator("main input[type=password]").all()
    old.fill(one_time)
    for field in new:
        field.fill(OWN.format(username))
    visitor.follow(visitor.button("改好了"))
    return visitor


def import_accounts(admin) -> list[str]:
    """Open the accounts of the table, and return the passwords of the slips in its order."""
    admin.go("/administration/accounts/")
    admin.follow(admin.link("从Excel导入").first)  # a list's own, and the advice of the first day
    admin.page.set_input_files("input[type=file]", {"name": "账号.xlsx", "mimeType": "", "buffer": roll()})
    admin.follow(admin.button("上传并预览"))
    admin.follow(admin.button("确认开通"))
    admin.check()
    return re.findall(ONE_TIME, admin.text)


def assign(reviewer) -> None:
    """Let another unit answer for the first item."""
    reviewer.go("/responsibilities/")
    reviewer.follow(reviewer.page.locator("td.acts a", has_text="去定").first)
    reviewer.page.get_by_label("责任单位").select_option(label="市科技局")
    reviewer.page.get_by_label("从哪一期起").select_option(label=QUARTER)
    reviewer.follow(reviewer.button("定下来"))


def open_period(reviewer) -> None:
    reviewer.go("/periods/")
    reviewer.page.get_by_label("期次").fill(QUARTER)
    reviewer.follow(reviewer.button("开期", exact=True))


def seen(visitor) -> list[str]:
    """Return what stands on the pages that have to be the same after the restoration."""
    return [(visitor.go(path), visitor.text)[1] for path in ("/board/", "/periods/", "/responsibilities/")]


def test_j10_the_first_day_takes_three_commands_and_few_minutes(visit, home):
    begun = time.monotonic()
    with serving(home) as (address, said):
        first = re.search(ONE_TIME, said)[0]
        admin = enter(visit(address), "admin", first)
        slips = import_accounts(admin)
        assert len(slips) == 2
        reviewer = enter(visit(address), "sunyue", slips[0])
        assign(reviewer)
        open_period(reviewer)
        before = seen(reviewer)
        assert QUARTER in before[1] and "市科技局" in before[2]
        clerk = enter(visit(address), "wudi", slips[1])
        clerk.go("/submissions/")
        assert clerk.link("去填报").count() >= 1
        minutes = (time.monotonic() - begun) / 60
    backup = re.search(r"/\S+\.zip", command(home, "backup"))[0]
    for path in home.glob("yingkou.sqlite3*"):
        path.unlink()

    begun = time.monotonic()
    command(home, "restore", backup)
    assert time.monotonic() - begun < RESTORED_IN
    with serving(home) as (address, _):
        assert seen(visit(address).sign_in("sunyue", OWN.format("sunyue"))) == before
    assert minutes < MINUTES
    for visitor in (admin, reviewer, clerk):
        visitor.blameless()
