"""Nonsense in every form and every file: bench/fuzz.py in short. TRUST S7."""

import pytest
from django.test import Client

from bench import forms, fuzz
from submissions import sheets
from tests import builders

pytestmark = [pytest.mark.slow, pytest.mark.once]
CASES, FILES = 4, 600


@pytest.fixture
def planted(monkeypatch):
    """The seeds of spoilt files: a workbook of ours, and a table of text."""
    rows = [["填报项", "代码", "累计", "说明"], ["研发机构数", "rd-institutions", "43", "无"]]
    book = fuzz.workbook(rows)
    text = "\n".join(",".join(row) for row in rows).encode("gb18030")
    monkeypatch.setattr(fuzz, "SEEDS", fuzz.SEEDS | {"sheet.xlsx": book, "sheet.csv": text})


@pytest.mark.django_db(transaction=True)
def test_nonsense_in_every_form_is_answered_and_never_with_an_error(
    document, committee, clerk, reviewer, admin, auditor, supervisor, planted
):
    builders.open_period(document, reviewer)
    act = fuzz.Fuzz(seed=7)
    for user in (clerk, reviewer, admin, auditor, supervisor):
        client = Client(raise_request_exception=False)
        fuzz.sign_in(client, user.username)
        found = {(form.view, tuple(form.fields)): form for form in forms.walk(user.username, client)}
        for form in found.values():
            if form.view not in (
                "accounts:user_end",
                "accounts:post_end",
            ):  # whoever is gone sends nothing more
                for _ in range(CASES):
                    act.send(client, form)
    assert len(act.counts) > 25, "so many kinds of form were found"
    assert not act.bad, dict(act.bad)


def test_a_spoilt_file_is_read_or_refused_in_words(planted):
    act = fuzz.Fuzz(seed=7)
    fuzz.parsers(act, FILES)
    assert act.counts["sheets.read"] == FILES and not act.bad, dict(act.bad)


def test_the_fuzzer_sees_an_error(planted, monkeypatch):
    """The proof that the tests above can fail."""

    def broken(*_args):
        raise ValueError("broken")

    monkeypatch.setattr(sheets, "read", broken)
    act = fuzz.Fuzz(seed=7)
    fuzz.parsers(act, 10)
    assert len(act.bad["sheets.read"]) == 10


def test_what_is_spoilt_can_be_sent():
    act = fuzz.Fuzz(seed=1)
    for _ in range(300):
        for name, value in act.spoilt({"a": "1", "b-rv": "0", "key": "k"}).items():
            assert name.encode() is not None and str(value).encode() is not None
