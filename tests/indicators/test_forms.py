"""What a clerk types in a cell, and what is stored: every way of writing of DOMAIN §5 through the one form."""

from decimal import Decimal

import pytest
from django.db.models import Q

from indicators.forms import ActualForm, StatedForm, entry_text
from indicators.models import Actual, DataStatus, Item
from submissions.filling import fingerprint

STATUS = DataStatus.PRELIMINARY


def typed(document, slug, value, line=None, **more) -> ActualForm:
    data = {f"{slug}-value": value, f"{slug}-rv": "0"} | {
        f"{slug}-{name}": text for name, text in more.items()
    }
    return ActualForm(Item.objects.get(slug=slug), line, data, default_status=STATUS)


STORED = {
    ("operating-revenue", "1,234.5"): "1234.5",
    ("operating-revenue", "１２３．５"): "123.5",
    ("operating-revenue", "450亿元"): "450",
    ("operating-revenue", "4500000万元"): "450",
    ("operating-revenue", " 75\xa0"): "75",
    ("net-profit", "−5"): "-5",
    ("net-profit", "(5.2)"): "-5.2",
    ("net-profit", "-0"): "0",
    ("technology-contracts", "2,100"): "0.21",
    ("technology-contracts", "0.21亿元"): "0.21",
    ("new-registrations", "８３８"): "838",
    ("new-registrations", "838户"): "838",
    ("city-support-fund", "1000.25"): "1000.25",
}


@pytest.mark.case("N15")
@pytest.mark.parametrize(("slug", "text"), STORED)
def test_what_is_typed_is_stored_exactly(document, slug, text):
    form = typed(document, slug, text)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["value"] == Decimal(STORED[slug, text])


@pytest.mark.parametrize("text", ["", "  ", "——", "—", "-", "无", "NA", "\u200b"])
def test_a_blank_is_missing_and_never_zero(document, text):
    form = typed(document, "operating-revenue", text)
    assert form.is_valid() and form.cleaned_data["value"] is None and form.is_empty


REFUSED = [
    ("operating-revenue", "两百"),
    ("operating-revenue", "12 34"),
    ("operating-revenue", "1.3%"),
    ("operating-revenue", "#DIV/0!"),
    ("operating-revenue", "1e5"),
    ("operating-revenue", "1_000"),
    ("operating-revenue", "٣"),
    ("operating-revenue", "0.00001"),
    ("operating-revenue", "1234567890123456"),
    ("new-registrations", "3.5"),
    ("technology-contracts", "2100.55"),
    ("city-support-fund", "1000.255"),
]


@pytest.mark.case("N15", "N04")
@pytest.mark.parametrize(("slug", "text"), REFUSED)
def test_what_cannot_be_read_is_refused_in_words_and_stays(document, slug, text):
    form = typed(document, slug, text)
    assert not form.is_valid()
    assert f"“{text}”" in form.errors["value"][0] and form["value"].value() == text


@pytest.mark.parametrize(
    ("text", "said"), [("4500000万元", "4500000万元已换算为450亿元"), ("４５０", "全角已改"), ("450", "")]
)
def test_what_was_changed_on_the_way_is_said(document, text, said):
    form = typed(document, "operating-revenue", text)
    assert form.is_valid() and form.converted.startswith(said) and bool(form.converted) == bool(said)


@pytest.mark.parametrize(
    ("slug", "asked"),
    [
        ("industrial-output", {"official_growth"}),
        ("national-ranking", {"ranked_total", "evaluation_year", "data_year"}),
        ("operating-revenue", set()),
    ],
)
def test_each_item_is_asked_only_what_concerns_it(document, slug, asked):
    form = ActualForm(Item.objects.get(slug=slug), None, default_status=STATUS)
    assert set(form.typed) == {"value", "status", "note", "blank_reason"} | asked


def test_what_is_not_asked_is_not_wiped_out(document):
    """A figure that came with more than its cell asks for keeps it when the cell is typed over."""
    line = Actual(
        item=Item.objects.get(slug="operating-revenue"), value=Decimal(100), official_growth=Decimal(7)
    )
    form = typed(document, "operating-revenue", "101", line)
    assert form.is_valid() and "official_growth" not in form.entry().values


