"""Which pages stand in the navigation of which role."""

from django.urls import reverse

from accounts.models import Role

BOARD, DOCUMENT = ("看板", "reports:board"), ("文件", "policy:document_detail")
INDICATORS, TASKS = ("指标", "reports:indicator_list"), ("任务", "reports:task_list")
EDITIONS, MEETINGS = ("发布版", "reports:edition_list"), ("会议", "reports:meeting_list")
MATRIX, OWN_UNIT = ("矩阵", "reports:task_matrix"), ("我的单位", "reports:unit_own")
ANALYSIS, ORDERS = ("分析", "reports:analysis"), ("督办", "reports:order_list")
READER = (BOARD, INDICATORS, ANALYSIS, TASKS, MATRIX, ORDERS, MEETINGS, EDITIONS, DOCUMENT)
PAGES = {
    Role.CLERK: (
        ("填报", "submissions:submission_list"),
        OWN_UNIT,
        BOARD,
        INDICATORS,
        TASKS,
        MATRIX,
        DOCUMENT,
    ),
    Role.REVIEWER: (
        ("审核", "reports:review_list"),
        ("填报期", "submissions:period_list"),
        *(page for page in READER if page not in (ANALYSIS, MATRIX, DOCUMENT)),
        ("设定", "indicators:target_list"),
        DOCUMENT,
    ),
    Role.LEADER: READER,
    Role.MEMBER: (*READER, ("填报", "submissions:submission_list"), OWN_UNIT),
    Role.SUPERVISOR: READER,
    Role.ADMIN: (
        ("账号", "accounts:user_list"),
        ("单位", "accounts:unit_list"),
        ("自检", "checkup"),
        TASKS,
        MATRIX,
        DOCUMENT,
    ),
    Role.AUDITOR: (("日志", "accounts:event_list"), TASKS, MATRIX, DOCUMENT),
}


def items_for(user, path: str) -> list[dict]:
    """Return the pages of the account's roles, each once, with the one that `path` belongs to marked."""
    pages = dict.fromkeys(page for role in PAGES if role in user.roles for page in PAGES[role])
    items = [{"label": label, "url": reverse(name)} for label, name in pages]
    here = max((item["url"] for item in items if path.startswith(item["url"])), key=len, default="")
    return [item | {"is_current": item["url"] == here} for item in items]
