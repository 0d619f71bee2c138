"""The first day: the plan is there, but no figure, no edition, not even a period: every page says what comes next. TRUST X11."""

import re

import pytest
from django.urls import reverse

from accounts.permissions import permissions_of
from tests.doors_table import DOORS, OPEN, SELF
from tests.test_doors import ROLES

MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
ROW = re.compile(r"<tbody>\s*<tr")
WAY_ON = re.compile(r"<a [^>]*href=|<button")
WHAT_NEXT = re.compile(r"<button|>去|请|以后|之后|后，|可以|才")


@pytest.mark.case("X11")
def test_every_page_of_an_empty_house_says_what_comes_next(request, document, committee, other_unit, client):
    silent, seen = [], set()
    for name in ROLES:
        user = request.getfixturevalue(name)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for address, door in DOORS.items():
            is_open = door.who in (OPEN, SELF) or door.who in permissions_of(user)
            if door.of or door.is_slow or address in seen or not is_open:
                continue
            answer = client.get(reverse(address), follow=True)
            if answer.status_code != 200 or "<main" not in (
                page := answer.getvalue().decode(errors="replace")
            ):
                continue
            seen.add(address)
            main = MAIN.search(page)[0]
            if not (WHAT_NEXT.search(main) or (ROW.search(main) and WAY_ON.search(main))):
                silent.append((address, re.sub(r"<[^>]+>|\s+", " ", main)[:300]))
    assert silent == []
    assert {
        "reports:board",
        "reports:edition_list",
        "reports:review_list",
        "submissions:submission_list",
    } <= seen
