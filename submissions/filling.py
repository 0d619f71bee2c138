"""The stairs every form takes: what a line's form remembers, what a sheet makes of what was typed, and its page."""

import hashlib
import uuid

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from submissions import rules
from submissions.forms import TOO_LONG
from submissions.lines import Entry
from submissions.models import Incomplete, Kind, Submission


class Remark(forms.CharField):
    """A text beside a figure; one that is too long is told with its name, since a row has several."""

    def __init__(self, label: str, longest: int):
        told = {code: f"{label}{message}" for code, message in TOO_LONG.items()}
        super().__init__(label=label, required=False, max_length=longest, error_messages=told)


class Shared(dict):
    """The fields of a form that changes none of them: all its forms take the same ones, where Django would copy each."""

    def __deepcopy__(self, memo):
        return Shared(self)


class LineForm(forms.Form):
    """One line as it is typed; `rv` and `was` say what its page showed when it was read."""

    rv = forms.IntegerField(min_value=0)
    was = forms.CharField(required=False, max_length=12)

    QUIET: tuple[str, ...] = ()
    """Fields that make no line where nothing else is typed."""

    def __init__(self, cell: str, lookup: dict, line, data=None):
        self.cell, self.lookup, self.line, self.converted = cell, lookup, line, ""
        self.base_fields = Shared(self.base_fields)
        is_sent = data is not None and f"{cell}-rv" in data
        super().__init__(data if is_sent else None, prefix=cell)
        for name in self.left_out():
            del self.fields[name]
        self.typed = [name for name in self.fields if name not in ("rv", "was")]
        self.initial = self.initial_of(line)
        self.initial["was"] = fingerprint(self.initial.get(name) for name in self.typed)

    def left_out(self) -> list[str]:
        """Return the fields that this line is not asked for."""
        return []

    def initial_of(self, line) -> dict:
        return {name: getattr(line, name) for name in (*self.typed, "rv")} if line else {"rv": 0}

    def clean(self):
        """Take a line's end for one character, whatever the browser sends."""
        cleaned = super().clean()
        return {name: one_ended(each) if isinstance(each, str) else each for name, each in cleaned.items()}

    @property
    def label(self) -> str:
        return str(self.lookup[next(iter(self.lookup))])

    def entry(self) -> Entry:
        return Entry(
            self.lookup, {name: self.cleaned_data[name] for name in self.typed}, self.cleaned_data["rv"]
        )

    @property
    def is_touched(self) -> bool:
        """Return whether anything differs from what the page showed; a line nobody touched clashes with nobody."""
        sent = (self.data.get(self.add_prefix(name)) for name in self.typed)
        return self.is_bound and fingerprint(sent) != self.data.get(self.add_prefix("was"))

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was typed, so that no line need be made."""
        return all(self.cleaned_data[name] in (None, "") for name in self.typed if name not in self.QUIET)


def one_ended(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def fingerprint(texts) -> str:
    """Return what a page remembers of the texts it showed in one line."""
    shown = "\x1f".join("" if text is None else one_ended(str(text)).strip() for text in texts)
    return hashlib.sha256(shown.encode("utf-8", "replace")).hexdigest()[:12]


class Sheet:
    """The forms of a submission's lines, of certain `cells` where these are named, bound to `data` where it was sent."""

    def __init__(self, submission: Submission, data=None, cells=None):
        self.submission, self.quarter, self.cells = submission, submission.period.quarter, cells
        lines = self.standing() | {line.identity: line for line in submission.held}
        self.forms = self.make_forms(lines, data)

    def is_wanted(self, cell: str) -> bool:
        return self.cells is None or cell in self.cells

    def make_forms(self, lines: dict, data) -> list[LineForm]:
        """Return one form for each line that the sheet asks for; `lines` holds those there are, by identity."""
        raise NotImplementedError

    def rows(self, problems=()) -> list:
        """Return what the page shows: each form with what stood before and what was found in it."""
        raise NotImplementedError

    def standing(self) -> dict:
        """Return, for a correction, the lines that stand; a change of one becomes a new line of this submission."""
        if self.submission.kind != Kind.CORRECTION:
            return {}
        approved = self.submission.line_model.objects.approved().filter(
            submission__period=self.submission.period, submission__unit=self.submission.unit
        )
        standing = {line.identity: line for line in approved}
        for line in standing.values():
            line.rv = 0
        return standing

    @property
    def broken(self) -> list[LineForm]:
        """Return the lines that cannot be read; nothing is saved while there is one."""
        return [form for form in self.forms if form.is_bound and not form.is_valid()]

    def entries(self) -> list[Entry]:
        """Return what somebody typed and can be read: it changes a line, makes one, or meets one changed meanwhile."""
        chosen = []
        for form in [each for each in self.forms if each.is_touched and each.is_valid()]:
            if form.line is None and form.is_empty:
                continue
            entry = form.entry()
            is_stale = form.line is not None and form.line.rv != entry.rv
            if is_stale or any(
                getattr(form.line, name, None) != value for name, value in entry.values.items()
            ):
                chosen.append(entry)
        return chosen


def by_cell(problems) -> dict[str, list]:
    """Return the problems by the cell they stand in."""
    found = {}
    for problem in problems:
        found.setdefault(problem.anchor.removeprefix("cell-"), []).append(problem)
    return found


def fill_in(request, pk, form: str, sheet: type[Sheet], template: str):
    """Show a sheet; save it whole or not at all, and hand it in when asked to."""
    visible = Submission.objects.visible_to(request.user).filter(form=form)
    submission = get_object_or_404(visible.select_related("period__document", "unit"), pk=pk)
    if request.method != "POST":
        is_closed = rules.why_not_edit(submission, request.user)
        return redirect(submission) if is_closed else show(request, sheet(submission), template)
    filled, key = sheet(submission, request.POST), request.POST.get("key") or None
    if filled.broken:
        return show(request, filled, template, status=422)
    entries = filled.entries()
    changed = submission.put(entries, by=request.user, key=key)["changed"] if entries else 0
    tell_converted(request, filled)
    if request.POST.get("act") != "submit":
        return saved(request, submission, changed)
    try:
        submission.submit(by=request.user, key=key)
    except Incomplete as incomplete:
        return show(request, sheet(submission), template, incomplete.problems, status=422)
    return redirect("submissions:submission_receipt", pk=pk)


def saved(request, submission, changed: int):
    """Say what was saved; lead on to the check page 核对 where it was asked for."""
    check = submission.line_model.CHECK if request.POST.get("act") == "check" else ""
    if changed or not check:
        messages.success(request, f"已存草稿，改动{changed}项。" if changed else "没有改动。")
    return redirect(check, pk=submission.pk) if check else redirect(submission.sheet_url)


def show(request, filled: Sheet, template: str, problems=(), status=200):
    context = {
        "sheet": filled,
        "submission": filled.submission,
        "lines": filled.rows(problems),
        "problems": problems,
        "broken": filled.broken,
        "key": uuid.uuid4().hex,
    }
    return render(request, template, context, status=status)


def tell_converted(request, filled: Sheet) -> None:
    for form in filled.forms:
        if form.converted:
            messages.info(request, f"{form.label}：{form.converted}")
