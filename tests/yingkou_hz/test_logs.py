import logging

import pytest

from yingkou_hz.logs import OneLineFormatter


@pytest.mark.case("I08")
def test_one_line_formatter_lets_no_name_forge_a_second_record():
    record = logging.LogRecord(
        "auth", logging.WARNING, "", 0, "失败：%s", ("a\n2026 ERROR 伪造\u2028\x1b[31m",), None
    )
    assert (
        OneLineFormatter("{message}", style="{").format(record) == r"失败：a\n2026 ERROR 伪造\u2028\x1b[31m"
    )


def test_one_line_formatter_keeps_the_traceback_on_the_line():
    try:
        raise ValueError("甲\n乙")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 0, "坏了", (), (ValueError, error, error.__traceback__)
        )
    written = OneLineFormatter().format(record)
    assert "\n" not in written and "ValueError: 甲\\n乙" in written
