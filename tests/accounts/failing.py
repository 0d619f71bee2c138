"""Pages that go wrong in every way there is, in front of the real ones."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.urls import path

from accounts import clock
from accounts.journal import Clash, Conflict, Refused
from accounts.models import Unit
from yingkou_hz import urls

ERRORS = {
    "locked": OperationalError("database is locked"),
    "timeout": OperationalError("canceling statement due to lock timeout"),
    "away": OperationalError("could not connect to server: Connection refused"),
    "closed": InterfaceError("connection already closed"),
    "full": OperationalError("database or disk is full"),
    "broken": ValueError("SELECT secret FROM somewhere"),
    "refused": Refused("报送单已提交，正在审核。"),
    "denied": PermissionDenied(),
}


def fail(request, error):
    raise ERRORS[error]


def clash(request):
    unit = Unit.objects.first()
    typed = {"short_name": request.POST["a-short_name"]}
    raise Conflict([Clash.of(unit, typed, cell="a", who="赵强", at=clock.now())])


@login_not_required
def open_page(request):
    return HttpResponse("ok")


urlpatterns = [
    path("fail/<str:error>/", fail, name="fail"),
    path("clash/", clash, name="clash"),
    path("open/", open_page, name="open_page"),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
