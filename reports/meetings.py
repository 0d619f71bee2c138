"""Pages of the joint meeting 联席会议: called with an agenda from the newest edition, its resolutions answered and closed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import clock
from accounts.asking import is_done, version_seen
from accounts.models import Unit
from accounts.permissions import FILLING_ROLES, Permission, refusal, require
from indicators.models import Indicator
from policy.models import PolicyDocument
from reports.agendas import proposed
from reports.models import Edition
from reports.sources import chosen
from tasks.meeting_forms import AnswerForm, CallForm, MeetingForm, ReasonForm, ResolutionForm
from tasks.models import JointMeeting, Resolution

form_view = require_http_methods(["GET", "HEAD", "POST"])


def the_document() -> PolicyDocument:
    document = PolicyDocument.objects.defer("text").first()
    if document is None:
        raise Http404("还没有装入文件。")
    return document


def answer(request, template: str, form, **context):
    found = {"form": form, "today": clock.today(), **context}
    return render(request, f"tasks/{template}.html", found, status=422 if form.errors else 200)


@require(Permission.VIEW_EDITIONS)
@require_safe
def meeting_list(request):
    """List the meetings and, late first, what was agreed and is still open."""
    document = the_document()
    context = {
        "meetings": JointMeeting.objects.filter(document=document).prefetch_related("resolutions"),
        "open": Resolution.objects.open().filter(meeting__document=document),
        "own": own_units(request.user),
        "today": clock.today(),
        "why_not_call": refusal(request.user, Permission.HOLD_MEETINGS),
    }
    return render(request, "tasks/meeting_list.html", context)


def own_units(user) -> list[Unit]:
    return user.units_as(*FILLING_ROLES)


@require(Permission.HOLD_MEETINGS)
@form_view
def meeting_create(request):
    document, source = the_document(), chosen(request)
    initial = {"agenda": proposed(source and source.context, source.check_code if source else "", document)}
    form = CallForm(document, request.POST or None, initial=initial)
    edition = f"{source.quarter}-{source.edition.number}" if source and source.edition else ""

    def do():
        invited = form.cleaned_data["invited"]
        options = {"edition": edition, "by": request.user, "key": request.POST.get("key")}
        form.made = JointMeeting.call(document, form.values, invited=invited, **options)

    if is_done(form, do):
        messages.success(request, f"{form.made}已召集。")
        return redirect("reports:meeting_detail", pk=form.made.pk)
    return answer(request, "meeting_form", form, source=source)


def meeting_or_404(pk) -> JointMeeting:
    return get_object_or_404(JointMeeting.objects.select_related("document", "closed_by"), pk=pk)


@require(Permission.VIEW_EDITIONS)
@require_safe
def meeting_detail(request, pk):
    meeting = meeting_or_404(pk)
    resolutions = meeting.resolutions.select_related("unit__successor", "task", "replied_by", "closed_by")
    context = {
        "meeting": meeting,
        "edition": edition_of(meeting),
        "attending": meeting.attending(),
        "resolutions": resolutions,
        "own": own_units(request.user),
        "today": clock.today(),
        "may_hold": not refusal(request.user, Permission.HOLD_MEETINGS),
        "why_not_close": meeting.why_not_close(request.user),
    }
    return render(request, "tasks/meeting_detail.html", context)


def edition_of(meeting) -> Edition | None:
    """Return the edition the meeting speaks of; its papers are what is handed round."""
    editions = Edition.objects.filter(document=meeting.document).defer("text")
    return next((e for e in editions if f"{e.quarter}-{e.number}" == meeting.edition), None)


@require(Permission.HOLD_MEETINGS)
@form_view
def meeting_edit(request, pk):
    meeting = meeting_or_404(pk)
    form = MeetingForm(request.POST or None, instance=meeting)

    def do():
        rv = form.cleaned_data["rv"]
        JointMeeting.objects.get(pk=pk).edit(form.values, rv=rv, by=request.user, key=request.POST.get("key"))

    if is_done(form, do):
        messages.success(request, f"{meeting}已保存。")
        return redirect("reports:meeting_detail", pk=pk)
    return answer(request, "meeting_form", form, meeting=JointMeeting.objects.get(pk=pk))


@require(Permission.HOLD_MEETINGS)
@require_POST
def meeting_close(request, pk):
    meeting = meeting_or_404(pk)
    meeting.close(rv=version_seen(request, "rv"), by=request.user, key=request.POST.get("key"))
    messages.success(request, f"{meeting}已办结；没有办结的议定事项会列进下一次会议的议程。")
    return redirect("reports:meeting_detail", pk=pk)


@require(Permission.HOLD_MEETINGS)
@form_view
def resolution_create(request, pk):
    meeting = meeting_or_404(pk)
    indicators = meeting.document.indicators.values_list("slug", "name")
    form = ResolutionForm(meeting.document, indicators, request.POST or None)
    why_not = meeting.why_not_edit(request.user)

    def do():
        Resolution.add(meeting, form.cleaned_data, by=request.user, key=request.POST.get("key"))

    if is_done(form, do):
        messages.success(request, f"已记下，由{form.cleaned_data['unit']}办理。")
        return redirect("reports:meeting_detail", pk=pk)
    return answer(request, "resolution_form", form, meeting=meeting, why_not=why_not)


# --- one resolution 议定事项 ---------------------------------------------------------------------------------------


def resolution_or_404(pk) -> Resolution:
    related = ("meeting__document", "unit__successor", "task", "replied_by", "closed_by")
    return get_object_or_404(Resolution.objects.select_related(*related), pk=pk)


@require(Permission.VIEW_EDITIONS)
@require_safe
def resolution_detail(request, pk):
    resolution, user = resolution_or_404(pk), request.user
    context = {
        "resolution": resolution,
        "indicator": Indicator.objects.filter(slug=resolution.indicator).first()
        if resolution.indicator
        else "",
        "today": clock.today(),
        "is_own": resolution.unit.heir(clock.today()) in own_units(user),
        "may_hold": not refusal(user, Permission.HOLD_MEETINGS),
        "why_not_answer": resolution.why_not_answer(user),
        "why_not_close": resolution.why_not_close(user),
        "why_not_reopen": resolution.why_not_reopen(user),
    }
    return render(request, "tasks/resolution_detail.html", context)


def in_words(request, row, name: str, *, title: str, label: str, form_class, do, why_not, said: str, text=""):
    """Ask for one text on a resolution or an order, as `name` says, and do with it what is to be done."""
    form = form_class(label, request.POST or None, initial={"rv": row.rv, "text": text})

    def act():
        text, rv = form.cleaned_data["text"], form.cleaned_data["rv"]
        do(row, text, rv=rv, by=request.user, key=request.POST.get("key"))

    if is_done(form, act):
        messages.success(request, said)
        return redirect(f"reports:{name}_detail", pk=row.pk)
    context = {name: row, "title": title, "why_not": why_not(row, request.user)}
    return answer(request, f"{name}_word", form, **context)


@require(Permission.FILL)
@form_view
def resolution_answer(request, pk):
    words = {"title": "答复议定事项", "label": "办理情况", "said": "已答复，等管委会办结。"}
    verbs = {"do": Resolution.answer, "why_not": Resolution.why_not_answer}
    return in_words(request, resolution_or_404(pk), "resolution", form_class=AnswerForm, **words, **verbs)


@require(Permission.HOLD_MEETINGS)
@form_view
def resolution_send_back(request, pk):
    words = {"title": "退回答复", "label": "退回理由", "said": "已退回，责任单位的首页会列出。"}
    verbs = {"do": Resolution.send_back, "why_not": Resolution.why_not_close}
    return in_words(request, resolution_or_404(pk), "resolution", form_class=ReasonForm, **words, **verbs)


@require(Permission.HOLD_MEETINGS)
@form_view
def resolution_reopen(request, pk):
    words = {"title": "恢复办理", "label": "恢复理由", "said": "已恢复办理，会列进下一次会议的议程。"}
    verbs = {"do": Resolution.reopen, "why_not": Resolution.why_not_reopen}
    return in_words(request, resolution_or_404(pk), "resolution", form_class=ReasonForm, **words, **verbs)


@require(Permission.HOLD_MEETINGS)
@require_POST
def resolution_close(request, pk):
    resolution = resolution_or_404(pk)
    resolution.close(rv=version_seen(request, "rv"), by=request.user, key=request.POST.get("key"))
    messages.success(request, "议定事项已办结。")
    return redirect("reports:resolution_detail", pk=pk)
