"""What a unit owes and hands in, and the desk that reviews it: each page, its button, and the button pressed twice."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import Event, Role
from submissions.lines import Form
from submissions.models import ReportingPeriod, Submission
from submissions.quarters import Quarter
from tests import builders
from tests.cast import appoint


@pytest.fixture(autouse=True)
def april():
    with clock.at(dt.date(2018, 4, 9)):
        yield


@pytest.fixture
def period(document, reviewer):
    return builders.open_period(document, reviewer)


@pytest.fixture
def submission(period, committee):
    return builders.own(period, committee)


@pytest.fixture
def handed_in(submission, clerk):
    return builders.submit(submission, clerk, 110)


@pytest.fixture
def approved(handed_in, reviewer):
    handed_in.approve(by=reviewer)
    return handed_in


def url(name, *args) -> str:
    return reverse(f"submissions:{name}", args=args)


def text(response) -> str:
    return response.content.decode()


def state(submission) -> str:
    return Submission.objects.get(pk=submission.pk).state


# --- the unit's own ---------------------------------------------------------------------------------------------


def test_submission_list_puts_what_was_returned_first_then_what_is_due_first(
    signed_in, clerk, reviewer, period, handed_in
):
    handed_in.send_back(by=reviewer, reason="新增户数与工商登记不符")
    period.extend(handed_in.unit, due_on=dt.date(2018, 5, 20), reason="核对", by=reviewer)
    page = signed_in(clerk).get(url("submission_list"))
    waiting = page.context["waiting"]
    assert [(each.form, each.state) for each in waiting] == [("FIGURES", "RETURNED"), ("UPDATES", "DRAFT")]
    assert "新增户数与工商登记不符" in text(page) and "5月20日" in text(page)
    assert f'href="{waiting[0].sheet_url}"' in text(page)


def test_submission_list_keeps_what_was_handed_in_with_its_receipt(signed_in, clerk, handed_in):
    page = text(signed_in(clerk).get(url("submission_list")))
    assert handed_in.receipt in page and "已提交" in page and f'href="{handed_in.get_absolute_url()}"' in page


def test_submission_list_shows_nothing_of_another_unit(signed_in, other_clerk, handed_in):
    page = signed_in(other_clerk).get(url("submission_list"))
    assert {each.unit.name for each in page.context["waiting"]} == {"市科技局"}
    assert handed_in.receipt not in text(page)


def test_submission_list_says_so_when_nothing_is_due(signed_in, clerk, document):
    assert "现在没有要填的" in text(signed_in(clerk).get(url("submission_list")))


def test_submission_detail_leads_to_the_sheet_while_it_may_be_filled_in(signed_in, clerk, submission):
    assert signed_in(clerk).get(submission.get_absolute_url()).url == submission.sheet_url


def test_submission_detail_shows_what_was_handed_in_and_why_it_is_shut(signed_in, clerk, handed_in):
    page = text(signed_in(clerk).get(handed_in.get_absolute_url()))
    assert handed_in.receipt in page and "正在审核" in page and "首次报送" in page
    assert "申请更正" in page and "可以直接修改，不用申请更正" in page


def test_submission_detail_of_another_unit_answers_like_a_missing_one(signed_in, other_clerk, handed_in):
    client = signed_in(other_clerk)
    theirs, missing = client.get(handed_in.get_absolute_url()), client.get(url("submission_detail", 987654))
    assert theirs.status_code == missing.status_code == 404
    assert theirs.content == missing.content


def test_submission_receipt_is_a_form_to_sign(signed_in, clerk, handed_in):
    page = text(signed_in(clerk).get(url("submission_receipt", handed_in.pk)))
    assert all(word in page for word in ("单位负责人", "统计负责人", "填表人", "报出日期", handed_in.receipt))
    assert "clerk某" in page and "2018年4月9日" in page


def test_submission_receipt_of_a_draft_does_not_exist_yet(signed_in, clerk, submission):
    assert signed_in(clerk).get(url("submission_receipt", submission.pk)).url == submission.get_absolute_url()


def test_submission_receipt_of_another_unit_is_not_found(signed_in, other_clerk, handed_in):
    assert signed_in(other_clerk).get(url("submission_receipt", handed_in.pk)).status_code == 404


def test_submission_correct_opens_one_correction_however_often_it_is_sent(signed_in, clerk, approved):
    client, data = signed_in(clerk), {"reason": "误计一户迁出企业", "key": "once"}
    answers = [client.post(url("submission_correct", approved.pk), data) for _ in range(3)]
    correction = Submission.objects.get(kind="CORRECTION")
    assert {answer.url for answer in answers} == {correction.sheet_url}
    page = text(client.get(correction.sheet_url))
    assert "误计一户迁出企业" in page and 'value="110"' in page


def test_submission_correct_asks_for_a_reason(signed_in, clerk, approved):
    answer = signed_in(clerk).post(url("submission_correct", approved.pk), {"reason": "  "})
    assert answer.status_code == 422 and "更正必须写明理由" in text(answer)
    assert not Submission.objects.filter(kind="CORRECTION").exists()


def test_submission_correct_says_why_it_cannot_be_asked_for(signed_in, clerk, handed_in, approved):
    client = signed_in(clerk)
    client.post(url("submission_correct", approved.pk), {"reason": "误计一户", "key": "first"})
    assert "已有一张更正单还没有审核完" in text(client.get(url("submission_correct", approved.pk)))
    client.post(url("submission_correct", approved.pk), {"reason": "再改一处", "key": "second"})
    assert Submission.objects.filter(kind="CORRECTION").count() == 1


@pytest.fixture
def correction(approved, clerk):
    return approved.correct(by=clerk, reason="误计一户")


def test_submission_withdraw_asks_first_and_then_lets_the_next_one_come(
    signed_in, clerk, approved, correction
):
    client, address = signed_in(clerk), url("submission_withdraw", correction.pk)
    assert address in text(client.get(correction.sheet_url))
    asked = text(client.get(address))
    assert "原来的数照常有效" in asked and state(correction) == "DRAFT"
    pages = [text(client.post(address, {"key": "once"}, follow=True)) for _ in range(2)]
    assert all("已撤回" in page and "由clerk某撤回" in page for page in pages)
    assert Event.objects.filter(verb="submission.withdraw").count() == 1
    assert "已撤回" in text(client.get(url("submission_list")))
    made = client.post(url("submission_correct", approved.pk), {"reason": "漏计一户"})
    assert made.url == Submission.objects.filter(kind="CORRECTION").latest("pk").sheet_url


def test_submission_withdraw_after_approval_is_refused_with_its_reason(
    signed_in, clerk, reviewer, correction
):
    builders.put(correction, clerk, 108, note="剔除迁出企业")
    correction.submit(by=clerk)
    correction.approve(by=reviewer)
    client, address = signed_in(clerk), url("submission_withdraw", correction.pk)
    assert "已经生效" in text(client.get(address)) and "disabled" in text(client.get(address))
    assert "已经生效" in text(client.post(address, follow=True))
    assert "撤回更正" in text(client.get(correction.get_absolute_url()))
    assert state(correction) == "APPROVED"


def test_submission_withdraw_of_another_unit_is_not_found(signed_in, other_clerk, correction):
    assert signed_in(other_clerk).post(url("submission_withdraw", correction.pk)).status_code == 404
    assert state(correction) == "DRAFT"


def test_review_detail_of_a_correction_withdrawn_unseen_is_not_found(signed_in, reviewer, clerk, correction):
    correction.withdraw(by=clerk)
    assert signed_in(reviewer).get(url("review_detail", correction.pk)).status_code == 404


# --- the desk ----------------------------------------------------------------------------------------------------


def test_review_detail_shows_the_figure_beside_what_stood_before(
    signed_in, reviewer, clerk, approved, document
):
    with clock.at(dt.date(2018, 7, 9)):
        second = builders.own(builders.open_period(document, reviewer, Quarter(2018, 2)), approved.unit)
        builders.submit(second, clerk, 240)
        page = signed_in(reviewer).get(url("review_detail", second.pk))
    row = next(row for row in page.context["rows"] if row.value == "240")
    assert (row.previous, row.single, row.note) == ("110", "130", "首次报送")


def test_review_detail_of_a_draft_is_not_found(signed_in, reviewer, submission):
    assert signed_in(reviewer).get(url("review_detail", submission.pk)).status_code == 404


def test_review_detail_greys_the_button_of_who_wrote_a_line(signed_in, committee, submission):
    both = appoint("both", committee, Role.CLERK, Role.REVIEWER)
    builders.submit(submission, both)
    page = text(signed_in(both).get(url("review_detail", submission.pk)))
    assert "须由另一位审核员审核" in page and "formaction" not in page


def test_review_detail_is_not_for_clerks(signed_in, clerk, handed_in):
    assert signed_in(clerk).get(url("review_detail", handed_in.pk)).status_code == 403


def test_review_approve_takes_once(signed_in, reviewer, handed_in):
    client = signed_in(reviewer)
    answers = [client.post(url("review_approve", handed_in.pk), {"key": "yes"}) for _ in range(2)]
    assert {answer.url for answer in answers} == {reverse("reports:review_list")}
    assert state(handed_in) == "APPROVED"
    assert Event.objects.filter(verb="submission.approve").count() == 1


def test_review_approve_after_another_reviewer_returned_it_says_so(signed_in, reviewer, committee, handed_in):
    other = appoint("other_reviewer", committee, Role.REVIEWER)
    handed_in.send_back(by=other, reason="请核对")
    answer = signed_in(reviewer).post(url("review_approve", handed_in.pk), {"key": "late"}, follow=True)
    assert "现在是“已退回”" in text(answer) and state(handed_in) == "RETURNED"


def test_review_approve_changes_nothing_when_it_is_only_opened(signed_in, reviewer, handed_in):
    assert signed_in(reviewer).get(url("review_approve", handed_in.pk)).status_code in (302, 405)
    assert state(handed_in) == "SUBMITTED"


def test_review_approve_is_not_for_the_clerk(signed_in, clerk, handed_in):
    assert signed_in(clerk).post(url("review_approve", handed_in.pk), {"key": "own"}).status_code == 403
    assert state(handed_in) == "SUBMITTED"


def test_review_send_back_tells_the_reason_of_the_whole_and_of_the_line(
    signed_in, reviewer, clerk, handed_in
):
    line = handed_in.lines.filter(value=Decimal(110)).get()
    reasons = {"reason": "请核对后重报", f"line-{line.pk}": "与统计局快报不一致", "key": "back"}
    signed_in(reviewer).post(url("review_send_back", handed_in.pk), reasons)
    page = text(signed_in(clerk).get(handed_in.sheet_url))
    assert "请核对后重报" in page and "与统计局快报不一致" in page and "cell-returned" in page


def test_review_send_back_needs_a_reason_and_keeps_those_of_the_lines(signed_in, reviewer, handed_in):
    line = handed_in.lines.first()
    answer = signed_in(reviewer).post(
        url("review_send_back", handed_in.pk), {f"line-{line.pk}": "与快报不一致", "key": "k"}, follow=True
    )
    assert "退回必须写明理由" in text(answer) and state(handed_in) == "SUBMITTED"
    assert 'value="与快报不一致"' in text(answer)


def test_review_send_back_touches_no_line_of_another_submission(
    signed_in, reviewer, handed_in, period, other_unit, other_clerk
):
    foreign = builders.own(period, other_unit, Form.UPDATES)
    line_model = foreign.line_model
    task = line_model.tasks_of(foreign).first()
    foreign.put([builders.Entry({"task": task}, {"progress": "推进中。"})], by=other_clerk)
    line = foreign.lines.get()
    data = {
        "reason": "请核对",
        f"line-{line.pk + 10_000}": "无此行",
        f"line-{line.pk}": "别单位的行",
        "key": "k",
    }
    signed_in(reviewer).post(url("review_send_back", handed_in.pk), data)
    assert foreign.lines.get().review_note == ""


# --- periods -------------------------------------------------------------------------------------------------------


def test_period_list_offers_the_quarter_that_just_ended(signed_in, reviewer, document):
    page = text(signed_in(reviewer).get(url("period_list")))
    assert "还没有开过填报期" in page and 'value="2018年一季度"' in page


def test_period_list_offers_no_quarter_that_is_open_already(signed_in, reviewer, period):
    page = signed_in(reviewer).get(url("period_list"))
    assert not page.context["form"]["quarter"].value()


def test_period_list_counts_due_reported_approved(signed_in, reviewer, period, approved):
    (row,) = signed_in(reviewer).get(url("period_list")).context["periods"]
    assert (row["due"], row["reported"], row["approved"]) == (period.submissions.count(), 1, 1)


def test_period_open_gives_every_unit_its_draft_once(signed_in, reviewer, document):
    client, data = signed_in(reviewer), {"quarter": "2018Q1", "due_on": "2018-04-20", "key": "open"}
    answers = [client.post(url("period_open"), data) for _ in range(2)]
    assert {answer.url for answer in answers} == {url("period_list")}
    period = ReportingPeriod.objects.get()
    assert period.due_on == dt.date(2018, 4, 20) and period.submissions.filter(form="FIGURES").exists()


def test_period_open_from_an_old_page_opens_another_quarter_too(signed_in, reviewer, document):
    """Back, the next quarter typed, sent with the old page's key: it is another request, and so is another due date."""
    with clock.at(dt.date(2018, 7, 5)):
        client = signed_in(reviewer)
        for quarter in ("2018Q1", "2018Q2"):
            assert client.post(url("period_open"), {"quarter": quarter, "key": "open"}).status_code == 302
        again = client.post(url("period_open"), {"quarter": "2018Q2", "due_on": "2018-08-01", "key": "open"})
    assert ReportingPeriod.objects.count() == 2
    assert again.status_code == 422 and "已经开过" in text(again)


