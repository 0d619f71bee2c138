"""The pages on which the committee decides: who may open them, what they ask, what they answer."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Unit
from indicators.models import Origin, PlanPoint, Responsibility, Target, newest_pk, responsible_units
from submissions.models import ReportingPeriod
from submissions.quarters import Quarter

SLUG = "technology-contracts"
PAGES = [
    ("definition_list", []),
    ("definition_confirm", [SLUG]),
    ("responsibility_list", []),
    ("responsibility_assign", [SLUG]),
    ("target_decide", [SLUG]),
    ("target_plan", [SLUG]),
]
TARGET = {"year": 2019, "operator": ">", "value": "2.5", "basis": "管委会第5次会议", "reason": "任务加重"}
PLAN = {"q1": "0.3", "q2": "0.8", "q3": "1.2", "q4": "2.1"}


def url(name, *args, query="") -> str:
    return reverse(f"indicators:{name}", args=args) + query


@pytest.fixture
def contracts(document):
    return document.indicators.get(slug=SLUG)


@pytest.fixture
def item(document):
    return document.items.get(slug=SLUG)


@pytest.fixture
def science(document):
    return Unit.objects.get(name="市科技局")


@pytest.fixture
def desk(document, reviewer, signed_in):
    """The reviewer's browser."""
    return signed_in(reviewer)


def text(response) -> str:
    return response.content.decode()


# --- doors -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "leader", "member", "supervisor", "admin", "auditor"])
def test_what_is_decided_is_behind_the_reviewers_door(document, signed_in, request, who):
    client = signed_in(request.getfixturevalue(who))
    for name, args in PAGES:
        answer = client.get(url(name, *args))
        assert answer.status_code == 403 and "须由审核员办理" in text(answer)
        assert client.post(url(name, *args), {"text": "x"}).status_code == 403


def test_without_a_document_there_is_nothing_to_decide(reviewer, signed_in):
    client = signed_in(reviewer)
    for name, args in PAGES:
        assert client.get(url(name, *args)).status_code == 404


def test_what_does_not_exist_is_not_found(desk):
    for name in ("definition_confirm", "responsibility_assign", "target_decide", "target_plan"):
        assert desk.get(url(name, "no-such-thing")).status_code == 404


# --- definitions 口径 ---------------------------------------------------------------------------------------------


def test_definition_list_says_how_many_wait(desk, document, reviewer):
    waiting = [each for i in document.indicators.all() for each in i.definitions.all() if each.question]
    assert f"{len(waiting)}项指标口径待确认" in text(desk.get(url("definition_list")))
    for each in waiting:
        each.confirm(by=reviewer, text="照默认。")
    page = text(desk.get(url("definition_list")))
    assert "口径都已确认" in page and "照默认。" in page and "去确认" not in page


