"""One form for one cell: every door a figure comes in by reads it the same way."""

from decimal import Decimal

from django import forms

from indicators import quantities
from indicators.checks import SheetRow
from indicators.models import DataStatus, Item
from submissions.filling import LineForm, Remark

OFFICIAL = ("official_growth",)
OF_A_RANK = ("ranked_total", "evaluation_year", "data_year")


def whole(told: str) -> dict[str, str]:
    """Return the messages of a whole number: one sentence, whatever is wrong with it."""
    return dict.fromkeys(("invalid", "min_value", "max_value"), told)


class ActualForm(LineForm):
    """One item's line on a sheet: text in the entry measure → an exact value in the item's measure."""

    value = forms.CharField(
        label="数值",
        required=False,
        max_length=60,
        error_messages={"max_length": "这一格有%(show_value)d个字符，不是一个数。请只填一个数，如 1234.5。"},
    )
    status = forms.ChoiceField(label="数据状态", choices=DataStatus.choices, required=False)
    note, blank_reason = Remark("说明", 500), Remark("未报原因", 200)
    official_growth = Remark("官方同比", 30)
    ranked_total = forms.IntegerField(
        label="参评总数",
        required=False,
        min_value=1,
        max_value=9999,
        error_messages=whole("参评总数请填1—9999之间的整数，如 156。"),
    )
    evaluation_year = forms.IntegerField(
        label="评价年度",
        required=False,
        min_value=1949,
        max_value=2999,
        error_messages=whole("评价年度请填四位数字。"),
    )
    data_year = forms.IntegerField(
        label="数据年度",
        required=False,
        min_value=1949,
        max_value=2999,
        error_messages=whole("数据年度请填四位数字。"),
    )

    QUIET = ("status",)

    row: SheetRow | None = None

    def __init__(self, item: Item, line, data=None, *, default_status, row=None):
        self.item, self.default_status, self.row = item, default_status, row
        super().__init__(item.slug, {"item": item}, line, data)

    def left_out(self) -> list[str]:
        asked = (OFFICIAL if self.item.official_growth_only else ()) + (
            OF_A_RANK if self.item.is_rank else ()
        )
        return [name for name in (*OFFICIAL, *OF_A_RANK) if name not in asked]

    def initial_of(self, line) -> dict:
        if line is None:
            return {"status": self.default_status, "rv": 0}
        growth = "" if line.official_growth is None else quantities.plain_text(line.official_growth)
        typed = {"value": entry_text(self.item, line.value), "official_growth": growth}
        return super().initial_of(line) | {name: typed[name] for name in typed if name in self.fields}

    @property
    def own(self) -> str:
        """Return what was typed as 当季."""
        return self.data.get(self.add_prefix("single"), "").strip()

    @property
    def shown(self) -> str:
        """Return 累计 and 当季 as the page shows them, or showed them, so that it can be told which was typed over."""
        single = entry_text(self.item, self.row.single) if self.row else ""
        return self.data.get(self.add_prefix("shown"), f"{self.initial.get('value') or ''}/{single}")

    @property
    def is_by_quarter(self) -> bool:
        """Return whether 当季 was typed and 累计 was left as it was, so that it is the one to be computed."""
        value, _, single = self.shown.partition("/")
        typed = self.data.get(self.add_prefix("value"), "").strip()
        return self.row is not None and self.own not in ("", single) and typed in ("", value)

    @property
    def is_touched(self) -> bool:
        return super().is_touched or self.is_by_quarter

    def clean_value(self):
        if self.is_by_quarter:
            return self._cumulative()
        item = self.item
        options = {"entered": item.entry_measure, "integer": item.is_integer, "decimals": item.decimals}
        parsed = self._parsed(self.cleaned_data["value"], item.measure, **options)
        self.converted = parsed.converted
        return parsed.value

    def _cumulative(self):
        """Return 累计 from 当季 and what stood at the end of the quarter before."""
        item, before = self.item, Decimal(0) if self.row.is_first_quarter else self.row.previous
        own = self._parsed(self.own, item.measure, entered=item.entry_measure, integer=item.is_integer).value
        if own is None or before is not None:
            return None if own is None else before + own
        raise forms.ValidationError(
            "上期累计没有报，由当季推不出累计。请在“本期累计”里填1月1日以来的累计数。"
        )

    def clean_official_growth(self):
        return self._parsed(self.cleaned_data["official_growth"], "%", decimals=2).value

    def _parsed(self, text, measure, **options):
        try:
            return quantities.parse(text, measure, **options)
        except quantities.Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from None

    def clean_status(self):
        return self.cleaned_data["status"] or self.default_status


class StatedForm(ActualForm):
    """A ratio handed down by a higher authority without its parts 上级反馈值, typed like any other number."""

    official_growth = ranked_total = evaluation_year = data_year = blank_reason = None

    def __init__(self, indicator, line, data=None, *, default_status):
        self.item, self.default_status = StatedItem(indicator), default_status
        LineForm.__init__(self, self.item.slug, {"indicator": indicator}, line, data)

    def left_out(self) -> list[str]:
        return []

    @property
    def label(self) -> str:
        return self.item.name


class StatedItem:
    """An indicator as the sheet asks for it."""

    order, decimals, is_integer, official_growth_only, is_rank = "", 4, False, False, False

    def __init__(self, indicator):
        self.slug, self.name = f"stated-{indicator.slug}", f"{indicator.name}（上级反馈值）"
        self.measure = self.entry_measure = indicator.measure


def entry_text(item: Item, value) -> str:
    """Print a stored value in the measure it is typed in."""
    if value is None:
        return ""
    return quantities.plain_text(quantities.convert(value, item.measure, item.entry_measure))
