"""How long a session lives: it slides while one works, and ends after half a day at the latest."""

import time
from contextlib import suppress

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError

RENEWED_EVERY = 60  # seconds; a write for each page would be one too many


class SessionStore(db.SessionStore):
    """Sessions in the database; while that cannot be written, a session under way waits with its renewal."""

    def save(self, must_create=False):
        try:
            super().save(must_create)
        except UpdateError as error:
            if not isinstance(error.__context__, OperationalError):
                raise  # it was ended meanwhile
            if "begun" not in self:
                raise error.__context__ from None


class SessionLifeMiddleware:
    """Elapsed seconds are measured by the machine: the demonstration's calendar does not shift them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self.renew(request)
        elif (ended := request.COOKIES.get(settings.SESSION_COOKIE_NAME)) and not request.session.session_key:
            with suppress(OperationalError):  # a look goes on while nothing can be written
                request.session.delete(ended)  # else it would live again when the machine's clock is put back
        return self.get_response(request)

    def renew(self, request):
        """End a session that is too old, or of a time to come; otherwise push its end on, once a minute."""
        now = int(time.time())
        begun, renewed = request.session.setdefault("begun", now), request.session.get("renewed", 0)
        if now - begun > settings.SESSION_LONGEST_AGE or renewed - now > RENEWED_EVERY:
            logout(request)
        elif now - renewed >= RENEWED_EVERY:
            request.session["renewed"] = now
