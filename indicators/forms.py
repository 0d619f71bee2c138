"""One form for one cell: every door a figure comes in by reads it the same way."""

from django import forms

from indicators import quantities
from indicators.models import Actual, DataStatus, Item
from submissions.lines import Entry


class ActualForm(forms.Form):
    """One item's line on a sheet: text in the entry measure → an exact value in the item's measure."""

    value = forms.CharField(required=False, max_length=60)
    official_growth = forms.CharField(required=False, max_length=30)
    status = forms.ChoiceField(choices=DataStatus.choices, required=False)
    note = forms.CharField(required=False, max_length=500)
    blank_reason = forms.CharField(required=False, max_length=200)
    ranked_total = forms.IntegerField(
        required=False, min_value=1, max_value=9999, error_messages={"invalid": "参评总数请填整数，如 156。"}
    )
    rv = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, item: Item, line: Actual | None, *args, default_status, **kwargs):
        self.item, self.line, self.default_status, self.converted = item, line, default_status, ""
        super().__init__(*args, prefix=item.slug, initial=self.initial_of(line), **kwargs)

    def initial_of(self, line) -> dict:
        if line is None:
            return {"status": self.default_status, "rv": 0}
        typed = {
            name: getattr(line, name) for name in ("status", "note", "blank_reason", "ranked_total", "rv")
        }
        growth = quantities.plain_text(line.official_growth) if line.official_growth is not None else ""
        return typed | {"value": entry_text(self.item, line.value), "official_growth": growth}

    def clean_value(self):
        item = self.item
        decimals = 0 if item.is_integer else 4
        parsed = self._parsed(
            "value", item.measure, entered=item.entry_measure, integer=item.is_integer, decimals=decimals
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
        names = ("value", "official_growth", "status", "note", "blank_reason", "ranked_total")
        values = {name: self.cleaned_data[name] for name in names}
        return Entry({"item": self.item}, values, self.cleaned_data["rv"])

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was typed, so that no line need be made."""
        said = [self.cleaned_data[name] for name in ("value", "official_growth", "ranked_total")]
        return (
            said == [None, None, None]
            and not self.cleaned_data["note"]
            and not self.cleaned_data["blank_reason"]
        )


def entry_text(item: Item, value) -> str:
    """Print a stored value in the measure it is typed in."""
    if value is None:
        return ""
    return quantities.plain_text(quantities.convert(value, item.measure, item.entry_measure))