def test_period_open_gives_the_annual_report_until_the_end_of_march_and_says_so(
    signed_in, reviewer, document
):
    with clock.at(dt.date(2019, 1, 7)):
        client = signed_in(reviewer)
        assert "年报为次年3月31日" in text(client.get(url("period_list")))
        client.post(url("period_open"), {"quarter": "2018年报", "key": "annual"})
    assert ReportingPeriod.objects.of(document, Quarter(2018, 5)).due_on == dt.date(2019, 3, 31)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"quarter": "2018Q2"}, "还没有结束"),
        ({"quarter": "2018.3"}, "请写成“2018年一季度”"),
        ({"quarter": ""}, "期次"),
        ({"quarter": "2018Q1", "due_on": "2018-03-31"}, "要晚于期末"),
        ({"quarter": "2018Q1", "due_on": "四月底"}, "日期写成"),
    ],
)
def test_period_open_says_what_is_wrong_and_keeps_what_was_typed(signed_in, reviewer, document, typed, why):
    answer = signed_in(reviewer).post(url("period_open"), typed)
    assert answer.status_code == 422 and why in text(answer)
    assert f'value="{typed["quarter"]}"' in text(answer) or not typed["quarter"]
    assert not ReportingPeriod.objects.exists()


def test_period_open_twice_by_two_people_is_refused(signed_in, reviewer, period):
    answer = signed_in(reviewer).post(url("period_open"), {"quarter": "2018年一季度", "key": "again"})
    assert answer.status_code == 422 and "已经开过" in text(answer)


