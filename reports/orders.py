"""Pages of supervision orders 督办单: from a light in two clicks, signed, answered, closed; beside its figures on one line of time."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import clock
from accounts.asking import is_done, version_seen
from accounts.models import Unit
from accounts.permissions import FILLING_ROLES, Permission, refusal, require
from indicators.models import Indicator, responsible_units
from reports import order_papers, timelines
from reports.meetings import AnswerForm, ReasonForm, answer, in_words, the_document
from reports.sources import chosen
from submissions.quarters import Quarter
from tasks.models import Supervision
from tasks.models.course import answering_unit
from tasks.order_forms import OrderForm

form_view = require_http_methods(["GET", "HEAD", "POST"])
DAYS_TO_ACT = dt.timedelta(days=30)
STATES = ("草稿", "已发出", "已签收", "被退回", "已反馈", "已办结", "已撤销")
AGREED = "反馈属实，同意办结。"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def order_or_404(request, pk) -> Supervision:
    """Return an order the account may see; another unit's answers like a missing one."""
    return get_object_or_404(Supervision.objects.visible_to(request.user).whole(), pk=pk)


@require(Permission.VIEW_EDITIONS)
@require_safe
def order_list(request):
    """List the orders, late first, narrowed to the state and the unit the address names."""
    found = list(Supervision.objects.visible_to(request.user).filter(document=the_document()).whole())
    today, state, unit = clock.today(), request.GET.get("state", ""), request.GET.get("unit", "")
    shown = [o for o in found if state in ("", o.state) and unit in ("", o.unit.short_name)]
    shown.sort(key=lambda o: (o.is_over, not o.is_late(today), o.due_on))
    context = {
        "orders": [(order, order.is_late(today)) for order in shown],
        "late": sum(order.is_late(today) for order in found),
        "open": sum(not order.is_over for order in found),
        "states": [(word, address(word, unit)) for word in STATES if any(o.state == word for o in found)],
        "units": [(name, address(state, name)) for name in dict.fromkeys(o.unit.short_name for o in found)],
        "state": state,
        "unit": unit,
        "may_draft": not refusal(request.user, Permission.DRAFT_ORDERS),
    }
    return render(request, "tasks/order_list.html", context)


def address(state: str, unit: str) -> str:
    given = {"state": state, "unit": unit}
    return "?" + urlencode({name: value for name, value in given.items() if value})


# --- drafting 拟稿 ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Subject:
    """What an order is about, and what it would say: from the document and the newest edition."""

    about: str
    unit: Unit
    matter: str
    ties: dict


def subject_of(request, document) -> Subject:
    source = chosen(request)
    context = source.context if source else None
    if slug := request.GET.get("indicator", ""):
        return of_indicator(document, slug, context)
    number = request.GET.get("task", "")
    task = document.tasks.filter(number=number).first() if number.isdecimal() and len(number) < 5 else None
    if task is None:
        raise Http404("请从一项指标或一项任务发起督办。")
    matter = f"请牵头推进“{task.title}”，按期报送进展，说明存在问题和解决办法。"
    return Subject(f"任务{task.number} {task.title}", answering_unit(task), matter, {"task": task})


def of_indicator(document, slug: str, context) -> Subject:
    indicator = get_object_or_404(Indicator, document=document, slug=slug)
    row = next((row for row in context.main.rows if row.slug == slug), None) if context else None
    found = (
        f"{context.label}{indicator.name}{row.signal.word}：{row.sentence}" if row else f"{indicator.name}。"
    )
    matter = f"{found}请查明原因，提出补齐办法，按期完成。"
    return Subject(indicator.name, unit_for(indicator), matter, {"indicator": slug})


def unit_for(indicator) -> Unit:
    """Return who answers for the indicator's first quantity today."""
    definition = indicator.definitions.select_related("item_a").last()
    quarter = Quarter.due(clock.today())
    units = responsible_units(indicator.document, quarter)
    item = definition.item_a_id if definition else None
    return units.get(item) or Unit.objects.committee()


@require(Permission.DRAFT_ORDERS)
@form_view
def order_create(request):
    document = the_document()
    subject = subject_of(request, document)
    initial = {"unit": subject.unit, "matter": subject.matter, "due_on": clock.today() + DAYS_TO_ACT}
    form = OrderForm(request.POST or None, initial=initial)

    def do():
        values = {"about": subject.about, **subject.ties, **form.values}
        form.made = Supervision.draft(document, values, by=request.user, key=request.POST.get("key"))

    if is_done(form, do):
        messages.success(request, "督办单已拟好，发出后责任单位才看得到。")
        return redirect("reports:order_detail", pk=form.made.pk)
    return answer(request, "order_form", form, subject=subject)


@require(Permission.DRAFT_ORDERS)
@form_view
def order_edit(request, pk):
    order = order_or_404(request, pk)
    form = OrderForm(request.POST or None, instance=order)

    def do():
        rv = form.cleaned_data["rv"] or 0
        Supervision.objects.get(pk=pk).edit(form.values, rv=rv, by=request.user, key=request.POST.get("key"))

    if is_done(form, do):
        messages.success(request, "督办单已改。")
        return redirect("reports:order_detail", pk=pk)
    return answer(request, "order_form", form, order=Supervision.objects.get(pk=pk))


