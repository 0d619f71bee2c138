"""A real Chromium before a real server: each journey has a demonstration of its own, copied from one built once."""

import os
import re
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e import office
from tests.e2e.servers import copy, run, serving
from tests.e2e.visitor import Visitor

BROWSERS = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def demonstration_built(tmp_path_factory):
    home = tmp_path_factory.mktemp("demo")
    with serving(home, "--demo"):
        return home


@pytest.fixture
def demonstration(demonstration_built, tmp_path):
    with serving(copy(demonstration_built, tmp_path), "--demo") as (address, _):
        yield address


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """A real installation on its first day: (its home, the administrator's one-time password)."""
    home = tmp_path_factory.mktemp("real")
    with serving(home) as (_, said):
        return home, re.search(r"([A-Z2-9]{4}-){2}[A-Z2-9]{4}", said)[0]


@pytest.fixture
def first_day(installed, tmp_path):
    home, password = installed
    with serving(copy(home, tmp_path)) as (address, _):
        yield address, password


@pytest.fixture(scope="session")
def office_built(installed, tmp_path_factory):
    """The same installation with a clerk, a reviewer and a year's report open: the whole sheet is the committee's."""
    home = copy(installed[0], tmp_path_factory.mktemp("office"))
    run(home, office.SCRIPT)
    return home


@pytest.fixture
def whole_sheet(office_built, tmp_path):
    with serving(copy(office_built, tmp_path)) as (address, _):
        yield address


@pytest.fixture(scope="session")
def chromium():
    program = next(filter(None, map(shutil.which, filter(None, BROWSERS))), None)
    if program is None:
        pytest.skip("没有 Chromium。安装：sudo apt install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Open a browser window at an address; all are closed at the end."""
    opened = []

    def open_one(address, **options):
        opened.append(Visitor(chromium, address, **options))
        return opened[-1]

    yield open_one
    for each in opened:
        each.context.close()


@pytest.fixture
def visitor(visit, demonstration):
    """Sign somebody in to the demonstration."""
    return lambda username, **options: visit(demonstration, **options).sign_in(username)
