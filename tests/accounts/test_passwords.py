"""What is no password. TRUST S08."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User


@pytest.mark.case("S08")
@pytest.mark.parametrize(
    "password",
    [
        "Yingkou2018",
        "yingkou-2018!!",
        "12345678",
        "1234567890123",
        "password123",
        "高新区(辽宁自贸区营口片区)管委会",
        "市科技局2019年1月",
        "gaoxinqu2019",
        "short-1",
        "Passw0rd1234",
        "P@ssw0rd2019",
        "gxq2019gxq2019",
        "YK2018yk2018",
        "yanshi-2019-demo",
        "市科技局市科技局市科技",
        "高新技术企业2019",
        "5201314-520",
        "1988.06.04-1",
        "woaini1314520",
        "Wang1988.0604",
        "1qaz2wsx#2019",
        "密码是123456789",
        "zhang-mingyuan",
    ],
)
def test_refused(committee, other_unit, password):
    with pytest.raises(ValidationError):
        validate_password(password, User(username="zhang-mingyuan", display_name="张明远"))


@pytest.mark.case("S08")
@pytest.mark.parametrize(
    "password",
    [
        "Nine-Bridges-Rise",
        "山高月小 水落石出之夜",
        "correct horse battery staple " * 3,
        "辽河入海处芦苇正黄yingkou",
    ],
)
def test_accepted(committee, password):
    validate_password(password, User(username="zhang", display_name="张明远"))


@pytest.mark.parametrize("password", ["short-1", "12345678", "zhangmy", "Yingkou", "password", "qwertyuiop"])
def test_refused_in_chinese(committee, password):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, User(username="zhangmy", display_name="张明远"))
    assert all(re.search("[一-鿿]", message) for message in refusal.value.messages), refusal.value.messages
    assert "密码" not in "".join(refusal.value.messages)
