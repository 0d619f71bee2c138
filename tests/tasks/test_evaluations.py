"""The evaluation by enterprises: counts of twenty boxes a unit, shown from five answers on, published once."""

import datetime as dt
import html

import pytest

from accounts.journal import Conflict, Refused
from accounts.models import Event
from tasks.evaluation_forms import PasteForm, whole
from tasks.models import EvaluationRound, EvaluationTally
from tasks.models.evaluations import DIMENSIONS, STEPS
from tasks.results import change, result

DAY = dt.date(2019, 7, 12)
GOOD = {dimension: [5, 3, 1, 1, 0] for dimension in DIMENSIONS}
FEW = {dimension: [2, 2, 0, 0, 0] for dimension in DIMENSIONS}
URL = "/evaluations/"


@pytest.fixture
def evaluation(document, reviewer) -> EvaluationRound:
    return EvaluationRound.open(document, {"held_on": DAY, "note": "发出60份"}, by=reviewer)


@pytest.fixture
def office(signed_in, reviewer):
    return signed_in(reviewer)


def text(response, status=200) -> str:
    assert response.status_code == status, response.status_code
    return html.unescape(response.content.decode())


def row(unit, counts=GOOD) -> str:
    return "\t".join([unit.short_name, *(str(n) for dimension in DIMENSIONS for n in counts[dimension])])


# --- what is shown ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "content", "total"),
    [([5, 3, 1, 1, 0], "90.0", 10), ([1, 1, 1, 0, 2], "60.0", 5), ([0, 0, 0, 0, 5], "0.0", 5)],
)
def test_the_share_that_is_content_counts_the_first_three_steps(counts, content, total):
    found = result(counts, STEPS, content=3, fewest=5)
    assert (found.content, found.total) == (content, total)
    assert sum(segment.width for segment in found.segments) == pytest.approx(240, abs=0.05)
    assert [segment.count for segment in found.segments] == [count for count in counts if count]


@pytest.mark.parametrize("counts", [[0] * 5, [4, 0, 0, 0, 0], [1, 1, 1, 1, 0]])
def test_fewer_than_five_answers_show_nothing(counts):
    found = result(counts, STEPS, content=3, fewest=5)
    assert found.content is None and found.segments == ()


def test_evaluation_detail_hides_what_would_tell_who_answered(
    office, evaluation, committee, other_unit, reviewer
):
    EvaluationTally.enter(evaluation, {committee: (GOOD, 0), other_unit: (FEW, 0)}, by=reviewer)
    page = text(office.get(f"{URL}{evaluation.pk}/"))
    assert "<b>90.0</b>" in page and page.count("不足5票，不显示") == 4


# --- counts in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "count"), [("12", 12), (" ４５０ ", 450), ("1,234", 1234), ("", 0), ("—", 0)]
)
def test_a_count_is_read_as_people_type_it(typed, count):
    assert whole(typed) == count


@pytest.mark.parametrize("typed", ["3.5", "-1", "三", "1e2", "99999", "٣"])
def test_what_is_no_count_is_refused_in_words(typed):
    with pytest.raises(ValueError, match=r"不是票数|请填"):
        whole(typed)


def test_evaluation_paste_takes_a_block_with_its_head_and_a_sum(office, evaluation, committee, other_unit):
    head = "\t".join(["单位", *("x" for _ in range(20))])
    block = "\n".join([head, row(committee), row(other_unit, FEW) + "\t\t", "合计\t1", ""])
    assert office.post(f"{URL}{evaluation.pk}/paste/", {"block": block}).status_code == 302
    assert evaluation.tallies.get(unit=committee).counts == GOOD
    office.post(f"{URL}{evaluation.pk}/paste/", {"block": block})
    assert Event.objects.filter(verb="evaluation.enter").count() == 1


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("没有这个局\t1", "没有单位“没有这个局”"),
        ("市科技局\t1\t2", "后面应有20个数，现在有2个"),
        ("市科技局" + "\t3.5" * 20, "不是票数"),
        ("高新区管委会" + "\t1" * 20, "有两行"),
    ],
)
def test_one_wrong_line_keeps_the_whole_block_back(office, evaluation, committee, other_unit, wrong, reason):
    block = f"{row(committee)}\n{wrong}"
    page = text(office.post(f"{URL}{evaluation.pk}/paste/", {"block": block}), 422)
    assert "第2行" in page and reason in page and "高新区管委会\t5" in page
    assert not evaluation.tallies.exists()


def test_an_empty_block_says_what_to_copy(committee):
    assert "没有读到" in str(PasteForm({"block": "合计\t1"}).errors)


def test_evaluation_enter_takes_one_units_boxes(office, evaluation, committee):
    address = f"{URL}{evaluation.pk}/{committee.pk}/"
    typed = {f"n{d}{s}": str(GOOD[name][s]) for d, name in enumerate(DIMENSIONS) for s in range(5)}
    assert office.post(address, typed | {"rv": 0}).status_code == 302
    assert evaluation.tallies.get().counts == GOOD
    wrong = text(office.post(address, typed | {"rv": 1, "n00": "很多"}), 422)
    assert "“很多”不是票数" in wrong and 'value="很多"' in wrong
    assert text(office.post(address, typed | {"rv": 0, "n00": "9"}), 409)