def test_period_open_is_not_for_clerks(signed_in, clerk, document):
    assert signed_in(clerk).post(url("period_open"), {"quarter": "2018Q1"}).status_code == 403


def test_period_extend_moves_one_units_date_with_its_reason(signed_in, reviewer, period, submission):
    data = {"unit": submission.unit_id, "due_on": "2018-04-25", "reason": "企业年报未汇齐", "key": "extend"}
    client = signed_in(reviewer)
    assert client.post(url("period_extend", period.pk), data).url == url("period_list")
    assert "4月25日" in text(client.get(url("period_list")))
    assert Submission.objects.get(pk=submission.pk).due_on == dt.date(2018, 4, 25)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"due_on": "2018-04-15"}, "要晚于现在的截止日期"),
        ({"reason": ""}, "延期要写明理由"),
        ({"unit": ""}, "单位"),
    ],
)
def test_period_extend_says_what_is_wrong(signed_in, reviewer, period, committee, typed, why):
    data = {"unit": committee.pk, "due_on": "2018-04-25", "reason": "核对"} | typed
    answer = signed_in(reviewer).post(url("period_extend", period.pk), data)
    assert answer.status_code == 422 and why in text(answer)
    assert not period.extensions.exists()


def test_period_extend_is_only_for_a_unit_that_owes(signed_in, reviewer, period, document):
    """市监察局 is a member of the meeting and owes nothing."""
    member = document.members.get(unit__name="市监察局").unit
    data = {"unit": member.pk, "due_on": "2018-04-25", "reason": "核对"}
    assert signed_in(reviewer).post(url("period_extend", period.pk), data).status_code == 422


