"""Pages of what the committee decides 设定: definitions, responsibilities, targets, quarterly plans."""

from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import clock
from accounts.asking import is_done
from accounts.journal import Refused
from accounts.permissions import Permission, refusal, require
from indicators.decision_forms import (
    BreakForm,
    DefinitionForm,
    GoalForm,
    LiftForm,
    PlanForm,
    ResponsibilityForm,
    TargetForm,
    name_of,
)
from indicators.models import (
    Break,
    Comparator,
    Definition,
    Goal,
    GoalJudgement,
    Indicator,
    Item,
    PlanPoint,
    Responsibility,
    Target,
    newest_pk,
    responsible_units,
)
from indicators.quantities import plain_text
from policy.evidence import Unacceptable, handed_out
from policy.models import Evidence, PolicyDocument
from submissions.quarters import Quarter

form_view = require_http_methods(["GET", "HEAD", "POST"])


def the_document() -> PolicyDocument:
    document = PolicyDocument.objects.first()
    if document is None:
        raise Http404("还没有装入文件。")
    return document


def answer(request, template: str, form, **context):
    """Show a form: for the first time, or again with what is wrong in it."""
    status = 422 if form.errors else 200
    return render(request, f"indicators/{template}.html", {"form": form, **context}, status=status)


# --- definitions 口径 --------------------------------------------------------------------------------------------


@require(Permission.DECIDE)
@require_safe
def definition_list(request):
    chosen = Definition.objects.filter(indicator__document=the_document())
    chosen = chosen.select_related("indicator", "item_a", "item_b", "confirmed_by")
    newest = {each.indicator_id: each for each in chosen.order_by("indicator__order", "version")}.values()
    parts = [
        ("待确认", [each for each in newest if not each.is_confirmed]),
        ("已确认", [each for each in newest if each.confirmed_at]),
        ("原文已写明", [each for each in newest if not each.question]),
    ]
    context = {"parts": parts, "waiting": len(parts[0][1])}
    return render(request, "indicators/definition_list.html", context)


@require(Permission.DECIDE)
@form_view
def definition_confirm(request, slug):
    definitions = Definition.objects.select_related("indicator", "item_a", "item_b", "confirmed_by")
    definition = definitions.filter(indicator__slug=slug, indicator__document=the_document()).last()
    if definition is None:
        raise Http404("没有这项指标。")
    form = DefinitionForm(request.POST or None, label_suffix="")

    def do():
        text, key = form.cleaned_data["text"], request.POST.get("key")
        definition.confirm(by=request.user, text=text, key=key)

    if is_done(form, do):
        messages.success(request, f"{definition.indicator}的口径已确认，从现在起参加判定。")
        return redirect("indicators:definition_list")
    why_not = "" if form.is_bound else definition.why_not_confirm(request.user)
    return answer(request, "definition_confirm", form, definition=definition, why_not=why_not)


# --- responsibilities 责任分工 ------------------------------------------------------------------------------------


@require(Permission.DECIDE)
@require_safe
def responsibility_list(request):
    document, quarter = the_document(), Quarter.due(clock.today())
    units = responsible_units(document, quarter)
    items = document.items.prefetch_related("responsibilities__unit", "responsibilities__decided_by")
    rows = [(item, units[item.pk], item.responsibilities.all()) for item in items]
    context = {"rows": rows, "quarter": quarter, "undecided": sum(not given for *_, given in rows)}
    return render(request, "indicators/responsibility_list.html", context)


@require(Permission.DECIDE)
@form_view
def responsibility_assign(request, slug):
    item = get_object_or_404(Item, slug=slug, document=the_document())
    given = item.responsibilities.select_related("unit", "decided_by")
    form = ResponsibilityForm(item, request.POST or None, initial={"rv": newest_pk(given)})

    def do():
        said, key = form.cleaned_data, request.POST.get("key")
        Responsibility.assign(item, said["unit"], said["quarter"], by=request.user, seen=said["rv"], key=key)

    if is_done(form, do):
        said = form.cleaned_data
        messages.success(request, f"{item}从{said['quarter'].label}起由{said['unit']}填报。")
        return redirect("indicators:responsibility_list")
    unit = responsible_units(item.document, Quarter.due(clock.today()))[item.pk]
    return answer(request, "responsibility_form", form, item=item, given=given, unit=unit)


# --- breaks 范围调整 ----------------------------------------------------------------------------------------------


@require(Permission.DECIDE)
@form_view
def break_list(request):
    """List where the series count something else than before, and mark another."""
    document = the_document()
    form = BreakForm(document, request.POST or None)

    def do():
        said, key = form.cleaned_data, request.POST.get("key")
        Break.mark(said["item"], said["quarter"], reason=said["reason"], by=request.user, key=key)

    if is_done(form, do):
        messages.success(request, f"{form.cleaned_data['item']}的范围调整已标出，同比和预测不再跨过这一期。")
        return redirect("indicators:break_list")
    breaks = Break.objects.filter(item__document=document).select_related("item", "decided_by")
    return answer(request, "break_list", form, breaks=breaks)


@require(Permission.DECIDE)
@form_view
def break_lift(request, pk):
    found = get_object_or_404(Break.objects.select_related("item"), pk=pk)
    form = LiftForm(request.POST or None)

    def do():
        found.lift(reason=form.cleaned_data["reason"], by=request.user, key=request.POST.get("key"))

    if is_done(form, do):
        messages.success(request, "范围调整已撤销；已发布的各版不变。")
        return redirect("indicators:break_list")
    return answer(request, "break_lift", form, found=found)


# --- qualitative goals 定性目标 -------------------------------------------------------------------------------------


