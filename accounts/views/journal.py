"""The journal 操作日志, for the auditor."""

from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from accounts import journal
from accounts.forms import EventFilterForm
from accounts.models import Event, Head
from accounts.permissions import Permission, require
from accounts.tables import EventTable

PER_PAGE = 50


@require(Permission.READ_JOURNAL)
@require_safe
def event_list(request):
    form = EventFilterForm(request.GET)
    table = EventTable(form.filter(Event.objects.all()))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "table": table,
        "form": form,
        "total": Head.objects.get().seq,
        "broken_at": journal.first_break(),
    }
    return render(request, "accounts/event_list.html", context)
