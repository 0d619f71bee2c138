"""The floor's pages out of the newest edition, and the barest signed-in view that makes one for every request."""

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path

from reports import boards, indicator_pages, timelines
from reports.models import Edition


def newest():
    return Edition.objects.order_by("-year", "-part", "-number").first()


def shown(edition, query="") -> dict:
    context = edition.context
    phase = context.main
    by_slug = {row.slug: row for row in phase.rows}
    stories = [by_slug[slug] for slug in phase.attention][:3]
    page = int(QueryDict(query).get("page", 1)) - 1
    rows = phase.rows[page * boards.PAGE : (page + 1) * boards.PAGE]
    window = next((each for each in context.phases if each.is_window), None)
    worries = [task for task in context.tasks if task.judgement in boards.WORRIES]
    return {
        "issue": context,
        "phase": phase,
        "stories": stories,
        "rows": rows,
        "window": window,
        "worries": worries,
    }


def live(request):
    """Read who asks and the edition from the database, and print it."""
    if not request.user.is_authenticated:
        raise Http404
    return render(request, "board.html", shown(newest()))


def signed_in(request):
    """Say who asks: what no answer to somebody signed in can do without."""
    return HttpResponse(request.user.username if request.user.is_authenticated else "nobody")


def pages() -> dict[str, str]:
    """Return {path: page}: the board and an indicator without a script, and each one's figures without a page."""
    edition = newest()
    context, board = edition.context, boards.board(edition.context, QueryDict())
    row = next(row for row in board.attention if row.quarters)
    timeline = timelines.of_indicator(context, row.slug, orders=[], resolutions=[])
    indicator = indicator_pages.indicator_page(context, row.slug, timeline)
    figure = indicator["figures"]
    return {
        "/board": render_to_string("board.html", shown(edition)),
        "/indicator": render_to_string("indicator.html", {**indicator, "issue": context}),
        "/board-charts": render_to_string("charts.html", {"figure": board.figures["wide"]}),
        "/indicator-charts": render_to_string("charts.html", {"figure": figure["wide"]}),
    }


urlpatterns = [path("live", live), path("signed-in", signed_in)]
