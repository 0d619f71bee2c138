"""Accounts, units and posts in the administrator's hands, every step in the journal. TRUST P12, P13."""

import datetime as dt
import re

import pytest
from axes.models import AccessAttempt

from accounts import clock
from accounts.models import Event, Post, Role, Unit, User
from tests.cast import PASSWORD, appoint

ACCOUNTS, UNITS = "/administration/accounts/", "/administration/units/"


@pytest.fixture
def office(signed_in, admin):
    return signed_in(admin)


def new_account(unit, **more):
    fields = {
        "display_name": "孙悦",
        "username": "sunyue",
        "unit": unit.pk,
        "role": "CLERK",
        "starts_on": clock.today(),
    }
    return fields | {"key": "k1"} | more


def page(response) -> str:
    return response.content.decode()


def shown_password(response) -> str:
    found = re.search(r"一次性口令 <strong>([A-Z2-9-]+)</strong>", page(response))
    return found[1] if found else ""


def unit_form(unit, **more):
    fields = {"short_name": unit.short_name, "order": unit.order, "rv": unit.rv, "key": "u1"}
    return fields | dict.fromkeys(("opened_on", "closed_on", "successor"), "") | more


def test_user_create_shows_the_password_once(office, other_unit, client):
    response = office.post(f"{ACCOUNTS}create/", new_account(other_unit))
    password = shown_password(response)
    assert len(password) == 14 and "no-store" in response["Cache-Control"]
    again = office.post(f"{ACCOUNTS}create/", new_account(other_unit))
    assert again.status_code == 200 and not shown_password(again) and "已经显示过一次" in page(again)
    user = User.objects.get(username="sunyue")
    assert user.must_change_password and user.check_password(password)
    assert [str(post.role) for post in user.current_posts] == ["CLERK"]
    assert password not in str(list(Event.objects.values()))
    office.logout()
    assert client.post("/sign-in/", {"username": "sunyue", "password": password}).status_code == 302
    assert client.get("/submissions/").url == "/password/"


@pytest.mark.parametrize(
    "typed, said",
    [
        ({"username": "clerk"}, "这个账号已经有了"),
        ({"username": "孙悦"}, "账号用小写字母开头"),
        ({"display_name": ""}, "姓名"),
        ({"role": "EMPEROR"}, "岗位"),
    ],
)
def test_user_create_says_what_is_wrong(office, other_unit, clerk, typed, said):
    response = office.post(f"{ACCOUNTS}create/", new_account(other_unit, **typed))
    assert "还有内容要改" in page(response) and said in page(response)
    assert not User.objects.filter(username="sunyue").exists()


def test_user_list_counts_and_filters(office, clerk, other_clerk, committee):
    clerk.end(by=User.objects.get(username="admin"))
    text = page(office.get(ACCOUNTS))
    assert "<strong>2</strong>个在用" in text and "已停用" in text and "other_clerk" in text
    text = page(office.get(ACCOUNTS, {"unit": committee.pk, "role": "CLERK"}))
    assert "other_clerk" not in text and ">clerk<" in text
    assert office.get(ACCOUNTS, {"unit": "x", "role": "x"}).status_code == 200


def test_user_list_tells_the_first_administrator_the_next_step_until_there_is_another(office, committee):
    assert "下一步" in page(office.get(ACCOUNTS)) and "管理员至少开两位" in page(office.get(ACCOUNTS))
    appoint("second", committee, Role.ADMIN)
    assert "下一步" not in page(office.get(ACCOUNTS))


@pytest.mark.parametrize("column", ["display_name", "username", "signed_in_at", "nothing"])
def test_user_list_is_ordered_by_every_column(office, clerk, other_clerk, column):
    assert office.get(ACCOUNTS, {"sort": column}).status_code == 200
    assert office.get(ACCOUNTS, {"sort": f"-{column}"}).status_code == 200


def test_user_list_asks_few_questions(office, django_assert_max_num_queries, committee):
    for number in range(30):
        appoint(f"user{number}", committee, Role.CLERK, Role.MEMBER)
    with django_assert_max_num_queries(20):
        office.get(ACCOUNTS)


def test_user_detail_greys_what_is_refused_and_says_why(office, admin):
    text = page(office.get(f"{ACCOUNTS}{admin.pk}/"))
    assert "不能停用自己的账号" in text and 'class="button refused"' in text


def test_user_end_is_at_once_and_for_ever(office, clerk, django_user_model):
    assert "不再启用" in page(office.get(f"{ACCOUNTS}{clerk.pk}/end/"))
    assert office.post(f"{ACCOUNTS}{clerk.pk}/end/", {"key": "k"}).url == ACCOUNTS
    assert not User.objects.get(pk=clerk.pk).is_active
    for verb in ("end", "reset", "unlock", "posts/create"):
        assert office.get(f"{ACCOUNTS}{clerk.pk}/{verb}/").status_code == 404
    again = office.post(f"{ACCOUNTS}create/", new_account(Unit.objects.first(), username="clerk"))
    assert "停用的账号也不再启用" in page(again)


