"""The matrix and the unit's page as they are asked for: who may, what leads where, and what never shows."""

import datetime as dt
import html
import re

import pytest
from django.core.management import call_command

from accounts.models import Event, Unit
from tasks.models import JointMeeting, Resolution, Supervision
from tests import builders, plans

MEETING = {"held_on": dt.date(2018, 4, 24), "place": "会议室", "convener": "召集人"}
LIMIT = 80 * 1024


@pytest.fixture
def reader(signed_in, leader):
    return signed_in(leader)


def text(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def test_task_matrix_is_a_table_of_units_and_tasks_whose_cells_lead_to_the_update(reader, document, editions):
    response = reader.get("/matrix/")
    page = text(response)
    assert page.count('scope="col"') == 34 + 4 and page.count('<th scope="row">') == 33 - 1 + 2
    assert 'href="/tasks/24/#管委会"' in page and 'id="管委会"' in text(reader.get("/tasks/24/"))
    assert "集合称谓" in page and "需协调" in page and len(response.content) <= LIMIT


def test_task_matrix_keeps_the_edition_it_was_asked_for(reader, document, editions):
    assert "/tasks/24/?edition=2018A-1#管委会" in text(reader.get("/matrix/?edition=2018A-1"))


def test_task_matrix_before_any_edition_shows_the_plan_without_any_judgement(reader, document):
    page = text(reader.get("/matrix/"))
    assert "还没有发布任何一期" in page and "牵" in page and "未报" not in page and 'class="m q' not in page


def test_task_matrix_of_who_may_not_see_editions_offers_no_unit_page(signed_in, auditor, document, editions):
    page = text(signed_in(auditor).get("/matrix/"))
    assert 'href="/units/' not in page and 'href="/tasks/1/' in page


@pytest.mark.parametrize("url", ["/matrix/", "/units/{unit}/"])
def test_task_matrix_and_unit_detail_ask_few_questions(
    reader, document, editions, committee, url, django_assert_max_num_queries
):
    url = url.format(unit=committee.pk)
    reader.get(url)
    with django_assert_max_num_queries(14):
        reader.get(url)


def test_unit_own_leads_to_the_clerk_s_unit(signed_in, clerk, committee):
    assert signed_in(clerk).get("/units/own/").url == f"/units/{committee.pk}/"


def test_unit_detail_says_what_a_unit_owes_by_the_edition(reader, document, editions, committee):
    Unit.objects.filter(pk=committee.pk).update(short_name="管委会")
    page = text(reader.get(f"/units/{committee.pk}/"))
    for words in ("承担事项", "设备采购", "逾期12天", "《科技研发平台建设支持政策》"):
        assert words in page


def test_unit_detail_that_is_none_is_not_found(reader, editions):
    assert reader.get("/units/999999/").status_code == 404


def test_unit_detail_of_a_predecessor_names_its_heir(reader, document, editions):
    heir = Unit.objects.create(name="国家税务总局营口市税务局", short_name="市税务局", kind="NATIONAL")
    tax = Unit.objects.get(short_name="市国税局")
    Unit.objects.filter(pk=tax.pk).update(successor=heir, closed_on=dt.date(2018, 1, 5))
    assert "市国税局（现市税务局）" in text(reader.get(f"/units/{tax.pk}/"))
    assert "市国税局（现市税务局）" in text(reader.get("/matrix/"))
    assert "以市国税局名义" in text(reader.get(f"/units/{heir.pk}/"))


def test_unit_detail_shows_open_resolutions_as_of_today_and_apart(
    reader, document, editions, committee, reviewer
):
    meeting = JointMeeting.call(document, MEETING, by=reviewer)
    said = {"matter": "定出资比例", "unit": committee, "due_on": dt.date(2018, 6, 30), "task": None}
    Resolution.add(meeting, said, by=reviewer)
    page = text(reader.get(f"/units/{committee.pk}/"))
    assert "定出资比例" in page.split("今天要办的")[1].split("</section>")[0] and "不属于发布版" in page


def test_unit_detail_shows_open_orders_to_who_may_see_them(
    signed_in, document, editions, other_unit, leader, clerk, supervisor
):
    values = {
        "about": "技术合同成交额",
        "unit": other_unit,
        "matter": "请补齐",
        "due_on": dt.date(2100, 1, 1),
    }
    order = Supervision.draft(document, values, by=supervisor)
    assert order.about not in today_s(signed_in(leader), other_unit), "a draft is not the unit's yet"
    order.issue(rv=1, by=supervisor)
    assert order.name in today_s(signed_in(leader), other_unit)
    assert order.name not in today_s(signed_in(clerk), other_unit)
    order.withdraw("发错单位", rv=2, by=supervisor)
    assert order.name not in today_s(signed_in(leader), other_unit)


def today_s(reader, unit) -> str:
    page = text(reader.get(f"/units/{unit.pk}/"))
    return page.split('id="now"')[1].split("</section>")[0] if 'id="now"' in page else ""


def test_unit_detail_shows_what_is_still_to_hand_in_to_its_own_clerk_alone(
    signed_in, leader, clerk, document, editions, committee, reviewer
):
    builders.open_period(document, reviewer)
    url = f"/units/{committee.pk}/"
    assert "去填报" in text(signed_in(clerk).get(url)) and "去填报" not in text(signed_in(leader).get(url))


def test_unit_detail_before_any_edition_shows_the_plan(reader, document, committee):
    page = text(reader.get(f"/units/{committee.pk}/"))
    assert "还没有发布任何一期" in page and "逾期" not in page and "承担的30项任务" in page


def test_unit_word_is_taken_and_journaled(reader, document, editions, committee):
    answer = reader.get(f"/units/{committee.pk}/2019Q1/2/word/")
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    assert Event.objects.filter(verb="edition.export").count() == 1


def test_unit_detail_shows_orders_to_its_own_clerk_and_who_sees_all_but_to_no_other_unit(
    signed_in, leader, other_clerk, document, editions, committee
):
    unit = Unit.objects.get(short_name="市科技局")
    assert "督〔2019〕1号" in text(signed_in(leader).get(f"/units/{unit.pk}/"))
    is_own = unit in other_clerk.units_as("CLERK")
    assert ("督〔2019〕1号" in text(signed_in(other_clerk).get(f"/units/{unit.pk}/"))) == is_own


def test_task_matrix_of_another_plan_holds_its_own_units_and_tasks(reader, tmp_path):
    call_command("facts", "--plan", str(plans.write(tmp_path)), verbosity=0)
    page = text(reader.get("/matrix/"))
    assert page.count('scope="col"') == len(plans.TASKS) + 2 and "甲局" in page and "市科技局" not in page
    unit = Unit.objects.get(short_name="甲局")
    assert f"承担的{len(plans.TASKS)}项任务" in text(reader.get(f"/units/{unit.pk}/"))
