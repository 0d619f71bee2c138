"""The entry grid's own door: cells are saved as they are left, each for itself."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts import clock
from accounts.permissions import Permission, require
from indicators.sheets import FigureSheet
from submissions.filling import by_cell
from submissions.lines import Form
from submissions.models import Submission


@require(Permission.FILL_FIGURES)
@require_POST
def cells_save(request, pk):
    """Store the cells that were sent and can be read; answer what became of each."""
    visible = Submission.objects.visible_to(request.user).filter(form=Form.FIGURES)
    submission = get_object_or_404(visible.select_related("period__document", "unit"), pk=pk)
    cells = {name.removesuffix("-rv") for name in request.POST if name.endswith("-rv")}
    sent = FigureSheet(submission, request.POST, cells)
    entries = sent.entries()
    key = request.POST.get("key") or None
    written = submission.put(entries, by=request.user, key=key).get("versions", {}) if entries else {}
    return JsonResponse({"cells": answers(submission, sent, written)})


def answers(submission, sent: FigureSheet, written: dict) -> dict:
    """Return, by cell, the error that kept it out, or its texts as they stand now and what is asked about them.

    The version of a cell is the one that was `written`: where somebody else wrote since, the next save must clash.
    """
    found = by_cell(submission.line_model.problems(submission))
    stored = {line.form.cell: line for line in FigureSheet(submission, cells=sent.cells).rows()}
    at = f"{clock.now():%H:%M}"
    cells = {}
    for form in sent.forms:
        if form.errors:
            cells[form.cell] = {"error": "".join(each for errors in form.errors.values() for each in errors)}
        else:
            cells[form.cell] = told(stored[form.cell], form.converted, found.get(form.cell, ()), at)
            cells[form.cell]["rv"] = written.get(form.cell, cells[form.cell]["rv"])
    return cells


def told(line, converted: str, problems, at: str) -> dict:
    form = line.form
    texts = {name: "" if (value := form[name].value()) is None else str(value) for name in form.typed}
    return {
        "rv": form["rv"].value(),
        "was": form.initial["was"],
        "texts": texts | {"single": line.single, "shown": form.shown},
        "questions": [problem.message for problem in problems if texts["value"] or problem.is_hard],
        "converted": converted,
        "at": at,
    }