@require(Permission.DECIDE)
@require_safe
def goal_list(request):
    """List the goals with what is said of each, newest first."""
    goals = the_document().goals.select_related("phase", "clause__document")
    judgements = GoalJudgement.objects.select_related("judged_by", "evidence").order_by(
        "-year", "-part", "-pk"
    )
    goals = goals.prefetch_related(Prefetch("judgements", judgements))
    context = {"goals": goals, "silent": sum(not goal.judgements.all() for goal in goals)}
    return render(request, "indicators/goal_list.html", context)


@require(Permission.DECIDE)
@form_view
def goal_judge(request, order):
    goal = get_object_or_404(
        Goal.objects.select_related("phase", "clause"), document=the_document(), order=order
    )
    shown = {"rv": newest_pk(goal.judgements), "quarter": Quarter.due(clock.today()).label}
    form = GoalForm(request.POST or None, request.FILES or None, initial=shown)

    def do():
        said, key = dict(form.cleaned_data), request.POST.get("key")
        seen, place = said.pop("rv"), (said.pop("quarter"), said.pop("verdict"))
        GoalJudgement.judge(goal, *place, **said, by=request.user, seen=seen, key=key)

    if is_done(form, do, told=(Refused, Unacceptable)):
        messages.success(request, "评判已记下，下一次发布的版印出来；已发布的各版不变。")
        return redirect("indicators:goal_list")
    judgements = goal.judgements.select_related("judged_by", "evidence")
    return answer(request, "goal_form", form, goal=goal, judgements=judgements)


@require(Permission.VIEW_TASKS)
@require_safe
def goal_file(request, pk):
    """Hand out the evidence of a judgement to whoever may read what it is evidence of."""
    own = GoalJudgement.objects.values("evidence")
    return handed_out(get_object_or_404(Evidence.objects.filter(pk__in=own), pk=pk))


# --- targets 目标 -----------------------------------------------------------------------------------------------


@require(Permission.VIEW_TASKS)
@require_safe
def target_list(request):
    document, year = the_document(), clock.today().year
    rows = [(indicator, terms_of(indicator)) for indicator in with_targets(document)]
    silent = [
        indicator
        for indicator, terms in rows
        if not indicator.group.is_of_tasks and not any(term.target.due_year == year for term in terms)
    ]
    context = {
        "groups": [(group, list(found)) for group, found in groupby(rows, key=lambda row: row[0].group)],
        "year": year,
        "silent": silent,
        "may_decide": not refusal(request.user, Permission.DECIDE),
    }
    return render(request, "indicators/target_list.html", context)


def with_targets(document):
    """Return the indicators with everything the page of targets prints."""
    beside = ("phase", "decided_by", "plan_points", "clause__document")
    indicators = document.indicators.select_related("group").order_by("group__order", "order")
    return indicators.prefetch_related(*(f"targets__{each}" for each in beside))


@dataclass(frozen=True)
class TermRow:
    """An indicator's target for one term: what holds, what held before, and its quarterly plan."""

    target: Target
    older: list[Target]

    @property
    def plan(self) -> list[tuple[str, str]]:
        newest = {point.get_part_display(): point.value for point in self.target.plan_points.all()}
        return [(label, plain_text(value)) for label, value in newest.items()]


def terms_of(indicator) -> list[TermRow]:
    targets = sorted(indicator.targets.all(), key=lambda each: (term_of(each), -each.version, -each.pk))
    return [TermRow(newest, older) for _, (newest, *older) in groupby(targets, key=term_of)]


def term_of(target: Target) -> tuple:
    """Return what orders and tells terms apart: years first, then windows and what has no term."""
    return target.due_year is None, target.due_year or target.phase_id or 0


@require(Permission.DECIDE)
@form_view
def target_decide(request, slug):
    indicator = get_object_or_404(with_targets(the_document()), slug=slug)
    terms, year = terms_of(indicator), request.GET.get("year", clock.today().year)
    operator = terms[0].target.operator if terms else Comparator.AT_LEAST
    shown = {"rv": newest_pk(indicator.targets), "year": year, "operator": operator}
    form = TargetForm(indicator, request.POST or None, initial=shown)

    def do():
        said = dict(form.cleaned_data)
        seen, key = said.pop("rv"), request.POST.get("key")
        Target.decide(indicator, said.pop("year"), **said, by=request.user, seen=seen, key=key)

    if is_done(form, do):
        messages.success(request, f"{indicator}{form.cleaned_data['year']}年的目标已设定，原来的版本留着。")
        return redirect("indicators:target_list")
    return answer(request, "target_form", form, indicator=indicator, terms=terms)


@require(Permission.DECIDE)
@form_view
def target_plan(request, slug):
    indicator = get_object_or_404(Indicator, slug=slug, document=the_document())
    year = request.GET.get("year", "")
    target = Target.in_force(indicator, int(year) if year.isdecimal() else clock.today().year)
    if target is None:
        raise Http404("这一年没有目标。")
    points = PlanPoint.in_force(target)
    shown = {name_of(part): plain_text(value) for part, value in points.items()}
    form = PlanForm(target, request.POST or None, initial={**shown, "rv": newest_pk(target.plan_points)})

    def do():
        seen, key = form.cleaned_data["rv"], request.POST.get("key")
        PlanPoint.plan(target, form.points, by=request.user, seen=seen, key=key)

    if is_done(form, do):
        messages.success(request, f"{target}的季度计划已定，今后按它判定。")
        return redirect("indicators:target_list")
    why_not = "" if form.is_bound else PlanPoint.why_not_plan(target, request.user)
    newest = target.plan_points.select_related("decided_by").last()
    return answer(request, "plan_form", form, target=target, newest=newest, why_not=why_not)
