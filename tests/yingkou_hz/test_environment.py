"""Settings fail loudly, in Chinese, and say how to mend them."""

import datetime as dt
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from yingkou_hz import environment

LONG_KEY = "0123456789abcdef" * 4


@pytest.fixture
def variable(monkeypatch):
    def put(value, name="YK_TEST"):
        monkeypatch.setenv(name, value)
        return name

    return put


def test_flag_is_0_or_1(variable):
    assert environment.flag(variable("1")) is True
    assert environment.flag(variable("")) is False
    with pytest.raises(ImproperlyConfigured, match="只能是 0 或 1，现在是“true”"):
        environment.flag(variable("true"))


def test_day_is_an_iso_date(variable):
    assert environment.day(variable("2019-07-12")) == dt.date(2019, 7, 12)
    assert environment.day(variable("")) is None
    with pytest.raises(ImproperlyConfigured, match="2019年7月"):
        environment.day(variable("2019年7月"))


@pytest.mark.parametrize("wrong", ["0", "-5", "十", "1.5", "５"])
def test_number_is_a_positive_integer(variable, wrong):
    assert environment.number(variable("10"), 30) == 10
    with pytest.raises(ImproperlyConfigured, match="大于 0 的整数"):
        environment.number(variable(wrong), 30)


@pytest.mark.case("S06")
@pytest.mark.parametrize("wrong", ["*", "gxq.yingkou.gov.cn,*", "*.gov.cn"])
def test_hosts_name_no_wildcard(variable, wrong):
    assert environment.hosts(variable("a.gov.cn, 10.1.2.3")) == ["a.gov.cn", "10.1.2.3"]
    with pytest.raises(ImproperlyConfigured, match="不能用"):
        environment.hosts(variable(wrong))


@pytest.mark.case("S06")
def test_hosts_name_somebody_and_in_public_more_than_this_machine(variable):
    assert environment.hosts(variable("")) == ["127.0.0.1", "[::1]", "localhost"]
    for said, is_public in [(",", False), ("", True), ("localhost,127.0.0.1", True)]:
        with pytest.raises(ImproperlyConfigured, match="没有写明用户打开本系统的域名"):
            environment.hosts(variable(said), is_public=is_public)


def test_debug_is_for_ones_own_machine(variable):
    wanted = variable("1")
    assert environment.debug(wanted, hosts=["127.0.0.1"], https=False)
    for hosts, https in [(["10.1.2.3"], False), (["127.0.0.1"], True)]:
        with pytest.raises(ImproperlyConfigured, match="只能在本机开发时用"):
            environment.debug(wanted, hosts=hosts, https=https)


@pytest.mark.case("S06")
@pytest.mark.parametrize("weak", ["short", "a" * 60, "django-insecure-" + LONG_KEY])
def test_secret_key_is_long_and_not_a_default(variable, tmp_path, weak):
    assert environment.secret_key(variable(LONG_KEY), tmp_path / "key") == LONG_KEY
    with pytest.raises(ImproperlyConfigured, match="密钥太短或是默认值"):
        environment.secret_key(variable(weak), tmp_path / "key")
    assert not (tmp_path / "key").exists()


@pytest.mark.case("S06")
def test_secret_key_file_is_made_once_for_its_owner_only(tmp_path):
    path = tmp_path / "new" / "secret_key"
    first = environment.secret_key("YK_NO_SUCH_KEY", path)
    assert environment.secret_key("YK_NO_SUCH_KEY", path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_new_home_is_its_owner_s_and_an_old_one_stays_as_it_is(tmp_path):
    environment.key_file(tmp_path / "home" / "secret_key")
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
    (tmp_path / "old").mkdir()
    (tmp_path / "old").chmod(0o755)
    environment.key_file(tmp_path / "old" / "secret_key")
    assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == 0o755


def test_secret_key_file_cut_short_is_refused(tmp_path):
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(ImproperlyConfigured, match="密钥太短"):
        environment.secret_key("YK_NO_SUCH_KEY", tmp_path / "secret_key")


@pytest.fixture
def example(tmp_path):
    (tmp_path / ".env.example").write_text("# 说明\n# YK_SET=甲\n# YK_UNSET=\n", "utf-8")
    return tmp_path / ".env.example"


def test_read_file_yields_to_the_environment(tmp_path, monkeypatch, example):
    monkeypatch.setenv("YK_SET", "from outside")
    monkeypatch.delenv("YK_UNSET", raising=False)
    file = tmp_path / ".env"
    file.write_text("\ufeff# 注释 a=b\nYK_SET=from file\n\nYK_UNSET = 'a=b'\n", "utf-8")
    environment.read_file(file, example)
    try:
        assert environment.text("YK_SET") == "from outside"
        assert environment.text("YK_UNSET") == "a=b"
    finally:
        monkeypatch.setenv("YK_UNSET", "")


@pytest.mark.parametrize("line", ["YK_SETT=1", "YK_SET 1", "yk_set=1", "坏行"])
def test_read_file_refuses_a_line_that_sets_nothing(tmp_path, example, line):
    file = tmp_path / ".env"
    file.write_text(f"# 注释\n{line}\n", "utf-8")
    with pytest.raises(ImproperlyConfigured, match=f".env 第2行“{line.partition('=')[0]}”不是本系统的设置"):
        environment.read_file(file, example)


def test_read_file_is_optional(tmp_path, example):
    environment.read_file(tmp_path / ".env", example)


@pytest.mark.parametrize("wrong", ["*", "nginx", "10.1.2", "10.1.2.3,10.1.2.4"])
def test_address_is_one_ip(variable, wrong):
    assert environment.address(variable("10.1.2.3"), "127.0.0.1") == "10.1.2.3"
    assert environment.address("YK_NO_SUCH_ADDRESS", "127.0.0.1") == "127.0.0.1"
    with pytest.raises(ImproperlyConfigured, match="须是一个 IP 地址"):
        environment.address(variable(wrong), "127.0.0.1")


def test_version_is_the_first_heading(tmp_path):
    (tmp_path / "log.md").write_text("# 更新记录\n\n## 1.2.0 — 今天\n\n## 1.1.0\n", "utf-8")
    assert environment.version(tmp_path / "log.md") == "1.2.0"
