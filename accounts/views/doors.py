"""Signing in and out, and one's own password."""

import datetime as dt
import unicodedata

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.db.models import Sum
from django.http import Http404
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import OwnPasswordForm, SignInForm
from accounts.journal import note
from accounts.models import User
from accounts.views.failures import answer

BACKEND = "django.contrib.auth.backends.ModelBackend"
FAILURES_A_MINUTE = 20
"""How many wrong passwords one address may send: an office shares one, a machine that tries names sends more."""


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    if request.user.is_authenticated and not settings.DEMONSTRATION:
        return redirect(destination(request))
    form = SignInForm(request, request.POST or None)
    if request.method == "POST":
        if is_shut(request):
            return lockout(request)
        if form.is_valid():
            return enter(request, form.get_user())
        note_failure(request)
    context = {
        "form": form,
        "next": request.GET.get("next", ""),
        "left": attempts_left(request) if form.is_bound else None,
        "cast": User.objects.cast() if settings.DEMONSTRATION else [],
    }
    return render(request, "accounts/sign_in.html", context)


@login_not_required
@require_POST
def demonstration_sign_in(request):
    """Enter the demonstration as the first account of a role, without a password."""
    if not settings.DEMONSTRATION:
        raise Http404
    user = next((user for user in User.objects.cast() if request.POST.get("role") in user.roles), None)
    if user is None:
        raise Http404
    return enter(request, user)


@require_POST
def sign_out(request):
    logout(request)
    response = redirect("accounts:sign_in")
    response["Clear-Site-Data"] = '"cache"'  # the browser's back key shows nothing either
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request):
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.user.change_password(form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "口令已修改。在别处登录的同一账号须重新登录。")
        return redirect("reports:home")
    return render(request, "accounts/password_change.html", {"form": form})


def lockout(request, response=None, credentials=None):
    """Say that signing in is shut for a while, alike for every name and every password."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    reason = f"输错的次数太多，已暂停登录。请过 {minutes} 分钟再试，或请系统管理员解锁。"
    return answer(request, 429, {"reason": reason})


def enter(request, user):
    """Begin a new session for `user` and go where it wanted to go."""
    login(request, user, backend=BACKEND)
    user.sign_in()
    return redirect(destination(request))


def destination(request) -> str:
    """Return where to go after signing in: a page of this site, else the home page."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    is_path = wanted.startswith("/") and wanted.isprintable()
    return wanted if is_ours and is_path else resolve_url("reports:home")


def credentials(request) -> dict:
    """Return the name as the form will read it, and as a database can be asked for it."""
    typed = unicodedata.normalize("NFKC", request.POST.get("username", "").strip())
    return {"username": typed.replace("\0", "")}


def is_shut(request) -> bool:
    """Return whether the name is locked, or its address has sent too many wrong passwords within a minute."""
    if AxesProxyHandler.is_locked(request, credentials(request)):
        return True
    since = timezone.now() - dt.timedelta(minutes=1)  # axes counts by the machine's clock
    recent = AccessAttempt.objects.filter(ip_address=request.axes_ip_address, attempt_time__gt=since)
    return (recent.aggregate(total=Sum("failures_since_start"))["total"] or 0) >= FAILURES_A_MINUTE


def attempts_left(request) -> int:
    failures = AxesProxyHandler.get_failures(request, credentials(request))
    return max(settings.AXES_FAILURE_LIMIT - failures, 0)


def note_failure(request) -> None:
    left = attempts_left(request)
    changes = {"address": request.axes_ip_address, "left": left}
    note("account.sign_in_failed", credentials(request)["username"] or "（空）", by=None, changes=changes)
