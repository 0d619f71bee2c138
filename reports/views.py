"""What leaders read and members take away: every page renders one edition, or the difference of two."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages import get_messages
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Event
from accounts.permissions import Permission, refusal, require
from policy.models import PolicyDocument
from reports import comparing, consultations, indicator_pages, plan, task_pages, timelines
from reports.boards import board as board_of
from reports.models import Edition
from reports.navigation import items_for
from reports.sources import chosen, listed_editions, quarter_of
from submissions.models import Submission
from submissions.rules import Refused
from tasks.panel import own_buttons

DAY = 24 * 3600
TAKEN = 12
"""How many of the last papers taken away stand under the list."""


@require_safe
def home(request):
    """Lead each role to its first page; an account without a post is told so."""
    pages = items_for(request.user, "")
    return redirect(pages[0]["url"]) if pages else render(request, "reports/home.html")


# --- pages of an edition ------------------------------------------------------------------------------------------


def page(request, source, template: str, make, **live):
    """Render what `make` takes from the source's context; who already holds it is told that nothing changed.

    What is `live` stands now and beside the edition: with it the page is not kept, nor is a part of it under its `mark`.
    """
    is_kept = source.edition and not get_messages(request) and not any(live.values())
    mark = source.mark(request) if is_kept else ""
    etag = source.etag(request, mark) if is_kept else None
    response = get_conditional_response(request, etag=etag) if etag else None
    if response is None:
        found = {"issue": source.context, "source": source, **make(source.context), **live}
        found |= {"mark": mark, "kept": DAY if is_kept else 0}
        response = render(request, template, found)
    if etag:
        response["ETag"] = etag
    patch_cache_control(response, private=True, **({"no_cache": True} if etag else {"no_store": True}))
    return response


def unpublished(request):
    """Show the plan and the next steps where nothing is published yet."""
    return render(request, "reports/plan.html", plan.plan(PolicyDocument.objects.first()))


@require(Permission.VIEW_EDITIONS)
@require_safe
def board(request):
    source = chosen(request)
    if source is None:
        return unpublished(request)
    return board_page(request, source, drafts=consultations.waiting_for(request.user))


def board_page(request, source, **live):
    def make(context):
        shown = board_of(context, request.GET)
        return {"board": shown, "phases": source.phases(shown.phase.slug)}

    return page(request, source, "reports/board.html", make, **live)


@require(Permission.VIEW_EDITIONS)
@require_safe
def indicator_list(request):
    source = chosen(request)
    if source is None:
        return unpublished(request)
    return page(request, source, "reports/indicator_list.html", indicator_pages.indicator_list)


@require(Permission.VIEW_EDITIONS)
@require_safe
def indicator_detail(request, slug):
    source = chosen(request)
    if source is None:
        return unpublished(request)
    document = PolicyDocument.objects.defer("text").first()
    live = {
        "orders": timelines.orders_of(request.user, document, indicator=slug),
        "resolutions": timelines.resolutions_of(request.user, document, indicator=slug),
    }

    def make(context):
        return indicator_pages.indicator_page(context, slug, timelines.of_indicator(context, slug, **live))

    return page(request, source, "reports/indicator_detail.html", make, **live)


@require(Permission.VIEW_TASKS)
@require_safe
def task_detail(request, number):
    source = chosen(request)
    if source is None:
        return redirect("tasks:task_course", number=number)
    document = PolicyDocument.objects.defer("text").first()
    live = {
        "orders": timelines.orders_of(request.user, document, task=number),
        "resolutions": timelines.resolutions_of(request.user, document, task__number=number),
    }
    buttons = own_buttons(number, request.user)

    def make(context):
        return task_pages.task_page(context, number, **live)

    return page(request, source, "reports/task_detail.html", make, buttons=buttons, **live)


# --- editions ---------------------------------------------------------------------------------------------------------


@require(Permission.VIEW_EDITIONS)
@require_safe
def edition_list(request):
    may_review = not refusal(request.user, Permission.REVIEW)
    editions = listed_editions()
    found = {
        "rows": comparing.edition_rows(editions),
        "may_review": may_review,
        "open": comparing.open_periods(editions) if may_review else [],
        "taken": Event.objects.filter(verb="edition.export")[:TAKEN] if may_review else [],
    }
    return render(request, "reports/edition_list.html", found)


@require(Permission.VIEW_EDITIONS)
@require_safe
def edition_detail(request, quarter, number):
    return board_page(request, chosen(request, f"{quarter}-{number}"))


@require(Permission.VIEW_EDITIONS)
@require_safe
def edition_difference(request):
    """Show two editions against each other: 甲 the earlier, 乙 the later, whichever was named first."""
    pair = [chosen(request, request.GET.get(name, "")) for name in ("a", "b")]
    if None in pair:
        return redirect("reports:edition_list")
    before, after = sorted(
        pair, key=lambda source: (source.quarter, source.edition.number if source.edition else 1000)
    )
    return render(request, "reports/edition_difference.html", comparing.compared(before, after))


@require(Permission.REVIEW)
@require_safe
def edition_preview(request, quarter):
    source = chosen(request, f"{quarter}-preview")
    consulted = consultations.standing(PolicyDocument.objects.first(), source.quarter)
    return board_page(request, source, standing=consulted)


@require(Permission.REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def edition_publish(request, quarter):
    """Say what the edition will state, then freeze it."""
    found, document = quarter_of(quarter), PolicyDocument.objects.first()
    reason = Edition.why_not_publish(document, found, request.user)
    if request.method == "POST":
        try:
            edition = Edition.publish(document, found, by=request.user, key=request.POST.get("key"))
        except Refused as refused:
            reason = str(refused)
        else:
            messages.success(request, f"已发布{edition}，校验码 {edition.check_code}。")
            return redirect(edition)
    source = chosen(request, f"{quarter}-preview")
    context = {"source": source, "issue": source.context, "reason": reason, "key": uuid4().hex}
    context["standing"] = consultations.standing(document, found)
    context["waiting"] = Submission.objects.waiting().filter(period__year=found.year, period__part=found.part)
    return render(
        request,
        "reports/edition_confirm_publish.html",
        context,
        status=409 if request.method == "POST" else 200,
    )


# --- papers -------------------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
def check_lookup(request):
    """Take a code as people type it: spaces, small letters, without the dash."""
    if code := comparing.typed_code(request.GET.get("code", "")):
        return redirect("reports:check_detail", code=code)
    return render(request, "reports/check_detail.html", {"code": ""})


@login_not_required
@require_safe
def check_detail(request, code):
    """Say which edition a paper's code 校验码 is of, and whether it still stands."""
    found = comparing.checked(code)
    return render(request, "reports/check_detail.html", found, status=200 if found["edition"] else 404)