def test_user_end_refuses_oneself_and_the_last_administrator(office, admin, clerk, committee):
    assert office.post(f"{ACCOUNTS}{admin.pk}/end/").status_code == 403
    other = appoint("admin2", committee, Role.ADMIN)
    Post.objects.get(user=admin).end(clock.today(), by=other)
    other = User.objects.get(pk=other.pk)
    assert other.is_last_admin
    assert "唯一的系统管理员" in other.why_not_end(clerk)


def test_user_reset_makes_a_new_one_time_password_and_ends_every_session(office, clerk, client):
    elsewhere = type(client)()
    elsewhere.post("/sign-in/", {"username": "clerk", "password": PASSWORD})
    assert "只显示一次" in page(office.get(f"{ACCOUNTS}{clerk.pk}/reset/"))
    first = office.post(f"{ACCOUNTS}{clerk.pk}/reset/", {"key": "k"})
    password = shown_password(first)
    assert not shown_password(office.post(f"{ACCOUNTS}{clerk.pk}/reset/", {"key": "k"}))
    assert User.objects.get(pk=clerk.pk).check_password(password)
    assert elsewhere.get("/password/").status_code == 302


def test_user_unlock_lets_in_again(office, clerk, client):
    locked_out = type(client)()
    for _ in range(5):
        locked_out.post("/sign-in/", {"username": "clerk", "password": "wrong"})
    assert "锁定" in page(office.get(ACCOUNTS)) and "锁定" in page(office.get(f"{ACCOUNTS}{clerk.pk}/"))
    assert "解锁" in page(office.get(f"{ACCOUNTS}{clerk.pk}/unlock/"))
    office.post(f"{ACCOUNTS}{clerk.pk}/unlock/")
    assert not AccessAttempt.objects.exists()
    assert locked_out.post("/sign-in/", {"username": "clerk", "password": PASSWORD}).status_code == 302
    office.post(f"{ACCOUNTS}{clerk.pk}/unlock/")
    assert Event.objects.filter(verb="account.unlock").count() == 1


def test_post_create_gives_rights_from_its_day_on(office, clerk, committee):
    fields = {"unit": committee.pk, "role": "AUDITOR", "starts_on": clock.today() + dt.timedelta(days=1)}
    assert office.post(f"{ACCOUNTS}{clerk.pk}/posts/create/", fields).status_code == 302
    assert Role.AUDITOR not in User.objects.get(pk=clerk.pk).roles
    with clock.at(clock.today() + dt.timedelta(days=1)):
        assert Role.AUDITOR in User.objects.get(pk=clerk.pk).roles


def test_post_create_begins_today_unless_another_day_is_typed(office, clerk):
    text = page(office.get(f"{ACCOUNTS}{clerk.pk}/posts/create/"))
    assert f'value="{clock.today()}"' in text and "请选择" in text and "角色" not in text


def test_post_create_twice_is_one_post(office, clerk, committee):
    fields = {"unit": committee.pk, "role": "AUDITOR", "starts_on": clock.today(), "key": "k"}
    for _ in range(2):
        office.post(f"{ACCOUNTS}{clerk.pk}/posts/create/", fields)
    assert clerk.posts.filter(role="AUDITOR").count() == 1


@pytest.mark.case("P12")
def test_post_end_ends_rights_at_once(office, clerk, client):
    at_work = type(client)()
    at_work.post("/sign-in/", {"username": "clerk", "password": PASSWORD})
    assert at_work.get("/submissions/").status_code == 200
    post = clerk.posts.get()
    assert "权限即停" in page(office.get(f"/administration/posts/{post.pk}/end/"))
    assert office.post(f"/administration/posts/{post.pk}/end/", {"ends_on": clock.today()}).status_code == 302
    assert at_work.get("/submissions/").status_code == 403
    assert at_work.post("/submissions/1/correct/", {"reason": "x"}).status_code == 403


def test_post_end_says_what_is_wrong(office, admin, clerk):
    post = clerk.posts.get()
    early = office.post(f"/administration/posts/{post.pk}/end/", {"ends_on": "2010-01-01"})
    assert "不能早于任职起" in page(early)
    office.post(f"/administration/posts/{post.pk}/end/", {"ends_on": clock.today()})
    assert "已于" in page(office.post(f"/administration/posts/{post.pk}/end/", {"ends_on": clock.today()}))
    last = office.post(f"/administration/posts/{admin.posts.get().pk}/end/", {"ends_on": clock.today()})
    assert last.status_code == 403 and "唯一的系统管理员" in page(last)


