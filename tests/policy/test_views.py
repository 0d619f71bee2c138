"""The full text: verbatim, anchored, every target one click from its place."""

import datetime as dt
import io
import re
from html import unescape

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Post, Role, Unit, User
from indicators.models import Target
from tests import plans

URL = "/document/"


@pytest.fixture
def reader(client, db):
    """A leader, signed in, in whatever plan was loaded."""

    def sign_in(folder=settings.FIXTURES):
        call_command("facts", "--plan", str(folder), stdout=io.StringIO())
        user = User.objects.create(username="leader", display_name="市领导", must_change_password=False)
        Post.objects.create(
            user=user, unit=Unit.objects.first(), role=Role.LEADER, starts_on=dt.date(2018, 1, 1)
        )
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def page(client, query="") -> str:
    response = client.get(URL + query)
    assert response.status_code == 200
    return response.content.decode()


def body_text(html: str) -> str:
    """Return the words of the text column, as a reader copies them, white space and index numbers left out."""
    article = html[html.index('<article class="fulltext">') : html.index("</article>")]
    column = re.findall(r'<(h2|h3|p) class="fulltext-text">(.*?)</\1>', article, re.DOTALL)
    words = re.sub(r"<sup>.*?</sup>|<[^>]+>", "", "".join(words for _, words in column))
    return re.sub(r"\s", "", unescape(words))


def test_document_detail_prints_the_text_untouched(reader):
    html = page(reader())
    text = (settings.FIXTURES / "policy.txt").read_text("utf-8")
    opens, ends = text.index("各县(市)区人民政府"), text.index("(此件公开发布)") + len("(此件公开发布)")
    assert body_text(html) == re.sub(r"\s", "", text[opens:ends])


def test_document_detail_links_every_target_to_its_indicator(reader):
    html = page(reader())
    places = set(Target.objects.values_list("indicator__slug", "start"))
    links = re.findall(r'<a class="target[^"]*" href="([^"]+)">(.*?)</a>', html, re.DOTALL)
    assert len(links) == len(places) == 56
    assert (
        reverse("reports:indicator_detail", args=["technology-contracts"]),
        "技术合同成交额超1亿元<sup>5</sup>",
    ) in links


def test_document_detail_anchors_every_clause_once(reader):
    html = page(reader())
    anchors = re.findall(r' id="(c-[^"]+)"', html)
    assert len(anchors) == len(set(anchors)) == 54
    assert {"c-1-3-2", "c-2-1-7", "c-4-31"} & set(anchors) == {"c-1-3-2", "c-4-31"}
    assert all(f'id="{target}"' in html for target in re.findall(r'href="#([^"]+)"', html))


def test_document_detail_shows_original_and_reading_side_by_side(reader):
    html = page(reader())
    assert '原文 <span class="original">35年</span> 读作 <span class="reading">3—5年</span>。' in html
    assert re.search(r'<a class="erratum"[^>]*>35年</a>', html)


def test_document_detail_highlights_the_passage_one_came_for(reader):
    client = reader()
    target = Target.objects.get(indicator__slug="high-tech-exports", phase__slug="2019")
    html = page(client, f"?from={target.start}-{target.end}")
    passage = re.findall(r'<mark class="passage"[^>]*>(.*?)</mark>', html)
    assert re.sub(r"<sup>.*?</sup>|<[^>]+>", "", "".join(passage)) == "区内高新技术企业出口额达到10亿元"
    assert html.count('id="passage"') == 1
    before = Target.objects.get(indicator__slug="overseas-branches", phase__slug="2019")
    after = Target.objects.get(indicator__slug="venture-backed", phase__slug="2019")
    assert f'<a href="?from={before.start}-{before.end}#passage">上一处</a>' in html
    assert f'<a href="?from={after.start}-{after.end}#passage">下一处</a>' in html
    assert "原文用词“达到”，按 ≥ 判定" in html


def test_document_detail_lists_every_quote_one_click_from_its_place(reader):
    html = page(reader())
    for target in Target.objects.select_related("clause__document"):
        assert (
            f'<a class="quote" href="?from={target.start}-{target.end}#passage">{target.quote}'.replace(
                "&", "&amp;"
            )
            in html
        )


@pytest.mark.parametrize(
    "query", ["?from=", "?from=9-1", "?from=1-99999999", "?from=<script>", "?from=1-2&from=x"]
)
def test_document_detail_ignores_a_passage_that_is_none(reader, query):
    html = page(reader(), query)
    assert "passage-note" not in html and "<script>" not in html


def test_document_detail_of_a_passage_that_nothing_cites_still_shows_it(reader):
    html = page(reader(), "?from=330-340")
    assert 'id="passage"' in html and "上一处" not in html and "下一处" in html


def test_document_detail_asks_few_questions(reader, django_assert_max_num_queries):
    client = reader()
    page(client)
    with django_assert_max_num_queries(13):
        page(client)


def test_document_detail_without_a_document_is_not_found(client, db):
    user = User.objects.create(username="leader", display_name="市领导", must_change_password=False)
    unit = Unit.objects.create(name="某局", short_name="某局", kind="CITY")
    Post.objects.create(user=user, unit=unit, role=Role.LEADER, starts_on=dt.date(2018, 1, 1))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(URL).status_code == 404


def test_document_detail_is_behind_the_door(client, db):
    assert client.get(URL).status_code == 302


def test_document_detail_shows_another_plan(reader, tmp_path):
    html = page(reader(plans.write(tmp_path)))
    assert "某市实施意见" in html
    assert html.count('<a class="target"') == 2 * 61
    assert "任务的出处（7项）" in html
