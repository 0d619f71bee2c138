"""The Excel round trip of a submission's figures: form out, file in, preview, confirmation; errors in the clerk's own file."""

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.journal import Conflict
from accounts.permissions import Permission, require
from indicators import workbooks
from indicators.previews import Preview
from indicators.sheets import FigureSheet
from submissions import rules, sheets
from submissions.lines import Form
from submissions.models import Submission

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT_FOR = 12 * 60 * 60
MOST_HELD = 3 * 1024 * 1024
"""Larger files are not carried along in the page; they are chosen again."""
NO_FILE = "请先选一个文件。"
EXPIRED = "预览放得太久，或页面不完整，没有保存。请重新选文件上传。"


@require(Permission.FILL_FIGURES)
@require_safe
def template_download(request, pk):
    submission = opened(request, pk)
    period, unit = submission.period, submission.unit
    name = workbooks.filename(unit.short_name or unit.name, period, "指标数据填报表")
    return workbook(workbooks.template(submission), f"{name}.xlsx")


@require(Permission.FILL_FIGURES)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request, pk):
    """Take a file and show row by row what it would change; nothing is written."""
    submission = opened(request, pk)
    if request.method != "POST":
        return render(request, "indicators/upload.html", {"submission": submission})
    name = content = None
    try:
        name, content = sent(request, submission)
        book, preview = previewed(request, submission, name, content)
    except sheets.Unfit as unfit:
        held = hold(request, submission, name, content) if getattr(unfit, "samples", None) else ""
        return refused(request, submission, unfit, held)
    return show(request, submission, preview, book, name, content)


@require(Permission.FILL_FIGURES)
@require_POST
def upload_confirm(request, pk):
    """Write what the preview showed, all of it or nothing."""
    submission = opened(request, pk)
    try:
        data = signing.loads(request.POST.get("rows", ""), salt=salt(request, submission), max_age=KEPT_FOR)
    except signing.BadSignature:
        return refused(request, submission, sheets.Unfit(EXPIRED))
    filled = FigureSheet(submission, data)
    if filled.broken:
        return refused(request, submission, sheets.Unfit(EXPIRED))
    entries, key = filled.entries(), request.POST.get("key") or None
    try:
        changed = submission.put(entries, by=request.user, key=key)["changed"] if entries else 0
    except Conflict as conflict:
        return contested(request, submission, data, conflict.clashes)
    messages.success(request, f"已存草稿，改动{changed}项。" if changed else "没有改动。")
    return redirect(submission.sheet_url)


@require(Permission.FILL_FIGURES)
@require_POST
def marked_download(request, pk):
    """Give the clerk's own file back with each wrong cell coloured and commented."""
    submission = opened(request, pk)
    try:
        name, content = sent(request, submission)
        book, preview = previewed(request, submission, name, content)
    except sheets.Unfit as unfit:
        return refused(request, submission, unfit)
    made = workbooks.marked(content, book, preview.filled.page, preview.flaws)
    return workbook(made, f"{workbooks.filename(name.rpartition('.')[0], '标错')}.xlsx")


# --- steps --------------------------------------------------------------------------------------------------


def opened(request, pk) -> Submission:
    """Return the submission while its unit may fill it in; another unit's answers like a missing one."""
    visible = Submission.objects.visible_to(request.user).filter(form=Form.FIGURES)
    submission = get_object_or_404(visible.select_related("period__document", "unit"), pk=pk)
    rules.check(rules.why_not_edit(submission, request.user))
    return submission


def sent(request, submission) -> tuple[str, bytes]:
    """Return the file's name and bytes: just chosen, or carried along by the page."""
    if file := request.FILES.get("file"):
        return file.name, file.read(sheets.MOST_BYTES + 1)
    if not request.POST.get("held"):
        raise sheets.Unfit(NO_FILE)
    signer = signing.TimestampSigner(salt=salt(request, submission))
    try:
        held = signer.unsign_object(request.POST["held"], serializer=Untouched, max_age=KEPT_FOR)
    except signing.BadSignature:
        raise sheets.Unfit(EXPIRED) from None
    name, _, content = held.partition(b"\0")
    return name.decode(), content


def hold(request, submission, name: str, content: bytes) -> str:
    """Return the file signed for this account and submission, to be carried by the page; nothing lies on the server."""
    if len(content) > MOST_HELD:
        return ""
    signer = signing.TimestampSigner(salt=salt(request, submission))
    return signer.sign_object(name.encode("utf-8", "replace") + b"\0" + content, serializer=Untouched)


class Untouched:
    """Bytes as they are, for the signer."""

    def dumps(self, content: bytes) -> bytes:
        return content

    loads = dumps


def salt(request, subject) -> str:
    return f"upload:{subject._meta.label_lower}:{subject.pk}:{request.user.pk}"


def previewed(request, submission, name, content) -> tuple[sheets.Book, Preview]:
    book = sheets.read(content, name, request.POST.get("encoding", ""))
    return book, Preview(submission, book, request.user)


def show(request, submission, preview: Preview, book, name, content):
    is_asked_for = preview.flaws or book.encoding
    mine = {} if preview.flaws else preview.data()
    theirs = preview.data(clashing=False) if mine and preview.counts["冲突"] else {}
    context = {
        "submission": submission,
        "preview": preview,
        "name": name,
        "encoding": book.encoding,
        "encodings": sheets.ENCODINGS,
        "held": hold(request, submission, name, content) if is_asked_for else "",
        "rows": "" if preview.flaws else packed(request, submission, mine),
        "rest": packed(request, submission, theirs) if theirs else "",
    }
    return render(request, "indicators/upload_preview.html", context, status=422 if preview.flaws else 200)


def packed(request, submission, data: dict) -> str:
    return signing.dumps(data, salt=salt(request, submission), compress=True)


def refused(request, submission, unfit: sheets.Unfit, held: str = ""):
    """Say why the file is not read; where its encoding is in doubt, offer the choice."""
    context = {"submission": submission, "reason": str(unfit), "held": held}
    context["samples"] = getattr(unfit, "samples", {})
    return render(request, "indicators/upload.html", context, status=400)


def contested(request, submission, data: dict, clashes):
    """List what others changed since the preview; the clerk chooses, and until then nothing is written."""
    cells = {clash.cell for clash in clashes}
    mine = data | {f"{clash.cell}-rv": clash.rv for clash in clashes}
    rest = {name: value for name, value in data.items() if name.rpartition("-")[0] not in cells}
    context = {
        "clashes": clashes,
        "path": reverse("indicators:upload_confirm", args=[submission.pk]),
        "back": submission.sheet_url,
        "mine": [("rows", packed(request, submission, mine))],
        "rest": [("rows", packed(request, submission, rest))] if rest else [],
    }
    return render(request, "409.html", context, status=409)


def workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=EXCEL)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
