"""Fixtures for every test: the cast, the document with its facts, and what keeps transactional tests whole."""

import datetime as dt
import gc

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as examples

from accounts import clock
from accounts.models import Head
from submissions import frozen
from tests.cast import *  # noqa: F403
from tests.facts_once import document, facts_copied  # noqa: F401
from tests.reported import report  # noqa: F401
from tests.uploads import files  # noqa: F401

# the same examples, and enough time, on every machine
examples.register_profile("suite", deadline=None, derandomize=True)
examples.load_profile("suite")


@pytest.fixture(autouse=True)
def nothing_kept():
    """Begin without the parts of pages that an earlier test's editions left behind."""
    cache.clear()


@pytest.fixture
def july_2019():
    """Stand still at the demonstration's day, for a test that speaks of dates; the rest holds on any day."""
    with clock.at(dt.date(2019, 7, 12)):
        yield


CORE = {
    "tests/accounts/test_events.py",
    "tests/accounts/test_journal.py",
    "tests/indicators/test_series.py",
    "tests/indicators/test_sheet.py",
    "tests/reports/test_models.py",
    "tests/submissions/test_frozen.py",
    "tests/submissions/test_models.py",
    "tests/submissions/test_rules.py",
    "tests/tasks/test_models.py",
    "tests/tasks/test_orders.py",
    "tests/test_concurrency.py",
    "tests/test_doors.py",
    "tests/test_life.py",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what uses the database, for the passes on another database or another day; let a case be a keyword."""
    for item in items:
        # -k U07 runs what claims the case
        item.extra_keyword_matches.update(*(marker.args for marker in item.iter_markers("case")))
        # whatever is made before the document's units would stand in their way
        item.fixturenames.sort(key=lambda name: {"facts_copied": 0, "document": 1}.get(name, 2))
        if item.nodeid.partition("::")[0] in CORE:
            item.add_marker("core")
        asks = {"db", "transactional_db"} & set(item.fixturenames) or item.get_closest_marker("django_db")
        if asks and not item.get_closest_marker("once"):
            item.add_marker("database")


def pytest_collection_finish():
    """Let the collector pass over what stays to the end: a tenth of the suite's time went into it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True, scope="session")
def flushing_spares_the_triggers_and_the_head():
    """A transactional test ends by emptying every table, which the triggers would refuse."""
    flush = TransactionTestCase._fixture_teardown

    def lift_flush_install(case):
        frozen.lift()
        flush(case)
        Head.objects.create(pk=1)
        frozen.install()
        connection.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lift_flush_install)
        yield
