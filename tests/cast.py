"""The cast: one account for each role 角色, named after it, and a second clerk in another unit."""

import datetime as dt

import pytest

from accounts.models import Post, Role, Unit, UnitKind, User

COMMITTEE = "高新区(辽宁自贸区营口片区)管委会"
OTHER_UNIT = "市科技局"
PASSWORD = "Seven-Rivers-Meet"
SINCE = dt.date(2015, 1, 1)


def appoint(username: str, unit: Unit, *roles: Role, **fields) -> User:
    """Return a new account with a password of its own and a post for each role."""
    fields = {"display_name": f"{username}某", "must_change_password": False} | fields
    user = User(username=username, **fields)
    user.set_password(PASSWORD)
    user.save()
    Post.objects.bulk_create(Post(user=user, unit=unit, role=role, starts_on=SINCE) for role in roles)
    return user


@pytest.fixture
def committee(db) -> Unit:
    fields = {"short_name": "高新区管委会", "kind": UnitKind.COMMITTEE, "order": 1}
    return Unit.objects.get_or_create(name=COMMITTEE, defaults=fields)[0]


@pytest.fixture
def other_unit(db) -> Unit:
    fields = {"short_name": OTHER_UNIT, "kind": UnitKind.CITY, "order": 5}
    return Unit.objects.get_or_create(name=OTHER_UNIT, defaults=fields)[0]


@pytest.fixture
def clerk(committee) -> User:
    return appoint("clerk", committee, Role.CLERK)


@pytest.fixture
def other_clerk(other_unit) -> User:
    return appoint("other_clerk", other_unit, Role.CLERK)


@pytest.fixture
def reviewer(committee) -> User:
    return appoint("reviewer", committee, Role.REVIEWER)


@pytest.fixture
def leader(committee) -> User:
    return appoint("leader", committee, Role.LEADER)


@pytest.fixture
def member(other_unit) -> User:
    return appoint("member", other_unit, Role.MEMBER)


@pytest.fixture
def supervisor(committee) -> User:
    return appoint("supervisor", committee, Role.SUPERVISOR)


@pytest.fixture
def admin(committee) -> User:
    return appoint("admin", committee, Role.ADMIN)


@pytest.fixture
def auditor(committee) -> User:
    return appoint("auditor", committee, Role.AUDITOR)


@pytest.fixture
def signed_in(client):
    """Return a function that signs an account in, without the sign-in page, and returns the client."""

    def sign_in(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
