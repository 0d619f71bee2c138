"""Editions with synthetic contexts on the shelf, so that a page can be asked for without a whole year of reporting."""

import pytest

from reports import contexts
from reports.models import Edition, check_code
from submissions.quarters import Quarter
from tests.reports import factory


def shelve(document, by, context, seq: int, supersedes=None) -> Edition:
    """Store a context as the edition it says it is."""
    text, quarter = contexts.to_json(context), Quarter.parse(context.quarter)
    sha256 = contexts.digest(text)
    edition = Edition(
        document=document,
        year=quarter.year,
        part=quarter.part,
        number=context.number,
        kind=context.kind,
        supersedes=supersedes,
        published_at=context.published_at,
        published_by=by,
        event_seq=seq,
        schema=context.schema,
        text=text,
        sha256=sha256,
        check_code=check_code(sha256),
    )
    edition.save(force_insert=True)
    return edition


@pytest.fixture
def editions(document, reviewer) -> list[Edition]:
    """Return three editions, oldest first: the annual report, a first quarter, and its correction."""
    before = shelve(document, reviewer, factory.year_context(), 1001)
    first = shelve(document, reviewer, factory.first_context(), 1002)
    return [before, first, shelve(document, reviewer, factory.quarter_context(), 1003, supersedes=first)]
