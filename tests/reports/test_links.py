"""No page leads its reader to a door that is shut to him: who sees the tasks but no editions finds no link to one."""

import re

import pytest
from django.urls import Resolver404, resolve

from accounts.permissions import permissions_of

PAGES = [
    "/tasks/",
    "/tasks/26/",
    "/tasks/26/course/",
    "/tasks/?edition=2019Q1-1",
    "/matrix/",
    "/document/",
    "/targets/",
]
PAGES += ["/document/?from=0-10"]


def shut(page: str, user) -> set[str]:
    """Return the addresses the page leads to and the account may not open."""
    found = set()
    for url in re.findall(r'href="(/[^"?#]*)', page):
        try:
            needed = getattr(resolve(url).func, "permission", None)
        except Resolver404:
            continue  # a file of the page itself
        if needed and needed not in permissions_of(user):
            found.add(url)
    return found


@pytest.mark.parametrize("who", ["admin", "auditor", "clerk", "leader"])
def test_no_page_leads_to_a_shut_door(signed_in, request, document, editions, who):
    user = request.getfixturevalue(who)
    client = signed_in(user)
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code in (200, 404)
        assert shut(answer.content.decode(), user) == set(), page


@pytest.mark.parametrize("who", ["admin", "auditor"])
def test_no_page_of_the_plan_leads_to_a_shut_door(signed_in, request, document, who):
    user = request.getfixturevalue(who)
    client = signed_in(user)
    for page in ("/tasks/", "/tasks/26/course/", "/matrix/", "/document/"):
        assert shut(client.get(page).content.decode(), user) == set(), page


def test_who_sees_editions_is_led_to_the_indicators(signed_in, leader, document, editions):
    assert 'href="/indicators/' in signed_in(leader).get("/document/").content.decode()