def test_review_detail_of_a_correction_shows_what_it_replaces(signed_in, reviewer, clerk, approved):
    correction = approved.correct(by=clerk, reason="误计一户迁出企业")
    builders.put(correction, clerk, 108, note="剔除迁出企业")
    correction.submit(by=clerk)
    page = signed_in(reviewer).get(url("review_detail", correction.pk))
    (row,) = page.context["rows"]
    assert (row.replaces, row.value) == ("110", "108")
    assert "<del>110</del>" in text(page) and "误计一户迁出企业" in text(page)


def test_review_detail_prints_the_official_growth_and_else_the_computed_one(
    signed_in, reviewer, clerk, approved, document, committee
):
    with clock.at(dt.date(2019, 4, 9)):
        second = builders.own(builders.open_period(document, reviewer, Quarter(2019, 1)), committee)
        output = document.items.get(slug="industrial-output")
        builders.fill(second, clerk, 121)
        line = second.lines.get(item=output)
        builders.put(second, clerk, 50, output, line.rv, official_growth=Decimal("7"), blank_reason="")
        second.submit(by=clerk)
        page = signed_in(reviewer).get(url("review_detail", second.pk))
    growth = {row.label: row.growth for row in page.context["rows"] if row.growth}
    assert growth == {"规模以上工业总产值": "+7.0（官方）", builders.FIGURE: "+10.0"}
