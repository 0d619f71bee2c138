"""Pages of a consultation 征求意见: what a unit is asked and says, and what the reviewer answers, beside the preview."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import clock
from accounts.asking import DAY, TOO_LONG, is_done
from accounts.models import Unit
from accounts.permissions import Permission, require
from policy.models import PolicyDocument
from reports.consultations import asked, standing
from reports.consulting import Statement
from reports.models import Comment, Consultation, Edition
from reports.sources import quarter_of

form_view = require_http_methods(["GET", "HEAD", "POST"])
AREA = forms.Textarea(attrs={"rows": 4})
LONG = {"max_length": TOO_LONG}
DAYS_TO_COMMENT = dt.timedelta(days=3)


class OpenForm(forms.Form):
    due_on = forms.DateField(label="征求意见截止", widget=DAY, help_text="到这一天为止，各单位可以提意见。")


class CommentForm(forms.Form):
    text = forms.CharField(
        label="意见", max_length=500, widget=AREA, error_messages=LONG | {"required": "请写意见。"}
    )


class AnswerForm(forms.Form):
    is_accepted = forms.TypedChoiceField(
        label="是否采纳",
        choices=[("1", "采纳"), ("0", "未采纳")],
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
        error_messages={"required": "请选采纳或未采纳。"},
    )
    text = forms.CharField(
        label="答复",
        max_length=300,
        widget=AREA,
        required=False,
        error_messages=LONG,
        help_text="未采纳必须写明理由；采纳可以写怎样改。提意见的单位看得到。",
    )


def answer(request, template: str, form, **context):
    """Show a form, with 422 where it says what is wrong."""
    status = 422 if form.errors else 200
    return render(request, f"reports/{template}.html", {"form": form, **context}, status=status)


# --- the unit 被征求意见的单位 ------------------------------------------------------------------------------------


def consultation_or_404(pk) -> Consultation:
    return get_object_or_404(Consultation.objects.select_related("document"), pk=pk)


@require(Permission.FILL)
@require_safe
def consultation_detail(request, pk):
    """Show one's own unit what the draft says of it, with what it has said of that."""
    consultation = consultation_or_404(pk)
    own = asked(consultation, request.user)
    said = list(consultation.comments.filter(unit__in=[each.unit for each in own]).select_related("made_by"))
    parts = [
        (each.unit, [(one, [c for c in said if is_about(c, each.unit, one)]) for one in each.statements])
        for each in own
    ]
    context = {
        "consultation": consultation,
        "parts": parts,
        "count": len(said),
        "closed": consultation.closed,
    }
    return render(request, "reports/consultation_detail.html", context)


def is_about(comment: Comment, unit: Unit, statement: Statement) -> bool:
    return comment.unit_id == unit.pk and comment.place == statement.place


@require(Permission.FILL)
@form_view
def comment_create(request, pk):
    """Take a comment on one sentence; what does not concern one's own unit is not found."""
    consultation, place = consultation_or_404(pk), request.GET.get("place", "")
    found = [(each.unit, one) for each in asked(consultation, request.user) for one in each.statements]
    unit, statement = next(((u, one) for u, one in found if one.place == place), (None, None))
    if statement is None:
        raise Http404("征求意见稿里没有这一句。")
    form = CommentForm(request.POST or None)

    def do():
        said = {"unit": unit, "text": form.cleaned_data["text"]}
        Comment.add(consultation, statement, by=request.user, key=request.POST.get("key"), **said)

    if is_done(form, do):
        messages.success(request, "意见已提交，审核员答复后这里看得到。")
        return redirect("reports:consultation_detail", pk=pk)
    why_not = Comment.why_not_add(consultation, unit, request.user)
    about = {"consultation": consultation, "statement": statement, "why_not": why_not}
    return answer(request, "comment_form", form, **about)


# --- the reviewer ---------------------------------------------------------------------------------------------------


@require(Permission.REVIEW)
@form_view
def comment_list(request, quarter):
    """Show the reviewer what the units say, by unit and sentence; from here the draft is sent out."""
    found, document = quarter_of(quarter), PolicyDocument.objects.first()
    form = OpenForm(request.POST or None, initial={"due_on": clock.today() + DAYS_TO_COMMENT})

    def do():
        due_on, key = form.cleaned_data["due_on"], request.POST.get("key")
        form.made = Consultation.open(document, found, due_on=due_on, by=request.user, key=key)

    if is_done(form, do):
        messages.success(
            request,
            f"{form.made}已发出，所涉单位的首页会列出，{clock.spoken_short(form.made.due_on)}截止。",
        )
        return redirect("reports:comment_list", quarter=quarter)
    about = {
        "quarter": found,
        "standing": standing(document, found),
        "why_not": Consultation.why_not_open(document, found, request.user),
        "is_published": Edition.objects.of(document, found).exists(),
    }
    return answer(request, "comment_list", form, **about)


@require(Permission.REVIEW)
@form_view
def comment_answer(request, pk):
    comment = get_object_or_404(Comment.objects.select_related("consultation", "unit", "made_by"), pk=pk)
    form = AnswerForm(request.POST or None)
    quarter = str(comment.consultation.quarter)

    def do():
        comment.answer(**form.cleaned_data, by=request.user, key=request.POST.get("key"))

    if is_done(form, do):
        messages.success(request, f"已答复{comment.unit}：{comment.outcome}。")
        return redirect("reports:comment_list", quarter=quarter)
    why_not = comment.why_not_answer(request.user)
    return answer(request, "comment_answer", form, comment=comment, quarter=quarter, why_not=why_not)
