"""Who comes in, how, and who does not. TRUST S01–S04, I10; the demonstration's one-click sign-in."""

import datetime as dt
import re
import statistics
import time

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.sessions.models import Session

from accounts import clock
from accounts.models import Event, User
from tests.cast import PASSWORD

SIGN_IN = "/sign-in/"


class SlowHasher(PBKDF2PasswordHasher):
    """Slow enough for the difference of one hash to show."""

    iterations = 60_000


def attempt(client, username="clerk", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def fail(client, times, username="clerk"):
    for _ in range(times):
        response = attempt(client, username, "wrong")
    return response


def is_in(client) -> bool:
    return client.get("/password/").status_code == 200


def test_sign_in_leads_to_where_one_wanted_to_go(client, clerk):
    asked = client.get("/password/")
    assert asked.url == "/sign-in/?next=/password/"
    assert 'name="next" value="/password/"' in client.get(asked.url).content.decode()
    response = attempt(client, next="/password/")
    assert (response.status_code, response.url) == (302, "/password/")
    assert is_in(client)


@pytest.mark.case("I10")
@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.com",
        "/\\evil.com",
        "https:evil.com",
        "https://evil.com/",
        "javascript:alert(1)",
        "1",
        "x.html",
        "/\x00",
    ],
)
def test_sign_in_leads_nowhere_outside(client, clerk, wanted):
    assert attempt(client, next=wanted).url == "/"


def test_sign_in_is_in_the_journal_and_so_is_a_failure(client, clerk):
    attempt(client, password="wrong")
    attempt(client)
    success, failure = Event.objects.order_by("-seq")[:2]
    assert (success.verb, success.who, success.unit_name) == (
        "account.sign_in",
        "clerk某（clerk）",
        clerk.current_posts[0].unit.name,
    )
    assert (failure.verb, failure.who, failure.subject) == ("account.sign_in_failed", "未登录", "clerk")
    assert "wrong" not in str(failure.changes)


def test_sign_in_notes_the_time_by_the_clock_of_the_house(client, clerk):
    attempt(client)
    signed_in_at = User.objects.get(pk=clerk.pk).signed_in_at
    assert signed_in_at.astimezone(clock.SHANGHAI).date() == clock.today()


@pytest.mark.case("S02")
def test_sign_in_says_the_same_of_a_known_and_an_unknown_name(client, clerk):
    strip = re.compile(r'value="[^"]*"')
    pages = [strip.sub("", fail(client, 1, name).content.decode()) for name in ("clerk", "nobody")]
    assert pages[0] == pages[1]
    assert "账号或口令不对" in pages[0] and "还可再试 4 次" in pages[0]


@pytest.mark.case("S02")
def test_sign_in_takes_as_long_for_an_unknown_name(client, clerk, settings):
    settings.PASSWORD_HASHERS = ["tests.accounts.test_doors.SlowHasher"]
    clerk.set_password(PASSWORD)
    clerk.save()
    settings.AXES_FAILURE_LIMIT = 100
    times = {"clerk": [], "nobody": []}
    for name in ["clerk", "nobody"] * 5:
        begun = time.perf_counter()
        fail(client, 1, name)
        times[name].append(time.perf_counter() - begun)
    known, unknown = (statistics.median(times[name]) for name in times)
    assert abs(known - unknown) < 0.02


@pytest.mark.case("S01")
def test_sign_in_is_shut_after_five_failures_even_for_the_right_password(client, clerk):
    assert fail(client, 4).status_code == 200
    shut = fail(client, 1)
    assert shut.status_code == 429 and "请过 10 分钟再试" in shut.content.decode()
    again = attempt(client)
    assert again.status_code == 429 and again.content.decode() == shut.content.decode()
    assert not is_in(client)
    assert Event.objects.filter(verb="account.sign_in_failed").count() == 5


def test_sign_in_is_shut_alike_for_an_unknown_name(client, clerk):
    assert fail(client, 5, "nobody").content == fail(client, 5, "clerk").content


def test_sign_in_opens_again_after_ten_minutes(client, clerk):
    fail(client, 5)
    earlier = AccessAttempt.objects.get().attempt_time - dt.timedelta(minutes=10, seconds=1)
    AccessAttempt.objects.update(attempt_time=earlier)
    assert attempt(client).status_code == 302


def test_sign_in_counts_from_nought_after_a_success(client, clerk):
    fail(client, 4)
    attempt(client)
    client.logout()
    assert fail(client, 4).status_code == 200


@pytest.mark.case("S01")
def test_sign_in_slows_down_an_address_that_tries_many_names(client, clerk):
    codes = [fail(client, 1, f"user{number}").status_code for number in range(25)]
    assert codes == [200] * 20 + [429] * 5
    assert attempt(client).status_code == 429
    assert (
        client.post(SIGN_IN, {"username": "clerk", "password": PASSWORD}, REMOTE_ADDR="10.0.0.9").status_code
        == 302
    )


