"""Accounts from a table: read by its headers, shown row by row, opened all together or not at all. J10."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Event, Post, Unit, User
from yingkou_hz import enrolment

URL = "/administration/accounts/import/"
HEADERS = ("姓名", "账号", "单位", "岗位", "任职起")
GOOD = [
    ("孙悦", "sunyue", "市科学技术局", "填报员", "2019-06-01"),
    ("孙 悦", "sunyue", "市科学技术局", "联席会议成员", ""),
    ("吴迪", "ｗｕｄｉ", "市科技局", "填报员", "2019年6月1日"),
]


@pytest.fixture
def desk(signed_in, admin, committee):
    Unit.objects.create(name="市科学技术局", short_name="市科技局", kind="CITY", order=5)
    return signed_in(admin)


def book(rows, headers=HEADERS, above=()) -> SimpleUploadedFile:
    file = openpyxl.Workbook()
    for row in (*above, headers, *rows):
        file.active.append(row)
    stream = io.BytesIO()
    file.save(stream)
    return SimpleUploadedFile("账号.xlsx", stream.getvalue())


def preview(desk, rows, **options):
    return desk.post(URL, {"file": book(rows, **options)})


def confirm(desk, page, key="k1"):
    rows = re.search(r'name="rows" value="([^"]+)"', page.content.decode())[1]
    return desk.post(URL, {"rows": rows, "key": key})


def test_user_import_opens_every_account_of_the_table_with_its_slip(desk, admin):
    page = preview(desk, GOOD)
    assert "<b>2</b>新开账号" in page.content.decode() and "<b>1</b>加岗位" in page.content.decode()
    assert not User.objects.filter(username="sunyue").exists()
    slips = confirm(desk, page).content.decode()
    passwords = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", slips)
    assert len(passwords) == 2 and "data-print" in slips
    user = User.objects.get(username="sunyue")
    assert user.must_change_password and user.check_password(passwords[0])
    assert set(user.posts.values_list("role", flat=True)) == {"CLERK", "MEMBER"}
    assert User.objects.get(username="wudi").posts.get().starts_on.isoformat() == "2019-06-01"
    assert Event.objects.filter(verb="account.open").count() == 2


def test_user_import_twice_opens_nothing_more_and_shows_no_password_again(desk):
    page = preview(desk, GOOD)
    confirm(desk, page)
    again = confirm(desk, page)
    assert not re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", again.content.decode())
    assert "无变化，没有要开的账号" in preview(desk, GOOD).content.decode()
    assert User.objects.filter(username__in=["sunyue", "wudi"]).count() == 2 and Post.objects.count() == 4


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("刘洋", "liuyang", "市科技局局", "填报员"), "是不是“市科技局”"),
        (("刘洋", "liuyang", "", "填报员"), "单位没有填"),
        (("刘洋", "liuyang", "市科技局", "科长"), "没有岗位“科长”"),
        (("刘洋", "liuyang", "市科技局", "填报员", "六月"), "不是日期"),
        (("刘洋", "liuyang", "市科技局", "填报员", "2019-06-31"), "不是日期"),
        (("刘洋", "刘洋", "市科技局", "填报员"), "账号用小写字母开头"),
        (("", "liuyang", "市科技局", "填报员"), "姓名"),
        (("刘洋", "", "市科技局", "填报员"), "账号"),
        (("刘洋", "admin", "市科技局", "填报员"), "已经是系统管理员的"),
        (("刘洋", "sunyue", "市科技局", "填报员"), "已经是孙悦的"),
    ],
)
def test_one_wrong_row_keeps_all_back_and_says_why(desk, admin, row, reason):
    User.objects.filter(pk=admin.pk).update(username="admin", display_name="系统管理员")
    page = preview(desk, [*GOOD, row]).content.decode()
    assert "4行中1行有错，一行也没有写入" in page and reason in page
    assert 'name="rows"' not in page and not User.objects.filter(username="wudi").exists()


def test_a_closed_unit_is_answered_with_its_heir(desk):
    heir = Unit.objects.get(short_name="市科技局")
    Unit.objects.create(
        name="市知识产权局", short_name="市知产局", kind="CITY", closed_on="2017-01-01", successor=heir
    )
    assert (
        "请填现在的单位“市科学技术局”"
        in preview(desk, [("刘洋", "ly1", "市知产局", "填报员")]).content.decode()
    )


def test_an_ended_account_is_not_used_again(desk, admin, clerk):
    clerk.end(by=admin)
    page = preview(desk, [(clerk.display_name, clerk.username, "市科技局", "填报员")])
    assert "已停用，不再启用" in page.content.decode()


def test_the_headers_are_found_below_a_title_and_in_any_order(desk):
    page = desk.post(
        URL,
        {
            "file": book(
                [("填报员", "x", "市科技局", "wudi", "吴迪")],
                ("岗位", "备注", "单位", "账号", "姓名"),
                [("账号表",)],
            )
        },
    )
    assert "<b>1</b>新开账号" in page.content.decode()


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({}, "请先选一个文件"),
        ({"file": SimpleUploadedFile("a.xlsx", b"")}, "空"),
        ({"file": book([], ("甲", "乙"))}, "没有找到"),
        ({"file": book([])}, "标题下面没有人"),
        ({"file": book([("刘洋", f"ly{n}", "市科技局", "填报员") for n in range(301)])}, "最多导入300行"),
        ({"rows": "forged"}, "预览放得太久"),
    ],
)
def test_a_file_that_is_no_roll_is_refused_in_words(desk, sent, reason):
    for file in sent.values():
        if hasattr(file, "seek"):
            file.seek(0)
    page = desk.post(URL, sent)
    assert page.status_code == 400 and reason in page.content.decode()


def test_nothing_is_half_opened(desk, monkeypatch):
    page = preview(desk, GOOD)

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Post, "add", fail)
    with pytest.raises(RuntimeError):
        confirm(desk, page)
    assert not User.objects.filter(username__in=["sunyue", "wudi"]).exists()


def test_user_template_comes_back_as_it_was_filled(desk):
    sent = desk.get(f"{URL}template/")
    file = openpyxl.load_workbook(io.BytesIO(sent.content))
    assert [cell.value for cell in file["账号"][1]] == list(HEADERS)
    file["账号"].append(GOOD[2])
    stream = io.BytesIO()
    file.save(stream)
    page = desk.post(URL, {"file": SimpleUploadedFile("账号导入表.xlsx", stream.getvalue())})
    assert "<b>1</b>新开账号" in page.content.decode()


def test_a_name_that_looks_like_a_formula_stays_text(desk):
    roll = enrolment.Roll(
        {2: {"display_name": "=1+1", "username": "f1x", "unit": "市科技局", "role": "填报员"}}
    )
    assert roll.lines[0].outcome == enrolment.NEW
