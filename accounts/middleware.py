"""Doors and failures, for every view alike."""

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import JsonResponse
from django.shortcuts import redirect

from accounts.journal import Conflict
from accounts.views import failures

WITH_ONE_TIME_PASSWORD = {"accounts:password_change", "accounts:sign_out"}


class DoorMiddleware(LoginRequiredMiddleware):
    """Nobody passes who is not signed in; nobody goes on with a one-time password 一次性口令."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return self.handle_no_permission(request, view_func)
        if (
            request.user.must_change_password
            and request.resolver_match.view_name not in WITH_ONE_TIME_PASSWORD
        ):
            return redirect("accounts:password_change")
        return None

    def handle_no_permission(self, request, view_func):
        if failures.wants_json(request):
            return JsonResponse({"reason": "登录已过期，请重新登录。"}, status=401)
        if request.method in failures.SAFE:
            return super().handle_no_permission(request, view_func)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and failures.typed(request):
            return failures.expired(request)
        return redirect("accounts:sign_in")


class FailureMiddleware:
    """Turn a conflict into its page; let no browser keep a page that did not say it may."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request, exception):
        return failures.conflict(request, exception) if isinstance(exception, Conflict) else None
