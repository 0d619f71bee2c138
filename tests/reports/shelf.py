"""Editions with synthetic contexts on the shelf, so that a page can be asked for without a whole year of reporting."""

import datetime as dt

import pytest

from policy.models import PolicyDocument
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


def bare_document() -> PolicyDocument:
    named = factory.quarter_context().document
    day = dt.date(2017, 12, 29)
    return PolicyDocument.objects.create(
        slug=named.slug, number=named.number, title=named.title, issued_on=day
    )


@pytest.fixture
def editions(request, reviewer) -> list[Edition]:
    """Return three editions, oldest first: the annual report, a first quarter, and its correction.

    A page prints its edition and nothing else, so that the document's facts are there only where a test asks for them.
    """
    document = request.getfixturevalue("document") if "document" in request.fixturenames else bare_document()
    before = shelve(document, reviewer, factory.year_context(), 1001)
    first = shelve(document, reviewer, factory.first_context(), 1002)
    return [before, first, shelve(document, reviewer, factory.quarter_context(), 1003, supersedes=first)]
