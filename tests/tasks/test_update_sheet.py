"""The sheet of a unit's quarterly updates: what it asks, keeps, refuses and tells two people at once."""

import pytest
from django.urls import reverse

from accounts.journal import Event
from accounts.models import Role
from submissions.lines import Form
from submissions.models import ReportingPeriod
from submissions.quarters import Quarter
from submissions.rules import State
from tasks.models import ProgressUpdate
from tasks.sheets import UpdateSheet
from tests.cast import appoint

pytestmark = pytest.mark.usefixtures("july_2019")  # the period reported on is then over

WRITTEN = {"progress": "已完成选址。", "judgement": "SMOOTH"}


@pytest.fixture
def submission(document, reviewer, other_unit):
    period = ReportingPeriod.open(document, Quarter(2019, 2), by=reviewer)
    return period.submissions.get(unit=other_unit, form=Form.UPDATES)


@pytest.fixture
def own(submission, other_clerk, signed_in):
    """The browser of the unit's clerk."""
    return signed_in(other_clerk)


@pytest.fixture
def colleague(other_unit):
    return appoint("colleague", other_unit, Role.CLERK)


def url(submission) -> str:
    return reverse("tasks:update_sheet", args=[submission.pk])


def numbers(submission) -> list[int]:
    return [task.number for task in ProgressUpdate.tasks_of(submission)]


def page_of(submission, key="k") -> dict:
    """Return what a browser would send back of the page as it stands, untouched."""
    return sent_back(UpdateSheet(submission).forms) | {"key": key, "act": "save"}


def sent_back(forms) -> dict:
    values = {field.html_name: field.value() for form in forms for field in form}
    return {name: "" if value is None else value for name, value in values.items()}


def typed(values: dict, *tasks) -> dict:
    return {f"{number}-{name}": value for number in tasks for name, value in values.items()}


def hand_in(client, submission, **values):
    said = page_of(submission, "hand-in") | typed(WRITTEN | values, *numbers(submission)) | {"act": "submit"}
    return client.post(url(submission), said)


def text(response) -> str:
    return response.content.decode()


def line(submission, number) -> ProgressUpdate:
    return submission.lines.get(task__number=number)


# --- what it shows -------------------------------------------------------------------------------------------------


def test_update_sheet_asks_each_owed_task_in_three_parts(own, submission):
    page, owed = text(own.get(url(submission))), numbers(submission)
    assert f"{len(owed)}项任务" in page
    for number in owed:
        for name in ("progress", "problems_met", "next_steps", "blank_reason"):
            assert f'for="id_{number}-{name}"' in page
    assert page.count('maxlength="2000"') == 3 * len(owed)
    assert all(word in page for word in ("顺利", "可控", "有风险", "需协调"))


