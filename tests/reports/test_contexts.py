"""The frozen tree goes to JSON and comes back the same, byte for byte: what is hashed is what is shown."""

import dataclasses
import datetime as dt
import json
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports import contexts as c
from reports.canonical import hints
from tests.reports import factory

SHANGHAI = ZoneInfo("Asia/Shanghai")
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**11), max_value=10**11)
FIRST = dt.datetime(2015, 1, 1, tzinfo=SHANGHAI)
INSTANTS = st.timedeltas(dt.timedelta(0), dt.timedelta(days=5000)).map(lambda since: FIRST + since)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


def of_type(kind):
    """Return the strategy of an annotated type; tuples stay short, so that a whole quarter is built quickly."""
    if origin := getattr(kind, "__origin__", None):
        assert origin is tuple
        return st.lists(of_type(kind.__args__[0]), max_size=2).map(tuple)
    if dataclasses.is_dataclass(kind):
        return st.builds(kind, **{name: of_type(hint) for name, hint in hints(kind).items()})
    if arms := getattr(kind, "__args__", None):
        return st.none() | of_type(arms[0])
    plain = {str: TEXTS, Decimal: NUMBERS, dt.datetime: INSTANTS}
    return plain[kind] if kind in plain else st.from_type(kind)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(of_type(c.QuarterContext))
def test_any_quarter_survives_the_journey(context):
    text = c.to_json(context)
    back = c.from_json(text)
    assert back == context
    assert c.to_json(back) == text
    assert c.digest(c.to_json(back)) == c.digest(text)


@pytest.mark.parametrize(
    "context", [factory.quarter_context(), factory.year_context()], ids=["一季度", "全年"]
)
def test_a_real_looking_quarter_survives_the_journey(context):
    text = c.to_json(context)
    assert c.from_json(text) == context
    assert c.to_json(c.from_json(text)) == text


LATER_FIELDS = {"forecast", "same_period"}


def without(tree, names):
    """Return the tree as it was before fields of these names were thought of."""
    if isinstance(tree, list):
        return [without(each, names) for each in tree]
    if isinstance(tree, dict):
        return {name: without(each, names) for name, each in tree.items() if name not in names}
    return tree


def test_a_text_from_before_a_field_existed_is_read_and_written_back_to_the_byte():
    held = without(json.loads(c.to_json(factory.quarter_context())), LATER_FIELDS)
    old = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    back = c.from_json(old)
    assert c.to_json(back) == old
    assert back.main.rows[0].forecast is None and back.main.rows[0].same_period.text == "·"
    assert back.indicators[0].forecast is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1.10"), '"1.10"'),
        (Decimal("450"), '"450"'),
        (Decimal("4.5E+2"), '"450"'),
        (Decimal("-0.0001"), '"-0.0001"'),
        (Decimal("1E-7"), '"0.0000001"'),
        (None, "null"),
    ],
    ids=["尾零不丢", "整数", "科学计数写全", "负数", "很小", "缺"],
)
def test_a_number_is_written_out_in_full_and_never_as_a_float(value, text):
    correction = dataclasses.replace(factory.quarter_context().corrections[0], before=c.Figure(value, "x"))
    written = c.to_json(factory.quarter_context(corrections=(correction,)))
    assert f'"before":{{"text":"x","value":{text}}}' in written
    assert c.from_json(written).corrections[0].before.value == value


def test_the_text_is_canonical_and_chinese_stands_as_it_is():
    text = c.to_json(factory.quarter_context())
    held = json.loads(text)
    assert text == json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "规模以上工业总产值" in text and "\\u" not in text
    assert held["schema"] == c.SCHEMA


def test_the_digest_tells_any_two_contexts_apart():
    one = factory.quarter_context()
    other = dataclasses.replace(one, number=3)
    assert c.digest(c.to_json(one)) != c.digest(c.to_json(other))
    assert len(c.digest(c.to_json(one))) == 64


def test_instants_keep_their_offset():
    context = factory.quarter_context()
    back = c.from_json(c.to_json(context))
    assert back.published_at.utcoffset() == dt.timedelta(hours=8)
    assert isinstance(back.as_of, dt.date) and not isinstance(back.as_of, dt.datetime)


def test_the_tree_is_frozen_and_hashable_to_its_leaves():
    context = factory.quarter_context()
    assert hash(context) == hash(factory.quarter_context())
    with pytest.raises(dataclasses.FrozenInstanceError):
        context.main.rows[0].value.text = "0"


def test_one_copy_serves_every_request():
    text = c.to_json(factory.quarter_context())
    assert c.from_json(text) is c.from_json(text)


@pytest.mark.parametrize(
    ("number", "kind", "label"),
    [(None, "发布", "预览，未编版次"), (1, "发布", "第1版"), (2, "更正", "第2版（更正）")],
)
def test_an_edition_says_which_it_is(number, kind, label):
    assert factory.quarter_context(number=number, kind=kind).edition_label == label


def test_phases_and_indicators_are_found_by_their_slug():
    context = factory.quarter_context()
    assert context.main.slug == "2019"
    assert context.phase_of("long-term").is_window
    assert context.phase_of("2017") is None
    assert context.indicator("high-tech-exports").name == "高新技术企业出口额"
    assert context.indicator("no-such") is None
