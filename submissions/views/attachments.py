"""Files of a submission: attached and withdrawn by its unit, read by whoever may read the submission."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.journal import Refused
from accounts.permissions import Permission, require
from policy.evidence import Unacceptable, handed_out
from submissions import rules
from submissions.attachments import Attachment
from submissions.forms import AttachmentForm, WithdrawForm
from submissions.models import Submission
from submissions.rules import AttachmentKind
from submissions.views.own import own_or_404


@require(Permission.FILL)
def attachment_add(request, pk):
    """Show what goes with the submission, and take one file more."""
    submission = own_or_404(request, pk)
    why_no_material = rules.why_not_attach(submission, request.user, AttachmentKind.MATERIAL)
    kind = AttachmentKind.SCAN if why_no_material else AttachmentKind.MATERIAL
    form = AttachmentForm(request.POST or None, request.FILES or None, initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        try:
            made = submission.attach(
                by=request.user, key=request.POST.get("key") or None, **form.cleaned_data
            )
        except (Refused, Unacceptable) as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, f"已附上{made}。")
            return redirect("submissions:attachment_add", pk=pk)
    context = {
        "submission": submission,
        "form": form,
        "why_no_material": why_no_material,
        "why_not_withdraw": rules.why_not_withdraw(submission, request.user),
    }
    return render(request, "submissions/attachment_add.html", context, status=422 if form.errors else 200)


@require(Permission.FILL)
def attachment_withdraw(request, pk, number):
    """Take a wrong file back, with a reason; its row stays."""
    attachment = get_object_or_404(own_or_404(request, pk).attachments, pk=number)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            key = request.POST.get("key") or None
            attachment.withdraw(by=request.user, key=key, **form.cleaned_data)
        except Refused as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, f"已撤回{attachment}。")
    for reason in form.errors.get("reason", []):
        messages.error(request, reason)
    return redirect("submissions:attachment_add", pk=pk)


@require(Permission.VIEW_TASKS)
@require_safe
def attachment_detail(request, pk, number):
    """Hand out the file to who may read its submission; a browser shows only what cannot run anything."""
    submission = get_object_or_404(Submission.objects.visible_to(request.user), pk=pk)
    evidence = get_object_or_404(Attachment, submission=submission, pk=number).evidence
    return handed_out(evidence)
