"""The five mutants that TRUST S11 names: each taken into a copy of the house turns the test red that is named beside it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "var", "images", "bench")


@dataclass(frozen=True)
class Mutant:
    """One protection taken away: `old` stands once in `file` and becomes `new`."""

    name: str
    file: str
    old: str
    new: str
    test: str


MUTANTS = [
    Mutant(
        "去掉不得自审",
        "submissions/rules.py",
        "if submission.submitted_by_id == user.pk or wrote:",
        "if False:",
        "tests/submissions/test_rules.py::test_who_wrote_one_line_may_return_but_not_approve",
    ),
    Mutant(
        "去掉冻结触发器",
        "submissions/frozen.py",
        "DIALECTS[connection.vendor].create(cursor, guard)",
        "pass",
        "tests/submissions/test_frozen.py::test_an_approved_submission_stands",
    ),
    Mutant(
        "去掉版本号条件",
        "submissions/lines.py",
        "if line.rv != entry.rv:",
        "if False:",
        "tests/submissions/test_models.py::test_of_two_who_read_the_same_version_the_second_is_told",
    ),
    Mutant(
        "去掉幂等重放",
        "accounts/journal.py",
        "            if seen:\n",
        "            if False:\n",
        "tests/accounts/test_journal.py::test_a_repeated_request_changes_nothing_and_is_answered_as_then",
    ),
    Mutant(
        "把大于改成大于等于",
        "indicators/progress.py",
        "return value > target if",
        "return value >= target if",
        "tests/indicators/test_progress.py::test_the_words_of_the_document_decide_what_meets_a_target",
    ),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of the house, to be spoilt."""
    place = tmp_path_factory.mktemp("house") / "copy"
    shutil.copytree(HOUSE, place, ignore=LEFT_OUT)
    return place


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_a_protection_that_is_gone_is_missed(copy, mutant):
    file = copy / mutant.file
    sound = file.read_text("utf-8")
    assert sound.count(mutant.old) == 1, f"{mutant.file} no longer holds what this mutant takes away"
    file.write_text(sound.replace(mutant.old, mutant.new), "utf-8")
    try:
        found = run(copy, mutant.test)
    finally:
        file.write_text(sound, "utf-8")
    assert found.returncode == 1 and f"FAILED {mutant.test}" in found.stdout, found.stdout[-2000:]


def run(copy, test) -> subprocess.CompletedProcess:
    """Run one test of the copy by itself, on SQLite."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", test]
    return subprocess.run(
        command, cwd=copy, env=kept | {"DATABASE_URL": ""}, capture_output=True, text=True, check=False
    )
