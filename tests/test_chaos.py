"""Killed and starved, the product loses nothing: bench/chaos.py in short, on both databases. TRUST F01–F03, R1, R4, R5."""

from pathlib import Path

import pytest

from bench import chaos
from yingkou_hz import postgres

pytestmark = [pytest.mark.slow, pytest.mark.once]


@pytest.mark.case("F01", "F02", "F03")
@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
def test_what_was_answered_outlives_every_kill_and_a_full_disk(kind, capfd):
    if kind == "PostgreSQL" and not postgres.candidates():
        pytest.skip(f"这台机器上没有 PostgreSQL。安装：{postgres.APT}")
    found = chaos.Findings()
    chaos.run(kind, found, chaos.SHORTEST)
    said = capfd.readouterr().out
    assert not found.wrong, said
    assert said.count("lost 0, half 0, chain whole") == (2 if kind == "PostgreSQL" else 1)


def test_a_lost_and_a_half_write_are_counted():
    """The proof that the counts above can fail."""
    cell = {"value": 1003, "rv": 3, "journal": [[None, "1001"], ["1001", "1002"], ["1002", "1003"]]}
    assert chaos.judge_cell([1001, 1002, 1003], cell) == (0, False)
    assert chaos.judge_cell([1001, 1002, 1003, 1004], cell) == (1, False)
    assert chaos.judge_cell([1001, 1002], cell | {"value": 1002}) == (0, True)
    assert chaos.judge_cell([1001, 1002], cell | {"rv": 4}) == (0, True)
    twice = [[None, "1001"], ["1001", "1002"], ["1002", "1002"]]
    assert chaos.judge_cell([1001, 1002], {"value": 1002, "rv": 3, "journal": twice}) == (0, True)


def test_the_home_of_the_measurement_is_its_own():
    assert chaos.Product(Path("/nowhere")).environment["DATABASE_URL"] == ""
