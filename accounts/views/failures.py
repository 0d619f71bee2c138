"""What a person reads when something went wrong: why, what to do, and whatever was typed is still there."""

import errno
import logging
import secrets
import sys
from functools import cache

from django import forms
from django.conf import settings
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.journal import Conflict, note_refusal, plain

logger = logging.getLogger(__name__)

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
RETRY_AFTER = 5
NOT_HERE = "没有这个对象，或不属于本单位。"
NO_PERMISSION = "您现在的岗位没有这项权限。需要办理请联系系统管理员。"
CAUSES = {
    "full": "服务器磁盘已满，暂时不能保存；已有数据可以照常查看。请通知系统管理员腾出空间，再点“再提交一次”。",
    "space": "服务器磁盘已满，暂时不能保存；已有数据可以照常查看。请通知系统管理员腾出空间，再点“再提交一次”。",
    "readonly": "数据库现在只能查看，不能保存。请通知系统管理员。",
    "lock": "同时保存的人较多，这次没有排上，没有保存。请过几秒再点“再提交一次”。",
}
"""A word in the database's message: what a person is told."""
INCOMPLETE = "这次请求的内容不完整或格式不对，没有保存。请返回上一页，检查后再试。"
TOO_MUCH = {
    TooManyFieldsSent: f"一次送来的格数太多（最多{settings.DATA_UPLOAD_MAX_NUMBER_FIELDS}格），没有保存。请返回上一页，分几次保存，或用填报表上传。",
    TooManyFilesSent: "一次送来的文件太多，没有保存。请返回上一页，一次只传一个。",
    RequestDataTooBig: f"一次送来的内容太大（最多{settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2} MB），没有保存。请返回上一页，分几次保存。",
}
"""What was refused before it was read: what a person is told."""
CARRIED = {"key", "act", "to", "rv", "was", "shown", "label", "seen", "rows", "held", "encoding"}
"""Fields that a page carries and nobody types."""
WORDS = {"single": "当季"}
SOMETHING = "填写的内容"
AWAY = "数据库暂时连不上，请过几秒再试；一直不行请通知系统管理员。"


def bad_request(request, exception):
    """Answer 400 with the reason; of what could not be read nothing is repeated."""
    reason = next((text for kind, text in TOO_MUCH.items() if isinstance(exception, kind)), INCOMPLETE)
    return answer(request, 400, {"reason": reason}, is_bare=True)


def permission_denied(request, exception):
    """Answer 403 with the reason; a refused write leaves its trace in the journal."""
    reason = str(exception) or NO_PERMISSION
    note_refused_write(request, exception)
    return answer(request, 403, {"reason": reason, **kept(request)})


def page_not_found(request, exception):
    """Answer 404 alike for what is missing and for what belongs to another unit."""
    note_refused_write(request, PermissionDenied(NOT_HERE))
    return answer(request, 404, {"reason": "没有这一页，或者它不属于您的单位。"}, is_bare=True)


def note_refused_write(request, refused: PermissionDenied) -> None:
    """Chain a write that was refused to somebody who is signed in; a look leaves no trace."""
    user = getattr(request, "user", None)
    if request.method not in SAFE and request.resolver_match and user and user.is_authenticated:
        note_refusal(refused, f"{request.method} {request.path}", by=user)


def conflict(request, exception: Conflict):
    """Answer 409: both values, and the choice between them; everything else that was typed goes along."""
    clashes = exception.clashes
    if wants_json(request):
        shown = [{**vars(clash), "at": clash.at.isoformat()} for clash in clashes]
        return JsonResponse(plain({"reason": str(exception), "clashes": shown}), status=409)
    versions = {f"{clash.cell}-rv" if clash.cell else "rv": clash.rv for clash in clashes}
    cells = {clash.cell for clash in clashes}
    fields = [(name, versions.get(name, value)) for name, value in typed(request) if name != "key"]
    context = {
        "reason": str(exception),
        "clashes": clashes,
        "mine": fields,
        "rest": [(name, value) for name, value in fields if name.rpartition("-")[0] not in cells],
        "back": came_from(request),
    }
    return answer(request, 409, context)


