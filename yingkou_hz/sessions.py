"""How long a session lives: it slides while one works, and ends after half a day at the latest."""

import time

from django.conf import settings
from django.contrib.auth import logout

RENEWED_EVERY = 60  # seconds; a write for each page would be one too many


class SessionLifeMiddleware:
    """Elapsed seconds are measured by the machine: the demonstration's calendar does not shift them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self.renew(request)
        return self.get_response(request)

    def renew(self, request):
        """End a session that is too old; otherwise push its end on, once a minute."""
        now = int(time.time())
        begun = request.session.setdefault("begun", now)
        if now - begun > settings.SESSION_LONGEST_AGE:
            logout(request)
        elif now - request.session.get("renewed", 0) >= RENEWED_EVERY:
            request.session["renewed"] = now
