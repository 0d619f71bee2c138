"""The analysis 统计分析预测 of an edition, trials 试算 and comparisons 对比 with it: all are read, nothing is kept."""

from django.views.decorators.http import require_safe

from accounts.permissions import Permission, require
from reports import trials
from reports.analysis import analysis as analysis_of
from reports.comparison import comparison as comparison_of
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


@require(Permission.VIEW_EDITIONS)
@require_safe
def comparison(request):
    source = chosen(request)
    if source is None:
        return unpublished(request)
    return page(
        request,
        source,
        "reports/comparison.html",
        lambda context: comparison_of(context, request.GET.get("indicator", "")),
    )