def csrf_failure(request, reason=""):
    """Answer a form whose token is missing or old; only a form of our own page is offered again."""
    text = "这一页打开得太久，或者您在别处重新登录过，为安全起见没有保存。"
    return answer(request, 403, {"reason": text, **kept(request), "resubmit": is_from_here(request)})


def expired(request):
    """Answer 401 when the session has ended while somebody was typing."""
    context = {"reason": "登录已过期，刚才填的还没有保存。", **kept(request), "resubmit": True}
    return answer(request, 401, context)


def server_error(request):
    """Answer 503 while the database is away or the disk full, otherwise 500 with a number that stands in the log."""
    error = sys.exc_info()[1]
    is_full = isinstance(error, OSError) and error.errno == errno.ENOSPC
    if is_full or isinstance(error, OperationalError | InterfaceError):
        return unavailable(request, error)
    number = secrets.token_hex(4).upper()
    logger.error("编号 %s：%s %s %r", number, request.method, request.path, error)
    return answer(request, 500, {"reason": "系统出了差错，没有保存。", "number": number}, is_bare=True)


def unavailable(request, error):
    """Answer 503 without asking the database for anything, and keep what was typed."""
    reason = next((text for word, text in CAUSES.items() if word in str(error).lower()), AWAY)
    is_checked = getattr(request, "csrf_processing_done", False) or is_from_here(request)
    context = {"reason": reason, **kept(request), "resubmit": is_checked}
    response = answer(request, 503, context, is_bare=True)
    response["Retry-After"] = RETRY_AFTER
    return response


def answer(request, status: int, context: dict, *, is_bare=False):
    """Return the page of a status, or its reason alone to a script; a bare page asks nobody who is signed in."""
    if wants_json(request):
        return JsonResponse({"reason": context["reason"]}, status=status)
    context = {"csrf_token": get_token(request), "path": request.get_full_path(), **context}
    page = render_to_string(f"{status}.html", context, request=None if is_bare else request)
    return HttpResponse(page, status=status)


def wants_json(request) -> bool:
    """Return whether a script asks, for which a page would be of no use."""
    return (
        "application/json" in request.headers.get("Accept", "")
        or request.content_type == "application/json"
        or request.headers.get("Sec-Fetch-Mode") in ("cors", "same-origin")
    )


def came_from(request) -> str:
    """Return the page that sent the form, when it is one of ours."""
    page = request.headers.get("Referer", "")
    return page if url_has_allowed_host_and_scheme(page, {request.get_host()}) else request.get_full_path()


def typed(request) -> list[tuple[str, str]]:
    """Return the fields that were sent, but for passwords; files cannot be kept."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]


def kept(request) -> dict:
    """Return what a failure page keeps: the fields to be sent again, and those a person typed, under their labels."""
    fields = typed(request)
    return {"kept": fields, "told": told(fields)}


def told(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what was typed under its label; a sheet says what its cells are called in hidden fields of its own."""
    cells = {name.removesuffix("-label"): value for name, value in fields if name.endswith("-label")}
    found = []
    for name, value in fields:
        cell, _, field = name.rpartition("-")
        if value and field not in CARRIED:
            word, value = in_words(labelled().get(field) or labelled().get(name), field, value)
            found.append((" ".join(filter(None, (cells.get(cell), word))), value))
    return found


def in_words(asked: forms.Field | None, name: str, value: str) -> tuple[str, str]:
    """Return a field's label and what was chosen in it; what only the database could name stays as it was sent."""
    choices = getattr(asked, "choices", None)
    chosen = dict(choices) if isinstance(choices, list) else {}
    return str(asked.label) if asked else WORDS.get(name, SOMETHING), chosen.get(value, value)


@cache
def labelled() -> dict[str, forms.Field]:
    """Return the fields of our forms by name; of several the one with the shortest label, which is true of all."""
    found, queue = {}, [forms.BaseForm]
    while queue:
        queue += (form := queue.pop()).__subclasses__()
        for name, field in getattr(form, "base_fields", {}).items():
            if field.label and (name not in found or brevity(field) < brevity(found[name])):
                found[name] = field
    return found


def brevity(field: forms.Field) -> tuple[int, str]:
    return len(field.label), str(field.label)


def is_from_here(request) -> bool:
    """Return whether the browser says that a page of our own sent this form."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
