"""One figure's whole life, and one update's, through HTTP: from the period's opening to the corrected edition."""

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse

from accounts import clock
from indicators.models import Actual, Definition
from reports.models import Edition
from submissions.models import ReportingPeriod, Submission
from tests.cast import appoint

FIRST_QUARTER = {
    "industrial-output": "110.4",
    "high-tech-enterprises": "48",
    "industry-university-projects": "52",
    "technology-contracts": "2,100",
    "valid-invention-patents": "84",
    "rd-institutions": "43",
    "new-registrations": "８３８",
    "newly-certified-enterprises": "0",
    "overseas-investors": "1",
    "overseas-branches": "3",
    "high-tech-exports": "2.1亿元",
    "venture-backed": "2",
}
"""What a clerk types for 2018年一季度: 技术合同 in 万元, one number in full width, one with its measure."""


@pytest.fixture
def april():
    with clock.at(dt.date(2018, 4, 9)):
        yield


@pytest.fixture
def period(document, reviewer, signed_in, april):
    """The first quarter, opened by the reviewer, its definitions confirmed."""
    for definition in Definition.objects.exclude(question=""):
        definition.confirm(by=reviewer, text="按填报项解释")
    answer = signed_in(reviewer).post(
        reverse("submissions:period_open"), {"quarter": "2018年一季度", "key": "open"}
    )
    assert answer.status_code == 302
    return ReportingPeriod.objects.get()


@pytest.fixture
def submission(period, committee):
    return period.submissions.get(unit=committee, form="FIGURES")


def typed(page) -> dict:
    """Return what a sheet would send if nothing were changed."""
    data = {"key": page.context["key"]}
    for line in page.context["lines"]:
        for name in line.form.fields:
            value = line.form[name].value()
            data[line.form.add_prefix(name)] = "" if value is None else value
    return data


def fill(client, url, values, act="save", **more):
    data = typed(client.get(url)) | {f"{slug}-value": value for slug, value in values.items()}
    return client.post(url, data | more | {"act": act})


def hand_in(client, submission):
    """Fill the sheet and submit it; what is empty and what surprises says why."""
    url = reverse("indicators:sheet", args=[submission.pk])
    return fill(client, url, FIRST_QUARTER, act="submit")


def test_opening_a_period_gives_every_unit_its_draft(period):
    assert period.due_on == dt.date(2018, 4, 15)
    assert period.submissions.filter(form="FIGURES").count() == 1
    assert period.submissions.filter(form="UPDATES").count() == 31


def test_a_draft_is_stored_in_the_measure_of_the_document(submission, signed_in, clerk):
    answer = fill(signed_in(clerk), reverse("indicators:sheet", args=[submission.pk]), FIRST_QUARTER)
    assert answer.status_code == 302
    stored = dict(Actual.objects.values_list("item__slug", "value"))
    assert str(stored["technology-contracts"]) == "0.2100"
    assert stored["new-registrations"] == 838