# --- rules --------------------------------------------------------------------------------------------------------


def test_evaluation_create_numbers_the_rounds(office, document):
    for _ in range(2):
        office.post(f"{URL}create/", {"held_on": "2019-07-12", "note": "", "key": "same"})
    assert [each.number for each in EvaluationRound.objects.all()] == [1]
    assert office.post(f"{URL}create/", {"held_on": ""}).status_code == 422


def test_evaluation_close_publishes_once_and_for_all(
    office, evaluation, committee, reviewer, signed_in, leader
):
    assert "还没有录入票数" in text(office.post(f"{URL}{evaluation.pk}/close/"), 403)
    EvaluationTally.enter(evaluation, {committee: (GOOD, 0)}, by=reviewer)
    assert signed_in(leader).get(f"{URL}{evaluation.pk}/").status_code == 404
    evaluation.close(by=reviewer, key="k")
    evaluation.close(by=reviewer, key="k")
    assert "<b>90.0</b>" in text(signed_in(leader).get(f"{URL}{evaluation.pk}/"))
    with pytest.raises(Refused, match="已公布"):
        EvaluationTally.enter(evaluation, {committee: (FEW, 1)}, by=reviewer)


def test_evaluation_list_shows_others_only_what_is_published(
    signed_in, leader, reviewer, evaluation, committee
):
    assert "还没有公布的评议" in text(signed_in(leader).get(URL))
    assert "第1轮企业评议" in text(signed_in(reviewer).get(URL))
    EvaluationTally.enter(evaluation, {committee: (GOOD, 0)}, by=reviewer)
    evaluation.close(by=reviewer)
    assert "第1轮企业评议" in text(signed_in(leader).get(URL))


def test_evaluation_print_lists_every_unit_and_asks_for_no_name(office, evaluation, committee, other_unit):
    page = text(office.get(f"{URL}{evaluation.pk}/print/"))
    assert committee.name in page and "无记名" in page and "市相关部门" not in page


def test_who_is_slower_is_told(evaluation, committee, reviewer):
    EvaluationTally.enter(evaluation, {committee: (GOOD, 0)}, by=reviewer)
    with pytest.raises(Conflict):
        EvaluationTally.enter(evaluation, {committee: (FEW, 0)}, by=reviewer)
    assert evaluation.tallies.get().counts == GOOD


@pytest.mark.parametrize("who", ["clerk", "leader", "member"])
def test_only_the_office_counts(document, evaluation, committee, request, who):
    with pytest.raises(Refused):
        EvaluationTally.enter(evaluation, {committee: (GOOD, 0)}, by=request.getfixturevalue(who))


# --- round by round -------------------------------------------------------------------------------------------------


def published(document, reviewer, day, counts) -> EvaluationRound:
    made = EvaluationRound.open(document, {"held_on": day, "note": ""}, by=reviewer)
    EvaluationTally.enter(made, {unit: (told, 0) for unit, told in counts.items()}, by=reviewer)
    made.close(by=reviewer)
    return made


def of(first, *rest) -> dict:
    return {dimension: [first, *rest] for dimension in DIMENSIONS}


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([[5, 3, 1, 1, 0], [9, 1, 0, 0, 0]], "+10.0"),
        ([[9, 1, 0, 0, 0], [5, 3, 1, 1, 0]], "−10.0"),
        ([[5, 3, 1, 1, 0], [5, 3, 1, 1, 0]], "持平"),
        ([[5, 3, 1, 1, 0], [1, 1, 0, 0, 0]], ""),
        ([[5, 3, 1, 1, 0]], ""),
    ],
)
def test_a_change_is_told_between_rounds_of_five_answers_or_more(counts, said):
    assert change([result(each, STEPS, content=3, fewest=5) for each in counts]) == said


def test_evaluation_list_sets_the_rounds_side_by_side(
    document, committee, other_unit, reviewer, leader, signed_in
):
    published(document, reviewer, DAY, {committee: of(5, 3, 1, 1, 0), other_unit: of(2, 1, 0, 0, 0)})
    assert "历轮比较" not in text(signed_in(leader).get(URL)), "one round is compared with nothing"
    later = DAY + dt.timedelta(90)
    published(document, reviewer, later, {committee: of(9, 1, 0, 0, 0), other_unit: of(8, 1, 1, 0, 0)})
    EvaluationRound.open(document, {"held_on": later, "note": "还没公布"}, by=reviewer)
    page = text(signed_in(leader).get(URL)).split("历轮比较")[1].split("</section>")[0]
    assert "第1轮" in page and "第2轮" in page and "第3轮" not in page
    first, second = page.split("<tbody>")[1].split("</tr>")[:2]
    assert "90.0" in first and "100.0" in first and "+10.0" in first
    assert "——" in second and "100.0" in second and "+" not in second, (
        "too few answers are not told by a change"
    )
