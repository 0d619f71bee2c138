"""Which pages a role finds in its navigation: each once, its own first, and only what it may open."""

import pytest
from django.urls import resolve

from accounts.models import Role
from accounts.permissions import ROLE_PERMISSIONS
from reports.navigation import PAGES, items_for
from tests.cast import appoint


@pytest.mark.parametrize("role", Role)
def test_a_role_may_open_every_page_it_is_offered(role, committee):
    user = appoint("somebody", committee, role)
    offered = items_for(user, "")
    assert len(offered) == len(PAGES[role]), "a page that is not there"
    for item in offered:
        assert resolve(item["url"]).func.permission in ROLE_PERMISSIONS[role], item


def test_two_posts_offer_each_page_once(committee):
    user = appoint("somebody", committee, Role.REVIEWER, Role.LEADER)
    urls = [item["url"] for item in items_for(user, "")]
    assert len(urls) == len(set(urls)) and urls[0] == "/review/"


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/indicators/high-tech-exports/", ["指标"]),
        ("/board/", ["看板"]),
        ("/editions/2019Q1/1/", ["发布版"]),
        ("/checks/", []),
    ],
)
def test_the_page_one_is_on_is_marked(leader, path, current):
    assert [item["label"] for item in items_for(leader, path) if item["is_current"]] == current
