"""Forms of the evaluation by enterprises: a round, one unit's counted answers, a block pasted from Excel."""

import re
import unicodedata

from django import forms

from accounts.asking import DAY
from accounts.models import Unit
from tasks.models import EvaluationRound
from tasks.models.evaluations import DIMENSIONS, STEPS, Counts

MOST = 9999
COLUMNS = len(DIMENSIONS) * len(STEPS)


class RoundForm(forms.ModelForm):
    class Meta:
        model = EvaluationRound
        fields = ["held_on", "note"]
        widgets = {"held_on": DAY}
        help_texts = {"note": "如发放范围、发出和收回多少份"}


class TallyForm(forms.Form):
    """Twenty counts of one unit: four dimensions by five steps; what is empty is none."""

    rv = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, counts: Counts, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for d, dimension in enumerate(DIMENSIONS):
            for s, step in enumerate(STEPS):
                self.fields[f"n{d}{s}"] = forms.CharField(
                    label=f"{dimension} {step}",
                    required=False,
                    initial=counts.get(dimension, [None] * len(STEPS))[s],
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
                )

    def clean(self):
        for name in [name for name in self.fields if name != "rv"]:
            try:
                self.cleaned_data[name] = whole(self.cleaned_data.get(name, ""))
            except ValueError as reason:
                self.add_error(name, str(reason))
        return self.cleaned_data

    @property
    def counts(self) -> Counts:
        return {
            dimension: [self.cleaned_data[f"n{d}{s}"] for s in range(len(STEPS))]
            for d, dimension in enumerate(DIMENSIONS)
        }

    @property
    def rows(self):
        """Return (dimension, its five bound fields) as the page prints them."""
        return [
            (dimension, [self[f"n{d}{s}"] for s in range(len(STEPS))])
            for d, dimension in enumerate(DIMENSIONS)
        ]


def whole(text: str) -> int:
    """Return a count of answers; raise ValueError in words."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    if plain in ("", "-", "—", "——"):
        return 0
    if not re.fullmatch(r"[0-9]{1,4}", plain):
        raise ValueError(f"“{text}”不是票数。请填0到{MOST}的整数。")
    return int(plain)


class PasteForm(forms.Form):
    """A block from Excel: one unit a row, its name and twenty counts; a head row is passed over."""

    block = forms.CharField(
        label="从Excel粘贴",
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        error_messages={"required": "请先粘贴票数。"},
        help_text=f"一个单位一行：单位名称，再{COLUMNS}个数，依次是{'、'.join(DIMENSIONS)}，每项由“{STEPS[0]}”到“{STEPS[-1]}”。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.units = {
            name: u for u in Unit.objects.exclude(kind="COLLECTIVE") for name in (u.short_name, u.name)
        }

    def clean_block(self):
        entries, wrong = {}, []
        for number, line in enumerate(self.cleaned_data["block"].splitlines(), start=1):
            cells = [cell.strip() for cell in line.split("\t")]
            if not any(cells) or cells[0] in ("单位", "单位名称", "合计"):
                continue
            try:
                unit, counts = self.read(cells)
                if unit in entries:
                    raise ValueError(f"{unit}有两行，请只留一行。")
                entries[unit] = counts
            except ValueError as reason:
                wrong.append(f"第{number}行：{reason}")
        if wrong:
            raise forms.ValidationError(wrong)
        if not entries:
            raise forms.ValidationError("没有读到单位和票数。请连单位名称一起复制。")
        return entries

    def read(self, cells: list[str]) -> tuple[Unit, Counts]:
        unit = self.units.get(cells[0])
        if unit is None:
            raise ValueError(f"没有单位“{cells[0]}”。请照“单位”页的名称填。")
        numbers = cells[1:]
        while len(numbers) > COLUMNS and not numbers[-1]:
            numbers.pop()
        if len(numbers) != COLUMNS:
            raise ValueError(f"{unit}后面应有{COLUMNS}个数，现在有{len(numbers)}个。")
        counts = [whole(number) for number in numbers]
        return unit, {d: counts[n * len(STEPS) : (n + 1) * len(STEPS)] for n, d in enumerate(DIMENSIONS)}
