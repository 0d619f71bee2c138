"""The only source of "now" and "today": Asia/Shanghai, shiftable for the demonstration and for tests."""

import datetime as dt
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings

SHANGHAI = ZoneInfo("Asia/Shanghai")
_moment: ContextVar[dt.datetime | None] = ContextVar("moment", default=None)


def now() -> dt.datetime:
    """Return the aware instant; with CLOCK_DATE set, that day with the real time of day."""
    if moment := _moment.get():
        return moment
    real = dt.datetime.now(SHANGHAI)
    if settings.CLOCK_DATE:
        return dt.datetime.combine(settings.CLOCK_DATE, real.timetz())
    return real


def today() -> dt.date:
    """Return the date in Yingkou, never the date in Greenwich."""
    return day_of(now())


def day_of(moment: dt.datetime) -> dt.date:
    """Return the date in Yingkou on which something happened."""
    return moment.astimezone(SHANGHAI).date()


def spoken(day: dt.date) -> str:
    """Return 2019年4月16日, as papers and refusals write a day; strftime knows no day without its nought on Windows."""
    return f"{day.year}年{spoken_short(day)}"


def spoken_short(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"


@contextmanager
def at(moment: dt.datetime | dt.date):
    """Stand still at `moment` (a bare date means nine in the morning) while the block runs."""
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time(9))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    token = _moment.set(moment)
    try:
        yield moment
    finally:
        _moment.reset(token)