def test_unit_create_and_unit_list(office, committee):
    fields = {
        "name": "市税务局",
        "short_name": "市税务局",
        "kind": "NATIONAL",
        "order": 50,
        "opened_on": "2018-07-05",
    }
    assert office.post(f"{UNITS}create/", fields).status_code == 302
    assert "市税务局" in page(office.get(UNITS))
    assert "已有同名单位" in page(office.post(f"{UNITS}create/", fields))


@pytest.mark.parametrize(
    "column", ["order", "name", "short_name", "kind", "opened_on", "closed_on", "successor"]
)
def test_unit_list_is_ordered_by_every_column(office, other_unit, column):
    assert office.get(UNITS, {"sort": column}).status_code == 200


def test_unit_edit_merges_two_into_one(office, committee, other_unit):
    heir = Unit.objects.create(name="市税务局", short_name="市税务局", kind="NATIONAL")
    merged = unit_form(other_unit, closed_on="2018-07-05", successor=heir.pk)
    assert office.post(f"{UNITS}{other_unit.pk}/edit/", merged).status_code == 302
    unit = Unit.objects.get(pk=other_unit.pk)
    assert unit.label(dt.date(2018, 7, 4)) == "市科技局"
    assert unit.label(dt.date(2018, 7, 5)) == "市科技局（现市税务局）"
    assert heir.lineage() == [heir, unit]
    clerk = appoint("heirs_clerk", heir, Role.CLERK)
    assert clerk.units_as(Role.CLERK) == [heir, unit]
    back = unit_form(heir, closed_on="2019-01-01", successor=other_unit.pk)
    assert "不能再反过来" in page(office.post(f"{UNITS}{heir.pk}/edit/", back))


@pytest.mark.parametrize(
    "typed, said",
    [
        ({"opened_on": "2018-01-02", "closed_on": "2018-01-01"}, "不能早于设立日期"),
        ({"successor": "COMMITTEE"}, "请同时填撤并日期"),
        ({"short_name": ""}, "简称"),
        ({"rv": "x"}, "还有内容要改"),
    ],
)
def test_unit_edit_says_what_is_wrong(office, committee, other_unit, typed, said):
    typed = {name: committee.pk if value == "COMMITTEE" else value for name, value in typed.items()}
    response = office.post(f"{UNITS}{other_unit.pk}/edit/", unit_form(other_unit, **typed))
    assert response.status_code == 200 and said in page(response)
    assert Unit.objects.get(pk=other_unit.pk).rv == 1


def test_unit_edit_by_two_at_once_shows_the_second_both(office, other_unit, committee):
    stale = unit_form(other_unit, short_name="科技局", key="a")
    office.post(f"{UNITS}{other_unit.pk}/edit/", unit_form(other_unit, short_name="市科局", key="b"))
    response = office.post(f"{UNITS}{other_unit.pk}/edit/", stale)
    assert response.status_code == 409
    assert all(word in page(response) for word in ("科技局", "市科局", "admin某"))
    assert Unit.objects.get(pk=other_unit.pk).short_name == "市科局"
    mine = dict(
        re.findall(r'name="([^"]+)" value="([^"]*)"', page(response).split('action="/administration')[1])
    )
    assert office.post(f"{UNITS}{other_unit.pk}/edit/", mine).status_code == 302
    assert Unit.objects.get(pk=other_unit.pk).short_name == "科技局"
    assert [
        event.changes["short_name"] for event in Event.objects.filter(verb="unit.edit").order_by("seq")
    ] == [
        ["市科技局", "市科局"],
        ["市科局", "科技局"],
    ]


def test_unit_remove_only_what_has_no_history(office, other_clerk, other_unit):
    mistake = Unit.objects.create(name="建错了", short_name="建错了", kind="CITY")
    assert "只有建错了" in page(office.get(f"{UNITS}{mistake.pk}/remove/"))
    assert office.post(f"{UNITS}{mistake.pk}/remove/").status_code == 302
    refused = office.post(f"{UNITS}{other_unit.pk}/remove/")
    assert refused.status_code == 403 and "请填写撤并日期和承继单位" in page(refused)
    assert list(Unit.objects.filter(name__in=["建错了", "市科技局"])) == [other_unit]


def test_names_are_shown_and_never_run(office, committee):
    evil = Unit.objects.create(
        name='"><img src=x onerror=alert(1)>', short_name="<script>alert(1)</script>", kind="CITY"
    )
    user = appoint("evil", evil, Role.CLERK, display_name="<b>甲</b>")
    for url in (ACCOUNTS, UNITS, f"{ACCOUNTS}create/", f"{ACCOUNTS}{user.pk}/", f"{UNITS}{evil.pk}/edit/"):
        text = page(office.get(url))
        assert "<img src=x" not in text and "<script>alert" not in text and "<b>甲" not in text