@pytest.mark.case("S04")
def test_sign_in_begins_a_new_session(client, clerk):
    attempt(client)
    first = client.cookies["sessionid"].value
    client.logout()
    client.cookies["sessionid"] = "attackers-own-session-key-0123456"
    attempt(client)
    assert client.cookies["sessionid"].value not in (first, "attackers-own-session-key-0123456")


def test_sign_in_is_kept_by_no_browser(client, db):
    assert "no-store" in client.get(SIGN_IN)["Cache-Control"]


@pytest.mark.case("I08")
@pytest.mark.parametrize(
    "username", ["a\n2026 ERROR 伪造", "a\x00b", "甲" * 200, "a" * 5000, "<script>alert(1)</script>", ""]
)
def test_sign_in_survives_any_name(client, db, username):
    response = attempt(client, username, "x")
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_sign_in_offers_no_accounts_outside_the_demonstration(client, clerk):
    assert "演示账号" not in client.get(SIGN_IN).content.decode()


def test_an_ended_account_does_not_come_in_and_is_out_at_once(client, clerk, admin):
    attempt(client)
    assert is_in(client)
    clerk.end(by=admin)
    assert client.get("/password/").status_code == 302
    refused, unknown = attempt(client), attempt(client, "nobody")
    assert refused.status_code == unknown.status_code == 200
    assert "账号或口令不对" in refused.content.decode()


@pytest.mark.case("S03")
def test_sign_out_ends_the_session_for_good(client, clerk):
    attempt(client)
    old = client.cookies["sessionid"].value
    response = client.post("/sign-out/")
    assert (response.url, response["Clear-Site-Data"]) == (SIGN_IN, '"cache"')
    client.cookies["sessionid"] = old
    assert client.get("/password/").status_code == 302
    assert not Session.objects.filter(session_key=old).exists()


def test_sign_out_asks_for_a_press_of_the_button(client, clerk):
    attempt(client)
    assert client.get("/sign-out/").status_code == 405
    assert is_in(client)


def test_demonstration_sign_in_enters_as_the_role(client, settings, clerk, reviewer, other_clerk):
    settings.DEMONSTRATION = True
    page = client.get(SIGN_IN).content.decode()
    assert page.count('name="role"') == 2 and "other_clerk" not in page
    assert client.post("/sign-in/demonstration/", {"role": "REVIEWER"}).url == "/"
    assert int(client.session["_auth_user_id"]) == reviewer.pk
    client.post("/sign-in/demonstration/", {"role": "CLERK"})
    assert int(client.session["_auth_user_id"]) == clerk.pk
    assert client.post("/sign-in/demonstration/", {"role": "EMPEROR"}).status_code == 404


def test_demonstration_sign_in_is_no_door_of_real_data(client, clerk):
    assert client.post("/sign-in/demonstration/", {"role": "CLERK"}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.case("S06")
def test_password_change_is_forced_on_a_one_time_password(client, clerk):
    clerk.must_change_password = True
    clerk.save()
    attempt(client)
    for url in ("/", "/administration/accounts/", "/journal/"):
        assert client.get(url).url == "/password/"
    new = {
        "old_password": PASSWORD,
        "new_password1": "Nine-Bridges-Rise",
        "new_password2": "Nine-Bridges-Rise",
    }
    assert client.post("/password/", new).url == "/"
    assert client.get("/journal/").status_code == 403
    assert attempt(client, password=PASSWORD).status_code == 302  # still signed in: nothing is asked


def test_password_change_ends_every_other_session(client, clerk):
    elsewhere = type(client)()
    attempt(client)
    attempt(elsewhere)
    new = {
        "old_password": PASSWORD,
        "new_password1": "Nine-Bridges-Rise",
        "new_password2": "Nine-Bridges-Rise",
    }
    client.post("/password/", new)
    assert is_in(client)
    assert elsewhere.get("/password/").status_code == 302
    event = Event.objects.filter(verb="account.password").get()
    assert "Nine" not in str(event.changes)


def test_password_change_says_what_is_wrong(client, clerk):
    attempt(client)
    page = client.post(
        "/password/", {"old_password": "x", "new_password1": "a", "new_password2": "b"}
    ).content.decode()
    assert "现在的口令不对" in page and "两次输入的新口令不一样" in page
    same = dict.fromkeys(("old_password", "new_password1", "new_password2"), PASSWORD)
    assert "不能和现在的一样" in client.post("/password/", same).content.decode()


def test_password_change_tells_a_weak_one_where_it_was_typed_first_and_in_our_word(client, clerk):
    attempt(client)
    weak = {"old_password": PASSWORD, "new_password1": "123", "new_password2": "123"}
    response = client.post("/password/", weak)
    assert set(response.context["form"].errors) == {"new_password1"}
    assert "口令太短，至少要10个字符" in response.content.decode() and "密码" not in response.content.decode()
