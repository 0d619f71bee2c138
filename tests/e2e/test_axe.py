"""U1: axe finds nothing on any page that any role may open, whatever its state. Each role walks the links it sees."""

import re
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve, reverse

from tests.doors_table import DOORS
from tests.e2e.visitor import STANDARD

ROLES = ("unit-05", "clerk", "reviewer", "leader", "member", "supervisor", "admin", "auditor")
LINK = re.compile(r'href="(/[^"#]*|\?[^"#]*)')
SHAPE = re.compile(r'<(\w+)(?:[^>]*?\sclass="([^"]*)")?(?:[^>]*?\srole="([^"]*)")?')
EACH = 2
"""How many pages of one view a role opens: the state of the second may be another one."""
SHAPES = 3
"""How many times a view is judged at most, each time with something on it that was not there before."""
VIEWS = 75
"""So many views at least must have been reached: the walk does not end at the first page."""


def view_of(address: str) -> str | None:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None


class Walk:
    """One role's way through the product; what was judged in this shape before is not judged again."""

    def __init__(self, me, judged: dict):
        self.me, self.judged = me, judged
        self.wrong, self.opened = [], {}

    def go(self):
        waiting = ["/", *(reverse(name) for name, door in DOORS.items() if not door.of and not door.is_slow)]
        known = set(waiting)
        while waiting:
            path = waiting.pop(0)
            for found in self.links(path):
                if found not in known:
                    known.add(found)
                    waiting.append(found)

    def links(self, path: str) -> list[str]:
        """Open a page, judge it where its shape is new, and return where it leads."""
        name = view_of(path)
        if name is None or DOORS[name].is_slow or self.opened.get(name, 0) >= EACH:
            return []
        answer = self.me.context.request.get(self.me.address + path)
        if "text/html" not in answer.headers.get("content-type", ""):
            return []
        here, text = urlsplit(answer.url)._replace(scheme="", netloc="").geturl(), answer.text()
        self.opened[name] = self.opened.get(name, 0) + 1
        shape = set(SHAPE.findall(text))
        seen = self.judged.setdefault(view_of(here), [])
        if answer.status == 200 and len(seen) < SHAPES and not shape <= set().union(*seen):
            seen.append(shape)
            self.judge(here)
        return [urljoin(here, each.replace("&amp;", "&")) for each in LINK.findall(text)]

    def judge(self, path: str):
        self.me.page.goto(self.me.address + path, wait_until="load")
        found = (
            Axe().run(self.me.page, options=STANDARD | {"resultTypes": ["violations"]}).response["violations"]
        )
        self.wrong += [(path, each["id"], each["nodes"][0]["html"][:120]) for each in found]


def test_axe_finds_nothing_wherever_a_role_may_go(visitor):
    judged, wrong = {}, []
    for name in ROLES:
        walk = Walk(visitor(name), judged)
        walk.go()
        wrong += [(name, *each) for each in walk.wrong]
        walk.me.blameless()
        walk.me.context.close()
    assert wrong == []
    assert len(judged) >= VIEWS
