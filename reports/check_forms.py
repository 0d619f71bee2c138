"""The reasons that are written on the check page 核对: for what surprises, and for what is empty."""

from dataclasses import replace
from functools import cached_property

from django import forms

from indicators.checks import SheetRow, StatedRow
from indicators.models import Actual, sheet_rows, stated_definitions, stated_rows
from indicators.sheets import BLANK_REASONS
from submissions.filling import LineForm, Remark, Sheet, by_cell
from submissions.lines import Problem
from submissions.models import Kind


class NoteForm(LineForm):
    """The reason 理由 that answers what was asked about a figure."""

    note = Remark("说明", 500)


class BlankForm(LineForm):
    """Why there is no figure 未报原因: a usual reason, words of one's own, or both."""

    usual = forms.ChoiceField(required=False, choices=[(each, each) for each in BLANK_REASONS])
    blank_reason = Remark("未报原因", 180)

    def initial_of(self, line) -> dict:
        if line is None:
            return {"rv": 0}
        usual, own = split(line.blank_reason)
        return {"usual": usual, "blank_reason": own, "rv": line.rv}

    def clean(self):
        cleaned = super().clean()
        told = cleaned.get("usual", ""), cleaned.get("blank_reason", "")
        return cleaned | {"blank_reason": "，".join(filter(None, told))}

    def entry(self):
        entry = super().entry()
        return replace(entry, values={"blank_reason": entry.values["blank_reason"]})


def split(reason: str) -> tuple[str, str]:
    """Return the usual reason that a reason begins with, and what was added to it."""
    for usual in BLANK_REASONS:
        if reason == usual or reason.startswith(f"{usual}，"):
            return usual, reason[len(usual) + 1 :]
    return "", reason


class CheckSheet(Sheet):
    """The cells that something is asked of: a reason for what surprises, a reason for what is empty."""

    def make_forms(self, lines, data) -> list[LineForm]:
        self.lines = lines
        self.questions = by_cell(self.asked())
        found = [(row, self.form_of(row, data or {})) for row in (*self.rows_held, *self.stated_held)]
        return [kind(row.slug, self.lookup(row), self.line(row), data) for row, kind in found if kind]

    def form_of(self, row, data) -> type[LineForm] | None:
        """Return what was asked of the cell when the page was read, else what is asked of it now."""
        if f"{row.slug}-note" in data:
            return NoteForm
        if f"{row.slug}-blank_reason" in data or value_of(row) is None:
            return BlankForm
        return NoteForm if row.slug in self.questions else None

    # --- what the submission holds ----------------------------------------------------------------------

    @cached_property
    def items(self) -> dict:
        return {item.slug: item for item in Actual.items_of(self.submission)}

    @cached_property
    def rows_held(self) -> list[SheetRow]:
        """Return the figures to be handed in; a correction holds only what it corrects."""
        is_partial = self.submission.kind == Kind.CORRECTION
        return [row for row in self.all_rows if row.is_entered or not is_partial]

    @cached_property
    def all_rows(self) -> list[SheetRow]:
        return sheet_rows(self.submission)

    @cached_property
    def stated_held(self) -> list[StatedRow]:
        return [row for row in stated_rows(self.submission) if row.stated is not None]

    @cached_property
    def indicators(self) -> dict:
        return {
            f"stated-{each.indicator.slug}": each.indicator for each in stated_definitions(self.submission)
        }

    def lookup(self, row) -> dict:
        if row.slug in self.items:
            return {"item": self.items[row.slug]}
        return {"indicator": self.indicators[row.slug]}

    def line(self, row):
        found = self.lookup(row)
        return self.lines.get(tuple(found[name].pk if name in found else None for name in Actual.LOOKUP))

    def growth_of(self, slug):
        """Return the official 同比 typed for an item."""
        line = self.lines.get((self.items[slug].pk, None))
        return line.official_growth if line else None

    def asked(self) -> list[Problem]:
        """Return what is asked of the figures, answered already or not."""
        rows = [replace(row, note="") for row in self.all_rows]
        stated = [replace(row, note="") for row in self.stated_held]
        found = Actual.findings(self.submission, rows, stated)
        return [Problem(each.name, each.message, each.slug) for each in found if not each.is_hard]


def value_of(row):
    return row.stated if isinstance(row, StatedRow) else row.value
