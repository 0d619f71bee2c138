"""The sheet of a unit's quarterly updates on its tasks."""

from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, require
from submissions.filling import fill_in
from submissions.lines import Form
from tasks.sheets import UpdateSheet


@require(Permission.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def update_sheet(request, pk):
    return fill_in(request, pk, Form.UPDATES, UpdateSheet, "tasks/update_sheet.html")