@pytest.mark.parametrize("name", ["ranked_total", "evaluation_year", "data_year"])
def test_the_years_and_the_number_of_a_rank_are_whole_numbers(document, name):
    form = typed(document, "national-ranking", "98", **{name: "十"})
    assert not form.is_valid() and list(form.errors) == [name]


@pytest.mark.parametrize(("text", "value"), [("7", "7"), ("-3.25", "-3.25"), ("+7.0%", "7"), ("", None)])
def test_the_official_growth_is_a_percentage(document, text, value):
    form = typed(document, "industrial-output", "110", official_growth=text)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["official_growth"] == (Decimal(value) if value else None)


def test_a_stored_value_is_printed_in_the_measure_it_is_typed_in(document):
    contracts = Item.objects.get(slug="technology-contracts")
    assert entry_text(contracts, Decimal("0.8650")) == "8650"
    assert entry_text(contracts, None) == ""


def test_a_status_alone_makes_no_line(document):
    form = typed(document, "operating-revenue", "", status="ESTIMATE")
    assert form.is_valid() and form.is_touched and form.is_empty


@pytest.mark.parametrize("status", ["", "ESTIMATE"])
def test_a_figure_without_a_status_is_preliminary(document, status):
    form = typed(document, "operating-revenue", "100", status=status)
    assert form.is_valid() and form.cleaned_data["status"] == (status or STATUS)


def test_a_line_is_touched_when_it_is_no_longer_what_the_page_showed(document):
    item = Item.objects.get(slug="operating-revenue")
    line = Actual(item=item, value=Decimal("100.5000"), note="首次报送", rv=3)
    shown = ActualForm(item, line, default_status=STATUS)
    sent = {shown.add_prefix(name): shown[name].value() for name in shown.fields}
    assert not ActualForm(item, line, sent, default_status=STATUS).is_touched
    sent[shown.add_prefix("value")] = "100.50"
    assert ActualForm(item, line, sent, default_status=STATUS).is_touched


def test_a_cell_that_was_not_sent_is_not_read(document):
    form = ActualForm(
        Item.objects.get(slug="operating-revenue"), None, {"other-rv": "0"}, default_status=STATUS
    )
    assert not form.is_bound and not form.is_touched


@pytest.mark.case("N09")
def test_counts_are_whole_and_not_below_nothing_where_profits_and_growth_may_be(document):
    counts = document.items.filter(is_integer=True)
    assert counts.exists() and not counts.filter(Q(minimum=None) | Q(minimum__lt=0)).exists()
    for item in counts:
        assert not typed(document, item.slug, "3.5").is_valid()
    profit = typed(document, "net-profit", "-2.1")
    assert profit.is_valid() and profit.item.minimum is None
    growth = typed(document, "industrial-output", "110", official_growth="-5")
    assert growth.is_valid() and growth.cleaned_data["official_growth"] == -5
    stated = {"stated-return-on-net-assets-value": "-2.1", "stated-return-on-net-assets-rv": "0"}
    ratio = document.indicators.get(slug="return-on-net-assets")
    form = StatedForm(ratio, None, stated, default_status=STATUS)
    assert form.is_valid() and form.cleaned_data["value"] == Decimal("-2.1")


def test_the_fingerprint_tells_fields_apart_and_line_ends_not():
    assert fingerprint(["1", ""]) != fingerprint(["", "1"])
    assert fingerprint(["一\r\n二", None]) == fingerprint(["一\n二 ", ""])


def test_a_stated_ratio_is_typed_in_percent(document):
    indicator = document.indicators.get(slug="rd-intensity")
    cell = "stated-rd-intensity"
    form = StatedForm(indicator, None, {f"{cell}-value": "1.3%", f"{cell}-rv": "0"}, default_status=STATUS)
    assert form.is_valid() and form.entry().lookup == {"indicator": indicator}
    assert form.cleaned_data["value"] == Decimal("1.3") and set(form.typed) == {"value", "status", "note"}
