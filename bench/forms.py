"""Every form of the product, as its pages show it: found by walking all links of all roles. For fuzz.py."""

from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

NOT_WALKED = ("/static/", "/sign-out/")
EACH = 3
"""Of pages that differ only in their object, so many are walked."""


@dataclass(frozen=True)
class Form:
    """One form: whose page it stands on, where it goes, and what it would send as it is."""

    role: str
    view: str
    path: str
    method: str
    fields: dict = field(hash=False)
    files: tuple[str, ...] = ()


class Page(HTMLParser):
    """The links and forms of one page."""

    def __init__(self, address: str):
        super().__init__()
        self.address, self.links, self.forms, self.select, self.area = address, [], [], None, None

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "a" and said.get("href"):
            self.links.append(urljoin(self.address, said["href"]))
        elif tag == "form":
            target = urljoin(self.address, said.get("action") or self.address)
            self.forms.append([target, said.get("method", "get").upper(), {}, []])
            if said.get("data-grid"):
                self.grid = [urljoin(self.address, said["data-grid"]), "POST", self.forms[-1][2], []]
                self.forms.insert(0, self.grid)
        elif self.forms and said.get("name") and tag in ("input", "select", "textarea", "button"):
            self.take(tag, said)
        elif tag == "option" and self.select and ("selected" in said or self.select not in self.fields):
            self.fields[self.select] = said.get("value", "")

    @property
    def fields(self) -> dict:
        return self.forms[-1][2]

    def take(self, tag, said):
        name, kind = said["name"], said.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.fields[name], self.area = "", name
        elif kind == "file":
            self.forms[-1][3].append(name)
        elif kind not in ("checkbox", "radio") or "checked" in said or name not in self.fields:
            self.fields[name] = said.get("value", "")

    def handle_data(self, data):
        if self.area:
            self.fields[self.area] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None
        if tag == "select":
            self.select = None


def view_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def walk(role: str, client, begin: str = "/") -> list[Form]:
    """Return the forms of every page that somebody reaches by its links, a few of each kind of page."""
    queue, seen, met, found = deque([begin]), {begin}, {}, []
    while queue:
        address = queue.popleft()
        response = client.get(address, follow=True)
        if "text/html" not in response.get("Content-Type", "") or response.streaming:
            continue
        page = Page(address)
        page.feed(response.content.decode())
        for target, method, fields, files in page.forms:
            if view_of(target):
                place = target.split("?")[0] if method == "GET" else target
                found.append(Form(role, view_of(target), place, method, dict(fields), tuple(files)))
        for link in page.links:
            link = link.partition("#")[0]
            view = view_of(link)
            if link in seen or not view or link.startswith(NOT_WALKED) or urlsplit(link).netloc:
                continue
            seen.add(link)
            met[view] = met.get(view, 0) + 1
            if met[view] <= EACH:
                queue.append(link)
    return found
