"""The matrix of DOMAIN §9: who may what."""

import pytest

from accounts import clock
from accounts.models import Post, Role, User
from accounts.permissions import (
    FIGURE_ROLES,
    FILLING_ROLES,
    OPEN_VIEWS,
    ROLE_PERMISSIONS,
    SELF_VIEWS,
    Permission,
    permissions_of,
    refusal,
)
from tests.cast import appoint

P = Permission


def test_every_role_has_its_row():
    assert set(ROLE_PERMISSIONS) == set(Role)


@pytest.mark.case("P08", "P13")
def test_who_enters_figures_decides_nothing_and_who_decides_enters_none():
    for may in ROLE_PERMISSIONS.values():
        assert not ({P.FILL} <= may and may & {P.REVIEW, P.DECIDE, P.ADMINISTER, P.READ_JOURNAL})
        assert not (
            P.ADMINISTER in may and may & {P.FILL, P.REVIEW, P.DECIDE, P.READ_JOURNAL, P.VIEW_EDITIONS}
        )
    assert [role for role, may in ROLE_PERMISSIONS.items() if P.READ_JOURNAL in may] == [Role.AUDITOR]
    assert set(FILLING_ROLES) == {Role.CLERK, Role.MEMBER} and FIGURE_ROLES == (Role.CLERK,)


def test_an_account_may_what_its_posts_of_today_allow(committee):
    user = appoint("both", committee, Role.CLERK, Role.AUDITOR)
    assert permissions_of(user) == ROLE_PERMISSIONS[Role.CLERK] | ROLE_PERMISSIONS[Role.AUDITOR]
    Post.objects.filter(role=Role.AUDITOR).update(ends_on=clock.today())
    assert permissions_of(User.objects.get(pk=user.pk)) == ROLE_PERMISSIONS[Role.CLERK]


def test_an_account_that_ended_or_has_no_post_may_nothing(committee, admin):
    user = appoint("idle", committee)
    assert permissions_of(user) == set()
    clerk = appoint("clerk", committee, Role.CLERK)
    clerk.end(by=admin)
    assert permissions_of(clerk) == set()


@pytest.mark.parametrize(
    "permission, holders",
    [(P.REVIEW, "审核员"), (P.FILL, "填报员、联席会议成员"), (P.ADMINISTER, "系统管理员")],
)
def test_a_refusal_names_who_may(auditor, permission, holders):
    assert (
        refusal(auditor, permission) == f"“{permission.value}”须由{holders}办理，您现在的岗位没有这项权限。"
    )


def test_no_refusal_for_who_may(auditor):
    assert refusal(auditor, P.READ_JOURNAL) == ""


def test_the_lists_of_exceptions_do_not_overlap():
    assert not SELF_VIEWS & OPEN_VIEWS.keys()