def test_definition_list_asks_few_questions(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        desk.get(url("definition_list"))


def test_definition_confirm_shows_the_question_and_stores_the_answer(desk, contracts, reviewer):
    where = url("definition_confirm", SLUG)
    assert "按卖方登记地" in text(desk.get(where))
    answer = desk.post(where, {"text": "按卖方登记地统计。", "key": "k"})
    assert answer.url == url("definition_list")
    definition = contracts.definitions.get()
    assert (definition.confirmed_text, definition.confirmed_by) == ("按卖方登记地统计。", reviewer)
    assert desk.post(where, {"text": "按卖方登记地统计。", "key": "k"}).status_code == 302
    page = text(desk.get(where))
    assert "不用再办" in page and "disabled" in page


def test_definition_confirm_a_second_time_keeps_what_was_typed(desk, contracts, reviewer):
    contracts.definitions.get().confirm(by=reviewer, text="按卖方登记地统计。")
    answer = desk.post(url("definition_confirm", SLUG), {"text": "按买方登记地统计。", "key": "k"})
    assert answer.status_code == 422
    assert "不用再办" in text(answer) and "按买方登记地统计。" in text(answer)


@pytest.mark.usefixtures("july_2019")
def test_a_page_one_went_back_to_answers_what_is_typed_now(desk, document, contracts, item, science):
    """Its key was answered already; what is typed over is no repetition of it."""
    confirm, seen = url("definition_confirm", SLUG), newest_pk(contracts.targets)
    desk.post(confirm, {"text": "按卖方登记地统计。", "key": "k"})
    assert desk.post(confirm, {"text": "按买方登记地统计。", "key": "k"}).status_code == 422
    desk.post(url("target_decide", SLUG), TARGET | {"rv": seen, "key": "k"})
    assert (
        desk.post(url("target_decide", SLUG), TARGET | {"rv": seen, "value": "3", "key": "k"}).status_code
        == 409
    )
    desk.post(url("target_plan", SLUG), PLAN | {"rv": 0, "key": "k"})
    assert desk.post(url("target_plan", SLUG), PLAN | {"rv": 0, "q1": "0.4", "key": "k"}).status_code == 409
    said = {"unit": science.pk, "quarter": "2019Q2", "rv": 0, "key": "k"}
    desk.post(url("responsibility_assign", SLUG), said)
    assert desk.post(url("responsibility_assign", SLUG), said | {"quarter": "2019Q3"}).status_code == 422


def test_definition_confirm_needs_words(desk, contracts):
    answer = desk.post(url("definition_confirm", SLUG), {"text": " "})
    assert answer.status_code == 422 and "请写明确认的口径" in text(answer)
    assert not contracts.definitions.get().is_confirmed


# --- responsibilities 责任分工 -------------------------------------------------------------------------------------


def test_responsibility_list_says_what_nobody_was_named_for(desk, document, item, science, reviewer):
    count = document.items.count()
    assert f"{count}个填报项还没有定责任单位" in text(desk.get(url("responsibility_list")))
    Responsibility.assign(item, science, Quarter(2019, 1), by=reviewer)
    page = text(desk.get(url("responsibility_list")))
    assert f"{count - 1}个填报项还没有定责任单位" in page and "2019年一季度起市科技局" in page


def test_responsibility_list_asks_few_questions(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        desk.get(url("responsibility_list"))


def test_responsibility_assign_gives_the_item_to_a_unit(desk, document, item, science):
    where, said = (
        url("responsibility_assign", SLUG),
        {"unit": science.pk, "quarter": "2019Q2", "rv": 0, "key": "k"},
    )
    assert desk.get(where).status_code == 200
    assert desk.post(where, said).url == url("responsibility_list")
    assert desk.post(where, said).status_code == 302
    assert item.responsibilities.count() == 1
    assert responsible_units(document, Quarter(2019, 2))[item.pk] == science


@pytest.mark.usefixtures("july_2019")
def test_responsibility_assign_offers_no_quarter_that_is_open(desk, document, reviewer, science):
    ReportingPeriod.open(document, Quarter(2019, 2), by=reviewer)
    page = text(desk.get(url("responsibility_assign", SLUG)))
    assert 'value="2019Q3"' in page and 'value="2019Q2"' not in page
    said = {"unit": science.pk, "quarter": "2019Q2", "rv": 0}
    assert desk.post(url("responsibility_assign", SLUG), said).status_code == 422


def test_responsibility_assign_offers_no_collective_name(desk):
    assert "市相关部门" not in text(desk.get(url("responsibility_assign", SLUG)))


def test_responsibility_assign_tells_the_second_of_two(desk, item, science, reviewer):
    other = Unit.objects.get(name="市商务局")
    Responsibility.assign(item, science, Quarter(2019, 2), by=reviewer)
    said = {"unit": other.pk, "quarter": "2019Q2", "rv": 0}
    answer = desk.post(url("responsibility_assign", SLUG), said)
    assert answer.status_code == 409 and "市科技局" in text(answer)
    assert item.responsibilities.get().unit == science
    again = said | {"rv": newest_pk(item.responsibilities)}
    assert desk.post(url("responsibility_assign", SLUG), again).status_code == 302


# --- targets 目标 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "leader", "member", "supervisor", "admin", "auditor"])
def test_target_list_is_read_by_every_post_and_decided_by_reviewers(document, signed_in, request, who):
    page = signed_in(request.getfixturevalue(who)).get(url("target_list"))
    assert page.status_code == 200 and "定计划" not in text(page)


@pytest.mark.usefixtures("july_2019")
def test_target_list_shows_every_target_with_its_origin(desk, document, contracts, reviewer):
    page = text(desk.get(url("target_list")))
    for target in Target.objects.select_related("clause__document"):
        assert f"?from={target.start}-{target.end}#passage" in page
    said = {**TARGET, "value": Decimal("2.5")}
    Target.decide(contracts, said.pop("year"), **said, by=reviewer)
    page = text(desk.get(url("target_list")))
    assert "管委会第5次会议" in page and "任务加重；reviewer某 2019年7月12日定，第2版" in page
    assert "原为<del>&gt;2</del>" in page


@pytest.mark.usefixtures("july_2019")
def test_target_list_names_the_indicators_without_a_target_this_year(desk, document):
    yearly = {t.indicator_id for t in Target.objects.select_related("phase") if t.due_year == 2019}
    silent = document.indicators.filter(group__is_of_tasks=False).exclude(pk__in=yearly)
    assert f"{silent.count()}项指标2019年没有年度目标" in text(desk.get(url("target_list")))


def test_target_list_asks_few_questions(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        desk.get(url("target_list"))


def test_target_decide_stores_a_new_version(desk, contracts, reviewer):
    where = url("target_decide", SLUG)
    said = TARGET | {"rv": newest_pk(contracts.targets), "key": "k"}
    assert "文件规定" in text(desk.get(where))
    assert desk.post(where, said).url == url("target_list")
    assert desk.post(where, said).status_code == 302
    made = contracts.targets.get(origin=Origin.COMMITTEE)
    assert (made.words, made.version, made.decided_by) == (">2.5", 2, reviewer)


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"value": "许多"}, "不是数字"),
        ({"value": "0"}, "大于0"),
        ({"value": "——"}, "大于0"),
        ({"value": "3家"}, "单位不是"),
        ({"year": "2109"}, "年度应在"),
        ({"year": "明年"}, "四位数字"),
        ({"basis": ""}, "请写明依据"),
        ({"reason": " "}, "请写明理由"),
        ({"value": "2", "key": "x"}, "不用再设"),
    ],
)
def test_target_decide_says_what_is_wrong_and_keeps_what_was_typed(desk, contracts, changed, complaint):
    said = TARGET | {"rv": newest_pk(contracts.targets)} | changed
    answer = desk.post(url("target_decide", SLUG), said)
    assert answer.status_code == 422 and complaint in text(answer)
    assert ("管委会第5次会议" in text(answer)) == ("basis" not in changed)
    assert not contracts.targets.filter(origin=Origin.COMMITTEE).exists()


