"""Accounts from a table: template out, file in, preview, and the slips with the one-time passwords."""

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, require
from submissions import sheets
from yingkou_hz import enrolment

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT, KEPT_FOR = "enrolment", 60 * 60
EXPIRED = "预览放得太久，或页面不完整，一个账号也没有开。请重新选文件。"


@require(Permission.ADMINISTER)
@require_safe
def user_template(request):
    response = HttpResponse(enrolment.template(), content_type=EXCEL)
    response["Content-Disposition"] = content_disposition_header(True, "账号导入表.xlsx")
    return response


@require(Permission.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("slips")
def user_import(request):
    """Show row by row what the table would do; confirmed, open all accounts or none."""
    if request.method != "POST":
        return render(request, "yingkou_hz/user_import.html")
    try:
        roll = taken(request)
    except sheets.Unfit as unfit:
        return render(request, "yingkou_hz/user_import.html", {"refusal": str(unfit)}, status=400)
    if "rows" in request.POST and not roll.wrong:
        slips = roll.enrol(by=request.user, key=request.POST.get("key"))
        return render(request, "accounts/user_slip.html", {"slips": slips, "counts": roll.counts})
    rows = signing.dumps(roll.people, salt=SALT, compress=True)
    return render(request, "yingkou_hz/user_import.html", {"roll": roll, "rows": rows})


def taken(request) -> enrolment.Roll:
    """Return the roll that was sent, or that the preview carried along."""
    if "rows" in request.POST:
        try:
            people = signing.loads(request.POST["rows"], salt=SALT, max_age=KEPT_FOR)
        except signing.BadSignature:
            raise sheets.Unfit(EXPIRED) from None
        return enrolment.Roll({int(number): texts for number, texts in people.items()})
    if not (file := request.FILES.get("file")):
        raise sheets.Unfit("请先选一个文件。")
    return enrolment.Roll.of(sheets.read(file.read(sheets.MOST_BYTES + 1), file.name))
