"""Shut unless opened; nothing stays in a browser that did not say it may."""

import pytest

from accounts.models import Event

pytestmark = pytest.mark.urls("tests.accounts.failing")


def test_nobody_passes_unsigned(client, db):
    assert client.get("/clash/?a=1").url == "/sign-in/?next=/clash/%3Fa%3D1"
    assert client.get("/open/").status_code == 200
    assert client.post("/clash/", {"a": 1}).url == "/sign-in/"
    assert not Event.objects.filter(verb="request.refused").exists()


def test_method_overrides_mean_nothing(signed_in, clerk):
    override = {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"}
    assert signed_in(clerk).get("/sign-out/", {"_method": "POST"}, **override).status_code == 405


def test_pages_are_not_kept_unless_they_say_so(signed_in, clerk):
    client = signed_in(clerk)
    for url in ("/open/", "/password/", "/nothing/"):
        assert client.get(url)["Cache-Control"] == "private, no-store"
