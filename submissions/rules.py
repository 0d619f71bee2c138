"""Who may move a submission, and when: one table of transitions, and refusals with a Chinese reason.

Each `why_not_…` answers "" or the reason; the same answer greys the button and, through `check`, guards the verb.
"""

from django.db import models

from accounts.journal import Refused, has_done
from accounts.permissions import FIGURE_ROLES, FILLING_ROLES, Permission, refusal


class Form(models.TextChoices):
    FIGURES = "FIGURES", "指标数据"
    UPDATES = "UPDATES", "任务进展"


class State(models.TextChoices):
    DRAFT = "DRAFT", "草稿"
    SUBMITTED = "SUBMITTED", "已提交"
    RETURNED = "RETURNED", "已退回"
    APPROVED = "APPROVED", "已审核"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class Kind(models.TextChoices):
    REGULAR = "REGULAR", "正常报送"
    CORRECTION = "CORRECTION", "更正"
    BACKFILL = "BACKFILL", "补录"


class AttachmentKind(models.TextChoices):
    SCAN = "SCAN", "签字扫描件"
    MATERIAL = "MATERIAL", "佐证材料"


TRANSITIONS = {
    "submit": ({State.DRAFT, State.RETURNED}, State.SUBMITTED),
    "send_back": ({State.SUBMITTED}, State.RETURNED),
    "approve": ({State.SUBMITTED}, State.APPROVED),
    "withdraw": ({State.DRAFT, State.RETURNED}, State.WITHDRAWN),
}
EDITABLE = {State.DRAFT, State.RETURNED}


ROLES = {Form.FIGURES: FIGURE_ROLES, Form.UPDATES: FILLING_ROLES}


def fills(user, submission) -> bool:
    """Answer whether the account fills in this form for the submission's unit, or one that was merged into its own."""
    return submission.unit in user.units_as(*ROLES[submission.form])


SEEN_ANEW = "您打开页面以后它又重新提交过，请看过新的内容再通过。"


def check(reason: str) -> None:
    """Raise the refusal, if there is one."""
    if reason:
        raise Refused(reason)


def why_not_edit(submission, user) -> str:
    if not fills(user, submission):
        return f"这是{submission.unit}的报送单，只有该单位的填报员可以填写。"
    if submission.state == State.APPROVED:
        return "报送单已审核，数字不能再改。确有错误请申请更正。"
    if submission.state == State.WITHDRAWN:
        return "这张更正单已撤回，不能再填。还要更正请重新申请。"
    if submission.state not in EDITABLE:
        return "报送单已提交，正在审核。需要修改请联系审核员退回。"
    return ""


def why_not_submit(submission, user) -> str:
    return why_not_edit(submission, user)


def why_not_review(submission, user) -> str:
    """Answer for approving and for sending back alike, except that one may send back one's own line."""
    if reason := refusal(user, Permission.REVIEW):
        return reason
    if submission.state not in TRANSITIONS["approve"][0]:
        return f"报送单现在是“{submission.get_state_display()}”，只有“已提交”的可以审核或退回。"
    return ""


def why_not_approve(submission, user, written: set[int] | None = None) -> str:
    """Answer for one submission; for many at once `written` holds those in which the user wrote a line."""
    if reason := why_not_review(submission, user):
        return reason
    wrote = has_done("line.put", submission, by=user) if written is None else submission.pk in written
    if submission.submitted_by_id == user.pk or wrote:
        return "报送单里有您本人填写或提交的内容，须由另一位审核员审核。"
    return ""


def why_not_correct(submission, user) -> str:
    """Answer for a correction 更正 of an approved submission."""
    if not fills(user, submission):
        return f"只有{submission.unit}的填报员可以申请更正。"
    if submission.state == State.WITHDRAWN:
        return "这张更正单已撤回，请在原来的报送单上重新申请更正。"
    if submission.state != State.APPROVED:
        return "报送单还没有审核，可以直接修改，不用申请更正。"
    if submission.open_correction():
        return "已有一张更正单还没有审核完，请先办完它；开错了可以撤回它。"
    return ""


def why_not_withdraw_correction(submission, user) -> str:
    """Answer for taking a correction 更正 back that was opened by mistake; what was approved stands."""
    if not fills(user, submission):
        return f"只有{submission.unit}的填报员可以撤回更正。"
    if submission.kind != Kind.CORRECTION:
        return "只有更正单可以撤回；要报的报送单空着也要说明原因后提交。"
    if submission.state == State.SUBMITTED:
        return "更正单已提交，正在审核。要撤回请先联系审核员退回。"
    if submission.state == State.APPROVED:
        return "更正单已审核，更正后的数已经生效。再有错误请另申请更正。"
    if submission.state == State.WITHDRAWN:
        return "这张更正单已经撤回，不用再撤。"
    return ""


def why_not_attach(submission, user, kind: str) -> str:
    """Answer for a file 附件: evidence goes along while the sheet is open; paper is signed later, so the scan at any time."""
    if not fills(user, submission):
        return f"这是{submission.unit}的报送单，只有该单位的填报员可以附文件。"
    if submission.state == State.WITHDRAWN:
        return "这张更正单已撤回，不能再附文件。"
    if kind == AttachmentKind.SCAN or submission.state in EDITABLE:
        return ""
    if submission.state == State.APPROVED:
        return "报送单已审核，佐证材料不能再补，随更正单附上；签字扫描件随时可以附。"
    return "报送单正在审核，佐证材料不能再补，需要补请联系审核员退回；签字扫描件随时可以附。"


def why_not_withdraw(submission, user) -> str:
    """Answer for taking a wrong file back; what was reviewed with the submission stays with it."""
    if not fills(user, submission):
        return f"只有{submission.unit}的填报员可以撤回附件。"
    if submission.state == State.WITHDRAWN:
        return "这张更正单已撤回，附件随单留存。"
    if submission.state == State.APPROVED:
        return "报送单已审核，附件随单留存，不能撤回。附错了请再附正确的，并在说明里写明。"
    return ""
