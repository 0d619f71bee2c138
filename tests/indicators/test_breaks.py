"""A break in a series 范围调整: marked from a quarter on with its reason, taken away only by a reason too."""

import html

import pytest

from accounts.journal import Refused
from accounts.models import Event
from indicators.models import Break
from submissions.quarters import Quarter

FIRST = Quarter(2019, 1)


@pytest.fixture
def item(document):
    return document.items.get(slug="industrial-output")


@pytest.fixture
def desk(signed_in, reviewer):
    return signed_in(reviewer)


def text(response, status=200) -> str:
    assert response.status_code == status
    return html.unescape(response.content.decode())


def test_break_list_marks_a_break_once(desk, item):
    said = {"item": item.pk, "quarter": "2019年一季度", "reason": "园区边界调整", "key": "k"}
    assert desk.post("/breaks/", said).status_code == 302
    assert desk.post("/breaks/", said).status_code == 302
    assert [str(each) for each in Break.objects.all()] == ["规模以上工业总产值2019年一季度起范围调整"]
    assert "已经标过" in text(desk.post("/breaks/", said | {"key": "other"}), 422)
    assert "园区边界调整" in text(desk.get("/breaks/"))


def test_break_list_keeps_what_was_typed(desk, item):
    page = text(desk.post("/breaks/", {"item": item.pk, "quarter": "去年", "reason": "边界"}), 422)
    assert 'value="去年"' in page and 'value="边界"' in page


def test_break_lift_asks_why_and_leaves_the_trace(desk, item, reviewer):
    found = Break.mark(item, FIRST, reason="误标", by=reviewer)
    assert "请写明为什么撤销" in text(desk.post(f"/breaks/{found.pk}/lift/", {"reason": ""}), 422)
    assert desk.post(f"/breaks/{found.pk}/lift/", {"reason": "标错了期"}).status_code == 302
    assert not Break.objects.exists()
    event = Event.objects.get(verb="break.lift")
    assert event.changes == {"reason": ["误标", "标错了期"]} and "规模以上工业总产值" in event.subject
    assert desk.get(f"/breaks/{found.pk}/lift/").status_code == 404


@pytest.mark.parametrize("who", ["clerk", "leader", "supervisor"])
def test_only_the_committee_marks(document, item, request, who):
    with pytest.raises(Refused):
        Break.mark(item, FIRST, reason="x", by=request.getfixturevalue(who))
