"""One form for one cell: every door a figure comes in by reads it the same way."""

import hashlib

from django import forms

from indicators import quantities
from indicators.models import Actual, DataStatus, Item
from submissions.lines import Entry

OFFICIAL = ("official_growth",)
OF_A_RANK = ("ranked_total", "evaluation_year", "data_year")


class ActualForm(forms.Form):
    """One item's line on a sheet: text in the entry measure → an exact value in the item's measure."""

    value = forms.CharField(required=False, max_length=60)
    status = forms.ChoiceField(choices=DataStatus.choices, required=False)
    note = forms.CharField(required=False, max_length=500)
    blank_reason = forms.CharField(required=False, max_length=200)
    official_growth = forms.CharField(required=False, max_length=30)
    ranked_total = forms.IntegerField(
        required=False, min_value=1, max_value=9999, error_messages={"invalid": "参评总数请填整数，如 156。"}
    )
    evaluation_year = forms.IntegerField(
        required=False, min_value=1949, max_value=2999, error_messages={"invalid": "评价年度请填四位数字。"}
    )
    data_year = forms.IntegerField(
        required=False, min_value=1949, max_value=2999, error_messages={"invalid": "数据年度请填四位数字。"}
    )
    rv = forms.IntegerField(min_value=0)
    was = forms.CharField(required=False, max_length=12)

    def __init__(self, item: Item, line: Actual | None, data=None, *, default_status):
        self.item, self.line, self.default_status, self.converted = item, line, default_status, ""
        sent = data if data is not None and f"{item.slug}-rv" in data else None
        super().__init__(sent, prefix=item.slug)
        for name in (*OFFICIAL, *OF_A_RANK):
            if name not in asked_of(item):
                del self.fields[name]
        self.typed = [name for name in self.fields if name not in ("rv", "was")]
        self.initial = self.initial_of(line)
        self.initial["was"] = fingerprint(self.initial.get(name) for name in self.typed)

    def initial_of(self, line) -> dict:
        if line is None:
            return {"status": self.default_status, "rv": 0}
        stored = {name: getattr(line, name) for name in (*self.typed, "rv")}
        growth = "" if line.official_growth is None else quantities.plain_text(line.official_growth)
        return stored | {"value": entry_text(self.item, line.value), "official_growth": growth}

    def clean_value(self):
        item = self.item
        parsed = self._parsed(
            "value",
            item.measure,
            entered=item.entry_measure,
            integer=item.is_integer,
            decimals=item.decimals,
        )
        self.converted = parsed.converted
        return parsed.value

    def clean_official_growth(self):
        return self._parsed("official_growth", "%", decimals=2).value

    def _parsed(self, name, measure, **options):
        try:
            return quantities.parse(self.cleaned_data[name], measure, **options)
        except quantities.Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from None

    def clean_status(self):
        return self.cleaned_data["status"] or self.default_status

    def entry(self) -> Entry:
        values = {name: self.cleaned_data[name] for name in self.typed}
        return Entry({"item": self.item}, values, self.cleaned_data["rv"])

    @property
    def is_touched(self) -> bool:
        """Return whether anything differs from what the page showed; a cell nobody touched clashes with nobody."""
        sent = (self.data.get(self.add_prefix(name)) for name in self.typed)
        return self.is_bound and fingerprint(sent) != self.data.get(self.add_prefix("was"))

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was typed, so that no line need be made."""
        return all(self.cleaned_data[name] in (None, "") for name in self.typed if name != "status")


def asked_of(item: Item) -> tuple[str, ...]:
    """Return what is asked of an item beside its value."""
    return (OFFICIAL if item.official_growth_only else ()) + (OF_A_RANK if item.is_rank else ())


def fingerprint(texts) -> str:
    """Return what a page remembers of the texts it showed in one line."""
    shown = "\x1f".join("" if text is None else str(text).strip() for text in texts)
    return hashlib.sha256(shown.encode()).hexdigest()[:12]


def entry_text(item: Item, value) -> str:
    """Print a stored value in the measure it is typed in."""
    if value is None:
        return ""
    return quantities.plain_text(quantities.convert(value, item.measure, item.entry_measure))