def test_a_wrong_cell_keeps_everything_as_typed_and_stores_nothing(submission, signed_in, clerk):
    wrong = FIRST_QUARTER | {"venture-backed": "两家"}
    answer = fill(signed_in(clerk), reverse("indicators:sheet", args=[submission.pk]), wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“两家”不是数字" in page and 'value="两家"' in page and 'value="８３８"' in page
    assert not Actual.objects.exists()


def test_an_empty_cell_says_why_before_it_is_handed_in(submission, signed_in, clerk):
    without = {slug: value for slug, value in FIRST_QUARTER.items() if slug != "venture-backed"}
    url = reverse("indicators:sheet", args=[submission.pk])
    answer = fill(signed_in(clerk), url, without, act="submit")
    assert answer.status_code == 422 and "注明未报原因" in answer.content.decode()
    submission.refresh_from_db()
    assert submission.state == "DRAFT"
    answer = fill(
        signed_in(clerk), url, {}, act="submit", **{"venture-backed-blank_reason": "等市金融局核数"}
    )
    assert answer.url == reverse("submissions:submission_receipt", args=[submission.pk])


def test_the_whole_life_of_a_figure(submission, signed_in, clerk, reviewer, leader, document):
    client = signed_in(clerk)
    assert hand_in(client, submission).status_code == 302
    receipt = client.get(reverse("submissions:submission_receipt", args=[submission.pk])).content.decode()
    submission.refresh_from_db()
    assert submission.receipt in receipt and "统计负责人" in receipt

    line = Actual.objects.get(item__slug="high-tech-exports")
    back = {"reason": "出口额与海关数不符", f"line-{line.pk}": "请核对海关数", "key": "back"}
    signed_in(reviewer).post(reverse("submissions:review_send_back", args=[submission.pk]), back)
    page = signed_in(clerk).get(reverse("indicators:sheet", args=[submission.pk])).content.decode()
    assert "出口额与海关数不符" in page and "请核对海关数" in page

    fill(
        signed_in(clerk),
        reverse("indicators:sheet", args=[submission.pk]),
        {"high-tech-exports": "1.62"},
        act="submit",
    )
    signed_in(reviewer).post(reverse("submissions:review_approve", args=[submission.pk]), {"key": "yes"})
    submission.refresh_from_db()
    assert submission.state == "APPROVED"

    preview = signed_in(reviewer).get(reverse("reports:edition_preview", args=["2018Q1"]))
    assert "尚未发布" in preview.content.decode()
    signed_in(reviewer).post(reverse("reports:edition_publish", args=["2018Q1"]), {"key": "publish"})
    first = Edition.objects.get()
    board = signed_in(leader).get(reverse("reports:board")).content.decode()
    assert first.check_code in board and "110.40" in board and "1.62" in board

    signed_in(clerk).post(
        reverse("submissions:submission_correct", args=[submission.pk]),
        {"reason": "误计一户迁出企业", "key": "correct"},
    )
    correction = Submission.objects.get(kind="CORRECTION")
    answer = fill(
        signed_in(clerk),
        reverse("indicators:sheet", args=[correction.pk]),
        {"high-tech-exports": "1.5"},
        act="submit",
    )
    assert answer.status_code == 302
    assert correction.lines.count() == 1
    signed_in(reviewer).post(reverse("submissions:review_approve", args=[correction.pk]), {"key": "yes2"})
    signed_in(reviewer).post(reverse("reports:edition_publish", args=["2018Q1"]), {"key": "publish2"})

    second = Edition.objects.newest(document)
    assert (second.number, second.kind, second.supersedes) == (2, "更正", first)
    assert Edition.objects.get(pk=first.pk).text == first.text
    board = signed_in(leader).get(reverse("reports:board")).content.decode()
    assert "1.62→1.50" in board and "误计一户迁出企业" in board and second.check_code in board
    old = client.get(reverse("reports:check_detail", args=[first.check_code])).content.decode()
    assert "第2版" in old
    assert_taken_away(signed_in(leader), second)


def assert_taken_away(client, edition):
    """Word and Excel of the edition hold the corrected figure and the code."""
    place = [str(edition.quarter), edition.number]
    word = client.get(reverse("reports:export_word", args=place))
    excel = client.get(reverse("reports:export_excel", args=place))
    assert word.content[:2] == excel.content[:2] == b"PK"
    book = openpyxl.load_workbook(io.BytesIO(excel.content))
    texts = [str(cell.value) for sheet in book for row in sheet for cell in row]
    assert any(edition.check_code in text for text in texts) and "1.5" in texts


def test_nobody_approves_a_line_they_wrote(submission, committee, signed_in, reviewer):
    both = appoint("both", committee, "CLERK", "REVIEWER")
    hand_in(signed_in(both), submission)
    page = signed_in(both).get(reverse("submissions:review_detail", args=[submission.pk])).content.decode()
    assert "须由另一位审核员审核" in page
    signed_in(both).post(reverse("submissions:review_approve", args=[submission.pk]), {"key": "own"})
    submission.refresh_from_db()
    assert submission.state == "SUBMITTED"
    signed_in(reviewer).post(reverse("submissions:review_approve", args=[submission.pk]), {"key": "other"})
    submission.refresh_from_db()
    assert submission.state == "APPROVED"


def test_an_update_takes_the_same_stairs(period, other_unit, signed_in, other_clerk, reviewer, leader):
    submission = period.submissions.get(unit=other_unit, form="UPDATES")
    url = reverse("tasks:update_sheet", args=[submission.pk])
    page = signed_in(other_clerk).get(url)
    tasks = list(submission.line_model.tasks_of(submission))
    data = {"key": page.context["key"], "act": "submit"}
    for task in tasks:
        data |= {
            f"{task.number}-progress": f"第{task.number}项按季推进。",
            f"{task.number}-judgement": "SMOOTH",
        }
        data |= {f"{task.number}-rv": 0, f"{task.number}-next_steps": "继续推进。"}
    assert signed_in(other_clerk).post(url, data).status_code == 302
    signed_in(reviewer).post(reverse("submissions:review_approve", args=[submission.pk]), {"key": "update"})
    signed_in(reviewer).post(reverse("reports:edition_publish", args=["2018Q1"]), {"key": "publish"})
    shown = signed_in(leader).get(reverse("reports:task_detail", args=[tasks[0].number])).content.decode()
    assert f"第{tasks[0].number}项按季推进。" in shown
