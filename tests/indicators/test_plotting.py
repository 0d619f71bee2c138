"""What every figure shares: refused nonsense, round ticks, nothing that moves or is sent."""

import pytest

from indicators.plotting import nice_ticks, validated


def test_what_plotly_does_not_know_is_refused():
    with pytest.raises(ValueError, match="nonsense"):
        validated([{"type": "bar", "nonsense": 1}], {})


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0, 11, 5, [0, 2.5, 5, 7.5, 10]),
        (-25, 3.1, 4, [-20, -10, 0]),
        (0, 0, 4, [0]),
        (0, 0.47, 4, [0, 0.2, 0.4]),
    ],
)
def test_ticks_are_round_and_few(low, high, most, expected):
    assert nice_ticks(low, high, most) == expected
