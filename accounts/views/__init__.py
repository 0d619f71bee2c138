"""Doors, administration, the journal, and the pages for what went wrong."""

from accounts.views.doors import demonstration_sign_in, lockout, password_change, sign_in, sign_out
from accounts.views.failures import (
    bad_request,
    csrf_failure,
    page_not_found,
    permission_denied,
    server_error,
)

__all__ = [
    "bad_request",
    "csrf_failure",
    "demonstration_sign_in",
    "lockout",
    "page_not_found",
    "password_change",
    "permission_denied",
    "server_error",
    "sign_in",
    "sign_out",
]
