"""The journal 操作日志, for the auditor: read, searched, taken away, and its chain checked."""

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from accounts import clock, journal
from accounts.forms import EventFilterForm
from accounts.models import Event, Head
from accounts.permissions import Permission, require
from accounts.tables import EventTable, told
from accounts.tabular import csv_lines
from accounts.verbs import VERBS

PER_PAGE = 50
HEADINGS = ("序号", "时间", "操作人", "单位", "操作", "对象", "变更", "前一条校验值", "校验值")


@require(Permission.READ_JOURNAL)
@require_safe
def event_list(request):
    form = EventFilterForm(request.GET)
    events = form.filter(Event.objects.all())
    table = EventTable(events)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"table": table, "form": form, "total": Head.objects.get().seq, "found": events.count()}
    if "check" in request.GET:
        context |= {"is_checked": True, "broken_at": journal.first_break(), "checked_at": clock.now()}
    return render(request, "accounts/event_list.html", context)


@require(Permission.READ_JOURNAL)
@require_safe
def event_export(request):
    """Give what is found as CSV, oldest first; that it was taken stands in the journal."""
    form = EventFilterForm(request.GET)
    events = form.filter(Event.objects.all()).order_by("seq")
    name = f"操作日志-{clock.now():%Y%m%d-%H%M%S}.csv"
    if request.method == "GET":
        journal.note("journal.export", "操作日志", by=request.user, changes={"file": name})
    response = StreamingHttpResponse(csv_lines(rows(events)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def rows(events):
    yield HEADINGS
    for event in events.iterator():
        at = f"{event.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"
        verb, changes = VERBS.get(event.verb, event.verb), told(event.changes)
        yield (
            event.seq,
            at,
            event.who,
            event.unit_name,
            verb,
            event.subject,
            changes,
            event.prev,
            event.hash,
        )
