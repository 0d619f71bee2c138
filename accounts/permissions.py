"""Who may what: the whole matrix on one screen. Doors are shut unless opened here."""

from enum import StrEnum
from functools import wraps

from django.core.exceptions import PermissionDenied

from accounts.models import Role


class Permission(StrEnum):
    VIEW_EDITIONS = "看发布版"
    VIEW_TASKS = "看任务与文件"
    FILL = "填报本单位任务进展"
    FILL_FIGURES = "填报本单位指标数据"
    REVIEW = "审核与发布"
    DECIDE = "设定目标、口径与分工"
    HOLD_MEETINGS = "办理联席会议和企业评议"
    DRAFT_ORDERS = "拟督办单"
    ISSUE_ORDERS = "发出和办结督办单"
    ADMINISTER = "管理账号与单位"
    READ_JOURNAL = "查日志"


P = Permission
ROLE_PERMISSIONS = {
    Role.CLERK: {P.VIEW_EDITIONS, P.VIEW_TASKS, P.FILL, P.FILL_FIGURES},
    Role.REVIEWER: {P.VIEW_EDITIONS, P.VIEW_TASKS, P.REVIEW, P.DECIDE, P.HOLD_MEETINGS},
    Role.LEADER: {P.VIEW_EDITIONS, P.VIEW_TASKS, P.DRAFT_ORDERS},
    Role.MEMBER: {P.VIEW_EDITIONS, P.VIEW_TASKS, P.FILL},
    Role.SUPERVISOR: {P.VIEW_EDITIONS, P.VIEW_TASKS, P.DRAFT_ORDERS, P.ISSUE_ORDERS},
    Role.ADMIN: {P.VIEW_TASKS, P.ADMINISTER},
    Role.AUDITOR: {P.VIEW_TASKS, P.READ_JOURNAL},
}

FILLING_ROLES = tuple(role for role, may in ROLE_PERMISSIONS.items() if P.FILL in may)
FIGURE_ROLES = tuple(role for role, may in ROLE_PERMISSIONS.items() if P.FILL_FIGURES in may)
"""Who fills in for a unit: its updates, and its figures; a member of the joint meeting writes updates only."""

OPEN_VIEWS = {
    "accounts:sign_in": "登录",
    "accounts:demonstration_sign_in": "演示库一键进入",
    "reports:check_lookup": "核对一张纸",
    "reports:check_detail": "核对一张纸",
    "reports:screen": "会议室大屏，凭可收回的链接只看已发布的内容",
    "reports:screen_edition": "会议室大屏，凭可收回的链接只看已发布的内容",
    "healthz": "健康检查",
}
"""Views that need no sign-in, each with its reason; a test holds the URLconf to this list."""

SELF_VIEWS = {"accounts:sign_out", "accounts:password_change", "reports:home", "manual"}
"""Views every signed-in account may open, whatever its posts."""


def permissions_of(user) -> set[Permission]:
    """Return what the account may do today, through the posts it holds today."""
    return set().union(*(ROLE_PERMISSIONS[role] for role in user.roles)) if user.is_active else set()


def refusal(user, permission: Permission) -> str:
    """Return why `user` may not, or "" — the same answer guards the view and greys the button."""
    if permission in permissions_of(user):
        return ""
    holders = "、".join(role.label for role, may in ROLE_PERMISSIONS.items() if permission in may)
    return f"“{permission.value}”须由{holders}办理，您现在的岗位没有这项权限。"


def require(permission: Permission):
    """Guard a view by one permission; the page 403 says the reason."""

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if reason := refusal(request.user, permission):
                raise PermissionDenied(reason)
            return view(request, *args, **kwargs)

        guarded.permission = permission
        return guarded

    return guard
