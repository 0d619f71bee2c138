"""The largest files: a thousand rows with one wrong, and bombs. TRUST U01–U05, U13; time and memory: tests/submissions/test_bombs.py."""

import datetime as dt

import pytest

from accounts import clock
from indicators.models import Actual, Item
from submissions.quarters import Quarter
from tests import builders
from tests.indicators.books import confirm, opened, own, row_of, saved, upload, url
from tests.submissions.test_bombs import BOMBS

pytestmark = pytest.mark.slow


@pytest.fixture
def submission(document, committee, reviewer):
    with clock.at(dt.date(2018, 7, 9)):
        yield builders.own(builders.open_period(document, reviewer, Quarter(2018, 2)), committee)


@pytest.fixture
def browser(signed_in, clerk):
    return signed_in(clerk)


@pytest.mark.case("U13")
def test_one_wrong_row_of_a_thousand_keeps_all_out_until_it_is_mended_in_the_marked_file(
    browser, submission, document
):
    some = Item.objects.filter(slug="net-profit").values().get()
    del some["id"]
    names = [f"第{n}项" for n in range(1, 1001)]
    Item.objects.bulk_create(
        Item(**some | {"name": name, "slug": f"item-{n}", "order": 100 + n}) for n, name in enumerate(names)
    )
    figures = dict.fromkeys(names, 7) | {"第500项": "七"}
    preview = upload(browser, submission, own([[name, "亿元", each] for name, each in figures.items()]))
    assert preview.status_code == 422 and preview.context["preview"].counts["错误"] == 1
    assert confirm(browser, submission, preview).status_code == 400 and not Actual.objects.exists()
    answer = browser.post(url("marked_download", submission), {"held": preview.context["held"]})
    marked = opened(answer.content)
    cell = marked.active.cell(row_of(marked.active, "第500项"), 3)
    assert cell.value == "七" and "不是数字" in cell.comment.text
    cell.value = 7
    assert (
        confirm(browser, submission, upload(browser, submission, saved(marked)), key="mended").status_code
        == 302
    )
    assert Actual.objects.filter(value=7).count() == 1000


@pytest.mark.case("U01", "U02", "U03", "U04", "U05")
@pytest.mark.parametrize("bomb", BOMBS)
def test_upload_of_a_bomb_is_a_400_with_its_reason(browser, submission, bomb):
    build, said = BOMBS[bomb]
    answer = upload(browser, submission, build())
    page = answer.content.decode()
    assert answer.status_code == 400 and said in page
    assert "root:" not in page and not Actual.objects.exists()
