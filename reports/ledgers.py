"""The tasks of an edition from three sides: the ledger, the matrix of units and tasks, and what one unit owes."""

from dataclasses import replace

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.models import Unit
from accounts.permissions import FILLING_ROLES, Permission, permissions_of, require
from policy.models import PolicyDocument
from reports import (
    consultations,
    exports,
    ledger,
    ledger_papers,
    matrix,
    matrix_papers,
    plan,
    titles,
    unit_pages,
    unit_papers,
    unit_records,
)
from reports.ledger_tables import TaskTable
from reports.sources import chosen
from reports.views import page
from submissions.models import Submission
from submissions.quarters import Quarter
from tasks.models import MeetingMember, Resolution, Supervision


def known_units() -> dict[str, Unit]:
    """Return every unit by the name under which papers know it."""
    return {unit.short_name: unit for unit in Unit.objects.select_related("successor")}


def heirs_of(units: dict[str, Unit]) -> dict[str, str]:
    return {name: unit.successor.short_name for name, unit in units.items() if unit.successor}


# --- the ledger 台账 ---------------------------------------------------------------------------------------------


@require(Permission.VIEW_TASKS)
@require_safe
def task_list(request):
    source = chosen(request)
    if source is None:
        tasks = plan.tasks(PolicyDocument.objects.first())
        return render(request, "reports/task_plan.html", {"tasks": tasks})
    return page(
        request,
        source,
        "reports/task_list.html",
        lambda context: listed(source, seen(context, request.user), request.GET),
    )


def seen(context, user):
    """Return the edition with the orders 督办单 the account may see: all, or its own units'."""
    if permissions_of(user) & {Permission.DRAFT_ORDERS, Permission.REVIEW}:
        return context
    own = {name for unit in user.units_as(*FILLING_ROLES) for name in names_of(unit)}
    return replace(context, orders=tuple(order for order in context.orders if order.unit in own))


def listed(source, context, query) -> dict:
    """Return what the ledger prints, with its tables and the papers of exactly what they hold."""
    found = ledger.page(context, query)
    asked = found["asked"]
    hidden = ("lead",) if found["leading"] else ()
    shown = {"exclude": hidden, "everywhere": found["everywhere"]}
    tables = [
        (name, TaskTable(tasks, ledger.orders_of(context), source.carry, **shown))
        for name, tasks in ledger.grouped(found["found"], asked)
    ]
    edition = f"edition={source.key}" if source.carry else ""
    return {
        **found,
        "tables": tables,
        "is_by_section": asked.sorted_by == "number" and not asked.group,
        "here": f"?{edition}&" if edition else "?",
        "all_url": f"?{edition}",
        "takes": takes(source, asked) if source.edition else [],
    }


def takes(source, asked) -> list[tuple[str, str]]:
    args, query = [source.quarter, source.edition.number], asked.address()
    kinds = (("Word", "ledger_word"), ("Excel", "ledger_excel"), ("CSV", "ledger_csv"))
    return [
        (word, reverse(f"reports:{name}", args=args) + (f"?{query}" if query else "")) for word, name in kinds
    ]


def take(request, quarter, number, make, *paper):
    """Hand over exactly the tasks that the address narrows and sorts the ledger to."""

    def made(context, check_code):
        shown = seen(context, request.user)
        return make(ledger_papers.Listing(shown, check_code, ledger.Query.of(request.GET, shown)))

    return exports.taken(request, quarter, number, made, *paper, ledger_papers.GENRE)


@require(Permission.VIEW_TASKS)
@require_safe
def ledger_word(request, quarter, number):
    return take(request, quarter, number, ledger_papers.as_word, "docx", exports.WORD)


@require(Permission.VIEW_TASKS)
@require_safe
def ledger_excel(request, quarter, number):
    return take(request, quarter, number, ledger_papers.as_excel, "xlsx", exports.EXCEL)


@require(Permission.VIEW_TASKS)
@require_safe
def ledger_csv(request, quarter, number):
    return take(request, quarter, number, ledger_papers.as_csv, "csv", "text/csv; charset=utf-8")


# --- the matrix --------------------------------------------------------------------------------------------------


