"""The clerk's page of the unit's history 补录: one file out, one file in, one handing-in for all its periods."""

from dataclasses import dataclass

from django.contrib import messages
from django.core import signing
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.journal import Conflict
from accounts.models import Unit
from accounts.permissions import FIGURE_ROLES, Permission, require
from indicators import history_books, uploads, workbooks
from indicators.histories import History
from indicators.sheets import FigureSheet
from policy.models import PolicyDocument
from submissions import backfill as histories
from submissions import sheets
from submissions.models import Submission

NONE_OPEN = "还没有给您单位开补录期。需要补录请联系审核员。"
MEANWHILE = "{conflict}整份都没有保存。请再传一次同一份文件，看过新的预览再存。"


@dataclass(frozen=True)
class Desk:
    """A unit's back-fill sheets."""

    document: PolicyDocument
    unit: Unit
    submissions: list[Submission]

    @property
    def to_hand_in(self) -> list[Submission]:
        return histories.to_hand_in(self.submissions)

    @property
    def span(self) -> str:
        """Return the years it covers: 2015—2017年."""
        years = [each.period.year for each in self.submissions]
        return f"{min(years)}—{max(years)}年" if years else ""


@require(Permission.FILL_FIGURES)
@require_http_methods(["GET", "HEAD", "POST"])
def backfill(request, pk):
    """Show the unit's back-fill sheets; take a file and show cell by cell what it would change."""
    desk = opened(request, pk)
    if request.method != "POST":
        return show(request, desk)
    name = content = None
    try:
        name, content = uploads.sent(request, desk.unit)
        book, history = read(request, desk, name, content)
    except sheets.Unfit as unfit:
        is_undecided = isinstance(unfit, sheets.Undecided)
        held = uploads.hold(request, desk.unit, name, content) if is_undecided else ""
        return show(request, desk, 400, reason=str(unfit), held=held, samples=getattr(unfit, "samples", {}))
    context = {
        "desk": desk,
        "history": history,
        "name": name,
        "encoding": book.encoding,
        "held": uploads.hold(request, desk.unit, name, content) if history.flaws else "",
        "rows": uploads.packed(request, desk.unit, history.data()),
    }
    return render(request, "indicators/backfill_preview.html", context, status=422 if history.flaws else 200)


@require(Permission.FILL_FIGURES)
@require_safe
def backfill_template(request, pk):
    desk = opened(request, pk)
    if not desk.submissions:
        return redirect("indicators:backfill", pk=pk)
    made = history_books.template(desk.document, desk.unit, desk.submissions, request.user)
    name = workbooks.filename(desk.unit.short_name or desk.unit.name, desk.span, "历史数据补录表")
    return uploads.workbook(made, f"{name}.xlsx")


@require(Permission.FILL_FIGURES)
@require_POST
def backfill_marked(request, pk):
    """Give the clerk's own file back with each wrong cell coloured and commented."""
    desk = opened(request, pk)
    try:
        name, content = uploads.sent(request, desk.unit)
        book, history = read(request, desk, name, content)
    except sheets.Unfit as unfit:
        return show(request, desk, 400, reason=str(unfit))
    made = workbooks.marked(content, book, history.page, history.flaws)
    return uploads.workbook(made, f"{workbooks.filename(name.rpartition('.')[0], '标错')}.xlsx")


@require(Permission.FILL_FIGURES)
@require_POST
def backfill_confirm(request, pk):
    """Write what the preview showed into all its sheets, or nothing."""
    desk = opened(request, pk)
    try:
        sealed, salt = request.POST.get("rows", ""), uploads.salt(request, desk.unit)
        told = entries(desk, signing.loads(sealed, salt=salt, max_age=uploads.KEPT_FOR))
        changed = histories.put(told, by=request.user, key=request.POST.get("key") or None)
    except (signing.BadSignature, sheets.Unfit):
        return show(request, desk, 400, reason=uploads.EXPIRED)
    except Conflict as conflict:
        return show(request, desk, 409, reason=MEANWHILE.format(conflict=conflict))
    messages.success(request, f"已存草稿，改动{changed}个数。" if changed else "没有改动。")
    return redirect("indicators:backfill", pk=pk)


@require(Permission.FILL_FIGURES)
@require_POST
def backfill_submit(request, pk):
    """Hand in every sheet that holds something; where one lacks something none is handed in."""
    desk = opened(request, pk)
    chosen = desk.to_hand_in
    if problems := histories.problems(chosen):
        return show(request, desk, 422, reason="有几处要先处理，一张都没有提交。", problems=problems)
    histories.submit(chosen, by=request.user, key=request.POST.get("key") or None)
    if chosen:
        messages.success(request, f"已一并提交{len(chosen)}张补录单，等审核员审核。")
    return redirect("indicators:backfill", pk=pk)


# --- steps --------------------------------------------------------------------------------------------------


def opened(request, pk) -> Desk:
    """Return one's own unit's history; another unit's answers like a missing one."""
    own = {unit.pk for unit in request.user.units_as(*FIGURE_ROLES)}
    unit = get_object_or_404(Unit.objects.filter(pk__in=own), pk=pk)
    document = PolicyDocument.objects.first()
    return Desk(document, unit, histories.of_unit(document, unit))


def read(request, desk: Desk, name, content) -> tuple[sheets.Book, History]:
    if not desk.submissions:
        raise sheets.Unfit(NONE_OPEN)
    book = sheets.read(content, name, request.POST.get("encoding", ""))
    return book, History(desk.submissions, book, request.user)


def entries(desk: Desk, data: dict) -> list:
    """Return what the sealed preview says to write, by sheet."""
    by_pk, told = {str(each.pk): each for each in desk.submissions}, []
    for pk, typed in data.items():
        filled = FigureSheet(by_pk[pk], typed) if pk in by_pk else None
        if filled is None or filled.broken:
            raise sheets.Unfit(uploads.EXPIRED)
        told.append((filled.submission, filled.entries()))
    return told


def show(request, desk: Desk, status=200, **more):
    """Show the unit's sheets year by year, and what went wrong."""
    context = {"desk": desk, "none_open": NONE_OPEN, **more}
    return render(request, "indicators/backfill.html", context, status=status)
