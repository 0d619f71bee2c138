"""The entry sheet of figures. What is decided about the plan stands in `decisions.py`."""

from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, require
from indicators.sheets import FigureSheet
from submissions.filling import fill_in
from submissions.lines import Form


@require(Permission.FILL_FIGURES)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request, pk):
    return fill_in(request, pk, Form.FIGURES, FigureSheet, "indicators/sheet.html")
