"""The analysis 统计分析预测 of an edition, and trials 试算 with it: both are read, nothing is kept."""

from django.views.decorators.http import require_safe

from accounts.permissions import Permission, require
from reports import trials
from reports.analysis import analysis as analysis_of
from reports.sources import chosen
from reports.views import page, unpublished


@require(Permission.VIEW_EDITIONS)
@require_safe
def analysis(request):
    source = chosen(request)
    if source is None:
        return unpublished(request)
    return page(request, source, "reports/analysis.html", analysis_of)


@require(Permission.VIEW_EDITIONS)
@require_safe
def what_if(request, slug):
    """Try values for the quarters to come; the address holds them all."""
    source = chosen(request)
    if source is None:
        return unpublished(request)
    return page(
        request,
        source,
        "reports/analysis_what_if.html",
        lambda context: trials.what_if(context, slug, request.GET),
    )