@require(Permission.VIEW_TASKS)
@require_safe
def task_matrix(request):
    """Show who owes what on which task; before any edition who leads and who takes part."""
    source, units = chosen(request), known_units()
    about = {
        "units": units,
        "today": clock.today(),
        "may_open": Permission.VIEW_EDITIONS in permissions_of(request.user),
    }
    about["members"] = set(MeetingMember.objects.values_list("unit__short_name", flat=True))
    if source is None:
        tasks = plan.task_contexts(PolicyDocument.objects.first())
        found = {"matrix": matrix.matrix(tasks, heirs_of(units), is_planned=True), **about}
        return render(request, "reports/matrix.html", found)
    return page(
        request,
        source,
        "reports/matrix.html",
        lambda context: {"matrix": matrix.matrix(context.tasks, heirs_of(units))},
        **about,
    )


@require(Permission.VIEW_TASKS)
@require_safe
def matrix_excel(request, quarter, number):
    """Hand over the matrix of an edition as a workbook for one A3 sheet."""
    units, today = known_units(), clock.today()
    names = {name: unit.label(today) for name, unit in units.items()}

    def make(context, check_code):
        found = matrix.matrix(context.tasks, heirs_of(units))
        return matrix_papers.as_excel(context, check_code, found, names)

    return exports.taken(request, quarter, number, make, "xlsx", exports.EXCEL, matrix_papers.NAME)


# --- one unit ----------------------------------------------------------------------------------------------------


def names_of(unit: Unit) -> tuple[str, ...]:
    return tuple(each.short_name for each in unit.lineage())


@require(Permission.FILL)
@require_safe
def unit_own(request):
    """Lead who fills in to the page of the unit it fills in for 我的单位."""
    return redirect("reports:unit_detail", pk=request.user.units_as(*FILLING_ROLES)[0].pk)


@require(Permission.VIEW_EDITIONS)
@require_safe
def unit_detail(request, pk):
    """Show what a unit owes by the edition, and beside it what stands today; drafts are its own alone."""
    unit, source = get_object_or_404(Unit.objects.select_related("successor"), pk=pk), chosen(request)
    live = standing_now(unit, request.user)
    if source is None:
        tasks = plan.task_contexts(PolicyDocument.objects.first())
        return render(request, "reports/unit_plan.html", {**live, "tasks": of_unit(tasks, names_of(unit))})
    heirs, live["records"] = heirs_of(known_units()), unit_records.records(unit, source.quarter)
    return page(
        request,
        source,
        "reports/unit_detail.html",
        lambda context: {"sheet": unit_pages.unit_page(seen(context, request.user), names_of(unit), heirs)},
        **live,
    )


def of_unit(tasks, names) -> list:
    return [(task, name) for task in tasks for name in names if name in matrix.units_of(task)]


def standing_now(unit: Unit, user) -> dict:
    """Return what is not of the edition: resolutions, and what the unit itself has still to hand in."""
    today, lineage = clock.today(), unit.lineage()
    is_own = bool({each.pk for each in lineage} & {each.pk for each in user.units_as(*FILLING_ROLES)})
    open_now = Resolution.objects.open().filter(unit__in=lineage)
    orders = Supervision.objects.visible_to(user).open().filter(unit__in=lineage).whole()
    own = (
        Submission.objects.filter(unit__in=lineage, first_submitted_at=None)
        if is_own
        else Submission.objects.none()
    )
    return {
        "unit": unit,
        "label": unit.label(today),
        "is_own": is_own,
        "today": today,
        "resolutions": [(each, each.is_late(today)) for each in open_now],
        "orders": [(each, each.is_late(today)) for each in orders],
        "drafts": consultations.waiting_for(user) if is_own else [],
        "to_hand_in": list(own.select_related("unit", "period").order_by("period", "form")) if is_own else [],
    }


@require(Permission.VIEW_EDITIONS)
@require_safe
def unit_word(request, pk, quarter, number):
    """Hand over the unit's page as Word."""
    unit, heirs = get_object_or_404(Unit.objects.select_related("successor"), pk=pk), heirs_of(known_units())

    def make(context, check_code):
        sheet = unit_pages.unit_page(seen(context, request.user), names_of(unit), heirs)
        told = unit_records.records(unit, Quarter.parse(context.quarter))
        return unit_papers.render(context, check_code, sheet, unit.label(clock.today()), told)

    return exports.taken(request, quarter, number, make, "docx", exports.WORD, f"{unit}{titles.UNIT}")
