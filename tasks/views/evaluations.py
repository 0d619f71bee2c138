"""Pages of the evaluation by enterprises 企业评议: rounds, the form to print, counts in, results out."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.asking import is_done
from accounts.models import Unit
from accounts.permissions import Permission, refusal, require
from policy.models import PolicyDocument
from tasks.evaluation_forms import PasteForm, RoundForm, TallyForm
from tasks.models import EvaluationRound, EvaluationTally
from tasks.models.evaluations import CONTENT, DIMENSIONS, FEWEST, STEPS
from tasks.results import change, result

COMPARED = 4
"""How many of the last rounds stand side by side."""
form_view = require_http_methods(["GET", "HEAD", "POST"])


def round_or_404(pk) -> EvaluationRound:
    return get_object_or_404(EvaluationRound.objects.select_related("document"), pk=pk)


def answer(request, template: str, form, **context):
    status = 422 if form.errors else 200
    return render(request, f"tasks/{template}.html", {"form": form, **context}, status=status)


@require(Permission.VIEW_EDITIONS)
@require_safe
def evaluation_list(request):
    """List the rounds; one that is not published yet is the office's alone."""
    rounds = EvaluationRound.objects.prefetch_related("tallies__unit__successor")
    may_hold = not refusal(request.user, Permission.HOLD_MEETINGS)
    shown = rounds if may_hold else rounds.exclude(closed_at=None)
    published = list(rounds.exclude(closed_at=None).order_by("-number")[:COMPARED])[::-1]
    context = {"rounds": shown, "may_hold": may_hold, "compared": published, "fewest": FEWEST}
    context |= {"dimensions": DIMENSIONS, "history": history(published)}
    return render(request, "tasks/evaluation_list.html", context)


def history(rounds) -> list[tuple]:
    """Return (unit, for each dimension its results round by round and the last change) of more than one round."""
    if len(rounds) < 2:
        return []
    known = {(tally.unit, held.pk): dict(results(tally)) for held in rounds for tally in held.tallies.all()}
    units = sorted({unit for unit, _ in known}, key=lambda unit: (unit.order, unit.pk))
    return [(unit, [course(known, rounds, unit, name) for name in DIMENSIONS]) for unit in units]


def course(known, rounds, unit, dimension: str) -> tuple[str, list, str]:
    """Return (round, its result or None where it did not ask about the unit) of one dimension, and the last change."""
    found = [known.get((unit, held.pk), {}).get(dimension) for held in rounds]
    return dimension, list(zip(rounds, found, strict=True)), change(found)


@require(Permission.HOLD_MEETINGS)
@form_view
def evaluation_create(request):
    form, document = RoundForm(request.POST or None), PolicyDocument.objects.defer("text").first()

    def do():
        form.made = EvaluationRound.open(
            document, form.cleaned_data, by=request.user, key=request.POST.get("key")
        )

    if is_done(form, do):
        messages.success(request, f"{form.made}已开，可以打印评议表、录入票数。")
        return redirect("tasks:evaluation_detail", pk=form.made.pk)
    return answer(request, "evaluation_form", form)


@require(Permission.VIEW_EDITIONS)
@require_safe
def evaluation_detail(request, pk):
    """Show the results: to everybody when they are published, before that to the office."""
    may_hold = not refusal(request.user, Permission.HOLD_MEETINGS)
    shown = EvaluationRound.objects.all() if may_hold else EvaluationRound.objects.exclude(closed_at=None)
    evaluation = get_object_or_404(shown.select_related("closed_by"), pk=pk)
    tallies = evaluation.tallies.select_related("unit__successor").order_by("unit__order")
    context = {
        "round": evaluation,
        "rows": [(tally.unit, results(tally)) for tally in tallies],
        "dimensions": DIMENSIONS,
        "steps": list(enumerate(STEPS)),
        "fewest": FEWEST,
        "may_hold": may_hold,
        "why_not_close": evaluation.why_not_close(request.user),
        "units": asked_about(evaluation) if may_hold and not evaluation.closed_at else [],
    }
    return render(request, "tasks/evaluation_detail.html", context)


def asked_about(evaluation):
    """Return the units that stood on the day of the round; a collective name is nobody."""
    return Unit.objects.open_on(evaluation.held_on).exclude(kind="COLLECTIVE")


def results(tally) -> list:
    """Return (dimension, its result) for the unit."""
    counts = tally.counts
    return [(d, result(counts[d], STEPS, content=CONTENT, fewest=FEWEST)) for d in DIMENSIONS]


@require(Permission.HOLD_MEETINGS)
@require_safe
def evaluation_print(request, pk):
    """Show the form 评议表 an enterprise fills in on paper: no name, no mark."""
    found = round_or_404(pk)
    context = {"round": found, "units": asked_about(found), "dimensions": DIMENSIONS, "steps": STEPS}
    return render(request, "tasks/evaluation_print.html", context)


@require(Permission.HOLD_MEETINGS)
@form_view
def evaluation_enter(request, pk, unit):
    """Take one unit's twenty counts."""
    evaluation = round_or_404(pk)
    unit = get_object_or_404(Unit.objects.exclude(kind="COLLECTIVE"), pk=unit)
    tally = evaluation.tallies.filter(unit=unit).first()
    counts, rv = (tally.counts, tally.rv) if tally else ({}, 0)
    form = TallyForm(counts, request.POST or None, initial={"rv": rv})

    def do():
        entries = {unit: (form.counts, form.cleaned_data["rv"])}
        EvaluationTally.enter(evaluation, entries, by=request.user, key=request.POST.get("key"))

    if is_done(form, do):
        messages.success(request, f"{unit}的票数已录入。")
        return redirect("tasks:evaluation_detail", pk=pk)
    context = {"round": evaluation, "unit": unit, "steps": STEPS}
    return answer(
        request, "evaluation_enter", form, why_not=evaluation.why_not_enter(request.user), **context
    )


@require(Permission.HOLD_MEETINGS)
@form_view
def evaluation_paste(request, pk):
    """Take a block from Excel, all of it or nothing; it replaces what was entered for the units it names."""
    evaluation, form = round_or_404(pk), PasteForm(request.POST or None)

    def do():
        versions = dict(evaluation.tallies.values_list("unit_id", "rv"))
        block = form.cleaned_data["block"]
        entries = {unit: (counts, versions.get(unit.pk, 0)) for unit, counts in block.items()}
        form.changed = EvaluationTally.enter(
            evaluation, entries, by=request.user, key=request.POST.get("key")
        )

    if is_done(form, do):
        messages.success(request, f"读到{len(form.cleaned_data['block'])}个单位，改动{form.changed}个。")
        return redirect("tasks:evaluation_detail", pk=pk)
    why_not = evaluation.why_not_enter(request.user)
    return answer(request, "evaluation_paste", form, round=evaluation, why_not=why_not)


@require(Permission.HOLD_MEETINGS)
@require_POST
def evaluation_close(request, pk):
    evaluation = round_or_404(pk)
    evaluation.close(by=request.user, key=request.POST.get("key"))
    messages.success(request, f"{evaluation}结果已公布，票数不再改。")
    return redirect("tasks:evaluation_detail", pk=pk)