# --- one order ----------------------------------------------------------------------------------------------------


@require(Permission.VIEW_EDITIONS)
@require_safe
def order_detail(request, pk):
    order, user = order_or_404(request, pk), request.user
    context = {
        "order": order,
        "is_late": order.is_late(clock.today()),
        "course": order_papers.course(order),
        "next_step": next_step(order),
        "moments": moments(request, order),
        "is_own": order.unit.heir(clock.today()) in user.units_as(*FILLING_ROLES),
        "may_draft": not refusal(user, Permission.DRAFT_ORDERS),
        "may_issue": not refusal(user, Permission.ISSUE_ORDERS),
        "why_not_issue": order.why_not_issue(user),
        "why_not_sign": order.why_not_sign(user),
        "why_not_answer": order.why_not_answer(user),
        "why_not_close": order.why_not_close(user),
        "may_withdraw": not order.why_not_withdraw(user),
        "subject_url": subject_url(order),
    }
    return render(request, "tasks/order_detail.html", context)


def subject_url(order) -> str:
    if order.task:
        return reverse("reports:task_detail", args=[order.task.number])
    return reverse("reports:indicator_detail", args=[order.indicator])


def next_step(order) -> str:
    """Return what the order waits for, "" where it is over."""
    if order.is_over:
        return ""
    if not order.issued_at:
        return "等督查员发出"
    unit = order.unit.label(clock.today())
    if not order.signed_at:
        return f"等{unit}签收"
    return "等督查员办结或退回" if order.replied_at else f"等{unit}反馈"


def moments(request, order) -> list[timelines.Moment]:
    """Set the order between the figures of its indicator or task, oldest first, so that one sees what became of them."""
    source, orders = chosen(request), [order] if order.issued_at else []
    if source is None:
        return timelines.line([], orders)[::-1]
    if order.indicator:
        agreed = timelines.resolutions_of(request.user, order.document, indicator=order.indicator)
        return timelines.of_indicator(source.context, order.indicator, orders, agreed)[::-1]
    task = next(
        (each for each in source.context.tasks if order.task and each.number == order.task.number), None
    )
    if task is None:
        return timelines.line([], orders)[::-1]
    agreed = timelines.resolutions_of(request.user, order.document, task__number=task.number)
    return timelines.of_task(source.context, task, orders, agreed)[::-1]


@require(Permission.VIEW_EDITIONS)
@require_safe
def order_print(request, pk):
    order = order_or_404(request, pk)
    context = {"order": order, "committee": Unit.objects.committee(), "words": order.words.all()}
    return render(request, "tasks/order_print.html", context)


@require(Permission.VIEW_EDITIONS)
@require_safe
def order_word(request, pk):
    order = order_or_404(request, pk)
    if not order.issued_at:
        raise Http404("督办单还没有发出。")
    response = HttpResponse(order_papers.render(order, Unit.objects.committee().name), content_type=WORD)
    response["Content-Disposition"] = content_disposition_header(True, f"{order.name}{order.about}.docx")
    return response


def act(request, pk, verb, said: str):
    """Do one step of an order that needs no words."""
    verb(
        order_or_404(request, pk),
        rv=version_seen(request, "rv"),
        by=request.user,
        key=request.POST.get("key"),
    )
    messages.success(request, said)
    return redirect("reports:order_detail", pk=pk)


@require(Permission.ISSUE_ORDERS)
@require_POST
def order_issue(request, pk):
    return act(request, pk, Supervision.issue, "督办单已发出，责任单位登录就看到。")


@require(Permission.FILL)
@require_POST
def order_sign(request, pk):
    return act(request, pk, Supervision.sign, "已签收，请按期反馈。")


@require(Permission.ISSUE_ORDERS)
@form_view
def order_close(request, pk):
    words = {"title": "办结", "label": "办结意见", "said": "督办单已办结。", "text": AGREED}
    verbs = {"do": Supervision.close, "why_not": Supervision.why_not_close}
    return in_words(request, order_or_404(request, pk), "order", form_class=ReasonForm, **words, **verbs)


@require(Permission.DRAFT_ORDERS)
@form_view
def order_withdraw(request, pk):
    words = {"title": "撤销督办单", "label": "撤销理由", "said": "督办单已撤销，编号不再用。"}
    verbs = {"do": Supervision.withdraw, "why_not": Supervision.why_not_withdraw}
    return in_words(request, order_or_404(request, pk), "order", form_class=ReasonForm, **words, **verbs)


@require(Permission.FILL)
@form_view
def order_answer(request, pk):
    words = {"title": "反馈办理情况", "label": "办理情况", "said": "已反馈，等督查员办结。"}
    verbs = {"do": Supervision.answer, "why_not": Supervision.why_not_answer}
    return in_words(request, order_or_404(request, pk), "order", form_class=AnswerForm, **words, **verbs)


@require(Permission.ISSUE_ORDERS)
@form_view
def order_send_back(request, pk):
    words = {"title": "退回反馈", "label": "退回理由", "said": "已退回，责任单位登录就看到。"}
    verbs = {"do": Supervision.send_back, "why_not": Supervision.why_not_close}
    return in_words(request, order_or_404(request, pk), "order", form_class=ReasonForm, **words, **verbs)
