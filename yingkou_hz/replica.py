"""A streaming replica 只读副本 for what is read most and never changes: editions. Without REPLICA_URL nothing here is used.

The replica is asked only in a request that looks, outside any transaction, and only while it holds every edition that there is:
nobody, least of all who has just published, is ever shown less than the primary knows. Away or behind, the primary answers.
"""

import time
from contextvars import ContextVar
from functools import cached_property

from django.conf import settings
from django.db import Error, connections
from django.db.models import Max

from accounts.models import Head
from accounts.views.failures import SAFE
from reports.models import Edition

PRIMARY, REPLICA = "default", "replica"
NOT_ASKED_FOR = 5  # seconds after it did not answer
_look: ContextVar["Look | None"] = ContextVar("look", default=None)


class Look:
    """One request that changes nothing: it reads all its editions in one place."""

    away_until = 0.0

    @cached_property
    def place(self) -> str:
        return REPLICA if time.monotonic() >= Look.away_until and behind() == 0 else PRIMARY


def behind() -> int | None:
    """Return how many journal entries the replica lacks to the newest edition; None when it does not answer."""
    newest = Edition.objects.using(PRIMARY).aggregate(seq=Max("event_seq"))["seq"] or 0
    try:
        return max(0, newest - Head.objects.using(REPLICA).get().seq)
    except Error:
        Look.away_until = time.monotonic() + NOT_ASKED_FOR
        return None


class ReplicaRouter:
    """Editions that somebody looks at come from the replica; everything else, and every write, from the primary."""

    def db_for_read(self, model, **hints):
        look = _look.get()
        if model is not Edition or look is None or connections[PRIMARY].in_atomic_block:
            return PRIMARY
        return look.place

    def db_for_write(self, model, **hints):
        return PRIMARY

    def allow_relation(self, one, other, **hints):
        return True  # both hold the same rows

    def allow_migrate(self, db, app_label, **hints):
        return db == PRIMARY


class LookMiddleware:
    """Tell the router which requests only look."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in SAFE or REPLICA not in settings.DATABASES:
            return self.get_response(request)
        token = _look.set(Look())
        try:
            return self.get_response(request)
        finally:
            _look.reset(token)
