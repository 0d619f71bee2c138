"""A CSV that opens with one double click and carries no formula."""

import csv
import io

import pytest

from accounts.tabular import csv_lines

TEXTS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    ' " =1"',
    "a,b",
    'say "x"',
    "two\nlines",
    "3E5",
    "001",
]


@pytest.mark.case("I05", "I06")
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_comes_back_as_it_was_and_is_never_reckoned(text):
    written = "".join(csv_lines([[text, 1]]))
    read = next(csv.reader(io.StringIO(written[1:], newline="")))
    assert read[0].removeprefix("'") == text
    assert not read[0].lstrip(' "').startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


def test_a_negative_number_stays_one():
    assert "".join(csv_lines([[-5.2, None]])) == "\ufeff-5.2,\r\n"