def test_update_sheet_asks_few_questions(own, submission, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        own.get(url(submission))


def test_update_sheet_without_a_task_says_so(own, submission, document):
    for task in document.tasks.all():
        task.partners.all().delete()
    assert "没有要报进展的任务" in text(own.get(url(submission)))


# --- whose it is ----------------------------------------------------------------------------------------------------


def test_update_sheet_of_another_unit_is_not_found(submission, clerk, signed_in):
    client = signed_in(clerk)
    assert client.get(url(submission)).status_code == 404
    said = page_of(submission) | typed(WRITTEN, numbers(submission)[0])
    assert client.post(url(submission), said).status_code == 404
    assert not submission.lines.exists()


def test_update_sheet_of_figures_is_not_found(own, submission):
    figures = submission.period.submissions.filter(form=Form.FIGURES).first()
    figures.unit = submission.unit
    figures.save()
    assert own.get(url(figures)).status_code == 404


@pytest.mark.parametrize("who", ["reviewer", "leader", "supervisor", "admin", "auditor"])
def test_update_sheet_is_no_page_of_who_fills_nothing_in(submission, signed_in, request, who):
    assert signed_in(request.getfixturevalue(who)).get(url(submission)).status_code == 403


def test_update_sheet_is_filled_in_by_a_member_of_the_unit(submission, member, signed_in):
    assert signed_in(member).get(url(submission)).status_code == 200


# --- saving ---------------------------------------------------------------------------------------------------------


def test_update_sheet_saves_a_draft_and_only_what_was_typed(own, submission, other_clerk):
    number = numbers(submission)[0]
    answer = own.post(url(submission), page_of(submission) | typed(WRITTEN, number), follow=True)
    assert "已存草稿，改动1项" in text(answer) and "已完成选址。" in text(answer)
    assert submission.lines.count() == 1
    assert (line(submission, number).author, line(submission, number).judgement) == (other_clerk, "SMOOTH")
    submission.refresh_from_db()
    assert submission.state == State.DRAFT


def test_update_sheet_sent_twice_saves_once(own, submission):
    said = page_of(submission) | typed(WRITTEN, *numbers(submission)[:2])
    first, second = own.post(url(submission), said), own.post(url(submission), said)
    assert first.status_code == second.status_code == 302
    assert (Event.objects.filter(verb="line.put").count(), submission.lines.count()) == (1, 2)


def test_update_sheet_handed_in_twice_is_handed_in_once(own, submission):
    said = page_of(submission) | typed(WRITTEN, *numbers(submission)) | {"act": "submit"}
    receipt = reverse("submissions:submission_receipt", args=[submission.pk])
    assert [own.post(url(submission), said).url for _ in range(2)] == [receipt, receipt]
    assert Event.objects.filter(verb="submission.submit").count() == 1


def test_update_sheet_loses_nothing_typed_after_going_back(own, submission):
    """The page one goes back to carries the key of a request that was answered already."""
    number, old = numbers(submission)[0], page_of(submission)
    own.post(url(submission), old | typed(WRITTEN, number))
    answer = own.post(url(submission), old | typed(WRITTEN | {"progress": "已开工。"}, number))
    assert answer.status_code == 409 and "已开工。" in text(answer) and "已完成选址。" in text(answer)


def test_update_sheet_counts_a_line_end_once(own, submission):
    number = numbers(submission)[0]
    own.post(
        url(submission), page_of(submission) | typed(WRITTEN | {"progress": "一\r\n" * 999 + "二三"}, number)
    )
    assert len(line(submission, number).progress) == 2000
    answer = own.post(url(submission), page_of(submission, "again"), follow=True)
    assert "没有改动" in text(answer)


def test_update_sheet_with_too_long_a_text_saves_nothing_and_keeps_everything(own, submission):
    first, second = numbers(submission)[:2]
    said = page_of(submission) | typed(WRITTEN, first) | typed({"next_steps": "长" * 2001}, second)
    answer = own.post(url(submission), said)
    assert answer.status_code == 422 and not submission.lines.exists()
    page = text(answer)
    assert "最多2000个字，现在有2001个" in page and f'href="#cell-{second}"' in page
    assert "已完成选址。" in page and "长" * 2001 in page


# --- handing in -------------------------------------------------------------------------------------------------------


def test_update_sheet_is_handed_in_when_each_task_says_something(own, submission, other_clerk):
    assert hand_in(own, submission).url == reverse("submissions:submission_receipt", args=[submission.pk])
    submission.refresh_from_db()
    assert (submission.state, submission.submitted_by) == (State.SUBMITTED, other_clerk)


def test_update_sheet_accepts_a_reason_in_place_of_an_update(own, submission):
    assert hand_in(own, submission, progress="", judgement="", blank_reason="尚未启动。").status_code == 302


def test_update_sheet_names_what_is_missing_and_keeps_what_was_typed(own, submission):
    first, second, *rest = numbers(submission)
    said = page_of(submission) | typed(WRITTEN, first) | typed({"progress": "没有判断。"}, second)
    answer = own.post(url(submission), said | {"act": "submit"})
    page = text(answer)
    assert answer.status_code == 422
    assert f"草稿已存，还有{1 + len(rest)}处要处理" in page and 'role="alert"' in page
    assert f'href="#cell-{second}"' in page and f'href="#cell-{first}"' not in page
    assert "已完成选址。" in page and "没有判断。" in page
    submission.refresh_from_db()
    assert submission.state == State.DRAFT


# --- after it is handed in ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_update_sheet_that_is_handed_in_is_only_read(own, submission, reviewer, state):
    hand_in(own, submission)
    if state == State.APPROVED:
        submission.approve(by=reviewer)
    number = numbers(submission)[0]
    assert own.get(url(submission)).url == submission.get_absolute_url()
    said = page_of(submission, "later") | typed({"progress": "改一改。"}, number)
    answer = own.post(url(submission), said)
    assert answer.status_code == 403 and "报送单已" in text(answer) and "改一改。" in text(answer)
    assert line(submission, number).progress == "已完成选址。"


def test_update_sheet_that_came_back_shows_why(own, submission, reviewer):
    hand_in(own, submission)
    first, second = numbers(submission)[:2]
    reasons = {line(submission, first).pk: "请写明面积。", line(submission, second).pk: "请写明时间。"}
    submission.send_back(by=reviewer, reason="两处不清楚。", line_reasons=reasons)
    page = text(own.get(url(submission)))
    assert "两处不清楚。" in page and "请写明面积。" in page and "请写明时间。" in page
    said = page_of(submission, "mended") | typed({"progress": "已完成选址120亩。"}, first)
    page = text(own.post(url(submission), said, follow=True))
    assert "请写明面积。" not in page and "请写明时间。" in page
    assert hand_in(own, submission).status_code == 302


# --- two people at once -------------------------------------------------------------------------------------------------


def test_update_sheet_tells_the_second_of_two_and_overwrites_only_knowingly(
    own, submission, colleague, signed_in
):
    number, seen = numbers(submission)[0], page_of(submission)
    own.post(url(submission), seen | typed(WRITTEN, number))
    other = signed_in(colleague)
    mine = seen | typed({"progress": "尚在选址。", "judgement": "AT_RISK"}, number)
    answer = other.post(url(submission), mine)
    page = text(answer)
    assert answer.status_code == 409 and "other_clerk某" in page
    assert all(words in page for words in ("已完成选址。", "尚在选址。", "顺利", "有风险"))
    assert line(submission, number).progress == "已完成选址。"
    knowingly = dict(answer.context["mine"]) | {"key": "knowingly"}
    assert other.post(url(submission), knowingly).status_code == 302
    assert (line(submission, number).progress, line(submission, number).author) == ("尚在选址。", colleague)


def test_update_sheet_keeps_the_rest_where_the_other_one_is_given_way(own, submission, colleague, signed_in):
    first, second = numbers(submission)[:2]
    seen = page_of(submission)
    own.post(url(submission), seen | typed(WRITTEN, first))
    other = signed_in(colleague)
    answer = other.post(url(submission), seen | typed({"progress": "尚在选址。"}, first, second))
    assert other.post(url(submission), dict(answer.context["rest"]) | {"key": "rest"}).status_code == 302
    assert line(submission, first).progress == "已完成选址。"
    assert line(submission, second).progress == "尚在选址。"


def test_update_sheet_lets_two_write_on_different_tasks(own, submission, colleague, signed_in):
    first, second = numbers(submission)[:2]
    seen = page_of(submission)
    own.post(url(submission), seen | typed(WRITTEN, first))
    answer = signed_in(colleague).post(url(submission), seen | typed({"progress": "已签约。"}, second))
    assert answer.status_code == 302
    assert line(submission, first).progress == "已完成选址。"
    assert line(submission, second).progress == "已签约。"


# --- corrections --------------------------------------------------------------------------------------------------------


@pytest.fixture
def correction(own, submission, reviewer, other_clerk):
    hand_in(own, submission)
    submission.approve(by=reviewer)
    return submission.correct(by=other_clerk, reason="误写一处。")


def test_update_sheet_of_a_correction_holds_only_what_is_corrected(own, correction):
    number = numbers(correction)[0]
    page = text(own.get(url(correction)))
    assert "误写一处。" in page and "已完成选址。" in page
    said = page_of(correction) | typed({"progress": "已完成选址120亩。"}, number) | {"act": "submit"}
    assert own.post(url(correction), said).status_code == 302
    assert [each.task.number for each in correction.lines] == [number]


def test_update_sheet_of_a_correction_that_corrects_nothing_is_not_handed_in(own, correction):
    answer = own.post(url(correction), page_of(correction) | {"act": "submit"})
    assert answer.status_code == 422 and "没有改动任何" in text(answer)