def test_target_decide_offers_the_comparator_of_the_document(desk, document):
    page = text(desk.get(url("target_decide", "national-ranking", query="?year=2020")))
    assert '<option value="&lt;=" selected>不高于</option>' in page and 'value="2020"' in page


def test_target_decide_reads_money_and_refuses_half_an_enterprise(desk, document, contracts):
    said = TARGET | {"rv": newest_pk(contracts.targets), "value": "２５０００万元"}
    assert desk.post(url("target_decide", SLUG), said).status_code == 302
    assert Target.in_force(contracts, 2019).value == Decimal("2.5")
    said = TARGET | {"rv": 10**6, "value": "80.5"}
    assert "不是整数" in text(desk.post(url("target_decide", "high-tech-enterprises"), said))


def test_target_decide_tells_the_second_of_two(desk, contracts, reviewer):
    seen = newest_pk(contracts.targets)
    desk.post(url("target_decide", SLUG), TARGET | {"rv": seen, "key": "first"})
    said = TARGET | {"rv": seen, "value": "5", "key": "second"}
    answer = desk.post(url("target_decide", SLUG), said)
    assert answer.status_code == 409 and "目标值" in text(answer)
    assert Target.in_force(contracts, 2019).words == ">2.5"


# --- quarterly plans 计划进度 -----------------------------------------------------------------------------------------


def test_target_plan_stores_a_value_for_each_quarter(desk, contracts, reviewer):
    where, target = url("target_plan", SLUG, query="?year=2019"), Target.in_force(contracts, 2019)
    assert "2019年目标的季度计划" in text(desk.get(where))
    assert desk.post(where, PLAN | {"rv": 0, "key": "k"}).url == url("target_list")
    assert desk.post(where, PLAN | {"rv": 0, "key": "k"}).status_code == 302
    assert PlanPoint.in_force(target)[2] == Decimal("0.8") and PlanPoint.objects.count() == 4
    assert "一季度0.3，二季度0.8，三季度1.2，四季度2.1" in text(desk.get(url("target_list")))
    assert 'value="1.2"' in text(desk.get(where))


@pytest.mark.usefixtures("july_2019")
@pytest.mark.parametrize(
    ("changed", "complaint"),
    [({"q2": ""}, "四个季度都要有"), ({"q3": "0.5"}, "不能比上一季度的0.8少"), ({"q4": "2.1%"}, "百分数")],
)
def test_target_plan_says_what_is_wrong(desk, changed, complaint):
    answer = desk.post(url("target_plan", SLUG), PLAN | {"rv": 0} | changed)
    assert answer.status_code == 422 and complaint in text(answer)
    assert not PlanPoint.objects.exists()


def test_target_plan_tells_the_second_of_two(desk, contracts, reviewer):
    target = Target.in_force(contracts, 2019)
    PlanPoint.plan(target, {1: Decimal("0.5")}, by=reviewer)
    answer = desk.post(url("target_plan", SLUG, query="?year=2019"), PLAN | {"rv": 0})
    assert answer.status_code == 409 and "计划累计" in text(answer)
    assert PlanPoint.in_force(target) == {1: Decimal("0.5")}


def test_target_plan_of_a_year_without_a_target_is_not_found(desk):
    for query in ("?year=2030", "?year=x", "?year=99999999999999999999", ""):
        assert desk.get(url("target_plan", "graduates-share", query=query)).status_code == 404


@pytest.mark.usefixtures("july_2019")
@pytest.mark.parametrize("block", ["0.3\t0.8\t1.2\t2.1", "0.3\n0.8\n1.2\n2.1\n", "０.３ 8000万元 1.2 2.1"])
def test_target_plan_takes_a_row_or_a_column_from_excel(desk, contracts, block):
    said = {"block": block, "q1": "", "q2": "", "q3": "", "q4": "", "rv": 0}
    assert desk.post(url("target_plan", SLUG, query="?year=2019"), said).status_code == 302
    assert PlanPoint.in_force(Target.in_force(contracts, 2019))[2] == Decimal("0.8")


@pytest.mark.usefixtures("july_2019")
def test_target_plan_refuses_a_block_of_another_size_and_keeps_it(desk):
    answer = desk.post(url("target_plan", SLUG, query="?year=2019"), PLAN | {"block": "1 2 3", "rv": 0})
    assert answer.status_code == 422 and "现在有3个" in text(answer) and "1 2 3" in text(answer)
    assert not PlanPoint.objects.exists()
