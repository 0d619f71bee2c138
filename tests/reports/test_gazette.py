"""The frame's tags and the marks: shape and word together, an origin with its meaning, nothing for who is not signed in."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from indicators.progress import Signal
from reports.contexts import SignalContext


def rendered(source, **context) -> str:
    return Template("{% load gazette %}" + source).render(Context(context)).strip()


def shape(key) -> str:
    marked = rendered("{% signal signal %}", signal=SignalContext(key, "词"))
    assert "词" in marked
    return " ".join(re.findall(r'<(?:circle|path) class="(\w+)"', marked))


@pytest.mark.case("X08")
def test_every_signal_has_its_shape():
    shapes = {signal.name: shape(signal.name) for signal in Signal}
    assert shapes["FAR_BEHIND"] == shapes["MISSED"] == "red" and shapes["BEHIND"] == "amber"
    assert shapes["ON_TRACK"] == shapes["MET"] == "green"
    assert shapes["NOT_REPORTED"] == "dash" and shapes["UNCONFIRMED"] == "ring dot"
    others = {"NOT_DUE", "NO_TARGET", "NO_BASE", "NOT_APPLICABLE", "REACHED", "NOT_YET"}
    assert {shapes[name] for name in others} == {"ring"}


@pytest.mark.parametrize(
    ("mark", "meaning"), [("文", "文件规定"), ("算", "系统推算"), ("定", "管委会设定"), ("解", "解读")]
)
def test_an_origin_says_what_it_means(mark, meaning):
    assert meaning in rendered(f'{{% origin "{mark}" %}}')
    assert 'href="/document/"' in rendered(f'{{% origin "{mark}" "/document/" %}}')


def test_the_sign_is_left_out_where_the_words_say_it():
    assert rendered("{{ gap|unsigned }}{{ up|unsigned }}", gap="−9.5", up="+0.6") == "9.50.6"


def test_a_difference_of_percentages_is_in_points():
    assert rendered("{{ a|points }} {{ b|points }}", a="%", b="亿元") == "个百分点 亿元"


def test_who_is_not_signed_in_is_offered_the_door_and_nothing_else():
    request = RequestFactory().get("/checks/")
    request.user = AnonymousUser()
    frame = rendered("{% navigation %}", request=request)
    assert "登录" in frame and "<li>" not in frame


def test_without_a_request_the_frame_still_stands():
    """The page of a failure is rendered with nothing at hand."""
    assert "营口高新区提档升位公报" in rendered("{% navigation %}") and "登录" not in rendered(
        "{% navigation %}"
    )


@pytest.mark.django_db
def test_a_name_that_the_post_already_says_is_not_said_twice(leader, rf):
    request = rf.get("/board/")
    request.user = leader
    leader.display_name = "领导"
    assert rendered("{% navigation %}", request=request).count("领导") == 1


@pytest.mark.parametrize(("pace", "middle"), [("", True), ("25", True), ("50", False), ("75", True)])
def test_the_scale_prints_the_pace_and_leaves_out_what_it_would_cover(pace, middle):
    scale = rendered("{% scale pace %}", pace=pace)
    assert (">50<" in scale) == middle and (f"时序{pace}" in scale) == bool(pace)
