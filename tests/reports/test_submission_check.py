"""The check page 核对: what still keeps a sheet back, the reasons it asks for, and handing in from it."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts import clock
from indicators.models import Actual, Break
from reports.check_forms import split
from submissions.lines import Entry, Form
from submissions.models import Submission
from submissions.quarters import Quarter
from tests.builders import approve, figure, fill, open_period, own, put

EXPORTS, PROFIT = "high-tech-exports", "net-profit"


@pytest.fixture
def draft(document, committee, reviewer, report):
    """The committee's sheet of the first half of 2019: two figures ask for a reason, one is empty without one."""
    report("2018Q2", {EXPORTS: "4.00", PROFIT: "7.30", "operating-revenue": "180.20"})
    report("2018Q1", {EXPORTS: "2.00", PROFIT: "3.68", "operating-revenue": "90"})
    report("2019Q1", {EXPORTS: "2.01", PROFIT: "3.98", "operating-revenue": "100.30"})
    with clock.at(dt.date(2019, 7, 9)):
        submission = own(open_period(document, reviewer, Quarter(2019, 2)), committee)
        yield submission


@pytest.fixture
def filled(draft, clerk):
    fill_except(
        draft, clerk, {EXPORTS: "1.50", PROFIT: "-1.25", "operating-revenue": "208.60"}, "venture-backed"
    )
    return draft


def fill_except(submission, by, figures, *left):
    """Give some figures without a word; of the rest, but for some, say why there is none."""
    entries = [
        Entry(
            {"item": item},
            {"value": figures[item.slug]} if item.slug in figures else {"blank_reason": "企业尚未报齐"},
        )
        for item in Actual.items_of(submission)
        if item.slug not in left
    ]
    submission.put(entries, by=by)


def url(submission) -> str:
    return reverse("reports:submission_check", args=[submission.pk])


def typed(page) -> dict:
    """Return what the page would send if nothing were changed."""
    data = {"key": page.context["key"]}
    for form in page.context["page"].sheet.forms:
        for name in form.fields:
            value = form[name].value()
            data[form.add_prefix(name)] = "" if value is None else value
    return data


def send(client, submission, act="save", **more):
    data = typed(client.get(url(submission))) | more | {"act": act}
    return client.post(url(submission), data)


REASONS = {
    f"{EXPORTS}-note": "冲减一季度误计",
    f"{PROFIT}-note": "一户企业计提减值5.40亿元",
    "venture-backed-usual": "企业尚未报齐",
    "venture-backed-blank_reason": "7月22日补报",
}


def line(submission, slug) -> Actual:
    return submission.lines.get(item__slug=slug)


# --- what it shows -------------------------------------------------------------------------------------------


@pytest.mark.case("N07")
def test_submission_check_says_first_what_keeps_the_sheet_back(filled, clerk, signed_in):
    page = signed_in(clerk).get(url(filled))
    text = page.content.decode()
    assert "还差3处，其余可以提交" in text
    assert "3 / " in text and "数字错误 0，警告 2，未填" in text
    links = re.findall(
        r'<li><a href="([^"]*)">([^：]*)', text.partition('id="errors"')[2].partition("</ul>")[0]
    )
    assert ("#reason-venture-backed", "当年新增获得风险投资的企业") in links
    assert (f"#reason-{PROFIT}", "净利润") in links
    for anchor, _ in links:
        assert f'id="{anchor[1:]}"' in text, "every link leads to a field of the page"


def test_submission_check_leads_to_the_cell_of_a_figure_that_cannot_be_right(filled, clerk, signed_in):
    put(filled, clerk, -3, item=filled.period.document.items.get(slug="venture-backed"))
    text = signed_in(clerk).get(url(filled)).content.decode()
    assert "数字错误 1" in text
    assert f"{reverse('indicators:sheet', args=[filled.pk])}#cell-venture-backed" in text


def test_submission_check_keeps_showing_a_warning_that_was_answered(filled, clerk, signed_in):
    send(signed_in(clerk), filled, **REASONS)
    page = signed_in(clerk).get(url(filled))
    assert "可以提交</h1>" in page.content.decode()
    assert [row.form.cell for row in page.context["page"].warnings] == [EXPORTS, PROFIT]
    assert "一户企业计提减值5.40亿元" in page.content.decode() and "理由已写" in page.content.decode()


def test_submission_check_tells_what_stays_empty_with_an_empty_cell(filled, clerk, signed_in):
    rows = {row.form.cell: row for row in signed_in(clerk).get(url(filled)).context["page"].blanks}
    assert [each.row.slug for each in rows["services-revenue"].affected] == ["services-share"]
    assert not rows["services-revenue"].is_open and not rows["services-revenue"].row.is_due
    assert rows["venture-backed"].is_open


def test_submission_check_shows_the_largest_changes_a_turned_sign_first(filled, clerk, signed_in):
    found = signed_in(clerk).get(url(filled)).context["page"].changes
    assert [(each.name, each.figure) for each in found] == [
        ("净利润", "−5.23 亿元"),
        ("高新技术企业出口额", "−0.51 亿元"),
        ("营业收入", "+15.8%"),
    ]
    assert found[0].words == "当季；上年二季度3.62，由正转负"
    assert found[2].words == "上半年208.6亿元，上年同期180.2"


def test_submission_check_compares_nothing_across_a_break(filled, clerk, reviewer, signed_in):
    item = filled.period.document.items.get(slug="operating-revenue")
    Break.objects.create(item=item, year=2019, part=1, reason="范围调整", decided_by=reviewer)
    names = [each.name for each in signed_in(clerk).get(url(filled)).context["page"].changes]
    assert "营业收入" not in names


def test_submission_check_prints_only_the_official_growth_of_output(draft, report, clerk, signed_in):
    report("2018Q2", {"industrial-output": "226.4"})
    output = draft.period.document.items.get(slug="industrial-output")
    put(draft, clerk, "251.2", item=output)
    assert signed_in(clerk).get(url(draft)).context["page"].changes == []
    draft.put([Entry({"item": output}, {"official_growth": 7}, 1)], by=clerk)
    (found,) = signed_in(clerk).get(url(draft)).context["page"].changes
    assert (found.figure, found.words) == ("+7.0%", "官方同比；上半年251.2亿元")


def test_submission_check_says_what_the_figures_will_bring(filled, clerk, signed_in):
    page = signed_in(clerk).get(url(filled)).context["page"]
    judged = {each.row.slug: each.row.signal.word for each in page.judged}
    assert judged == {"added-revenue": "滞后", EXPORTS: "严重滞后"}
    assert "services-share" in {each.row.slug for each in page.unjudged}


def test_submission_check_of_a_correction_speaks_only_of_what_is_corrected(
    document, committee, clerk, reviewer, signed_in
):
    with clock.at(dt.date(2018, 4, 9)):
        approved = approve(own(open_period(document, reviewer), committee), clerk, reviewer)
        correction = approved.correct(by=clerk, reason="误计一户")
        empty = signed_in(clerk).get(url(correction)).content.decode()
        assert "更正单里没有改动任何内容" in empty
        put(correction, clerk, 90, item=figure(correction))
        page = signed_in(clerk).get(url(correction)).context["page"]
        assert [row.slug for row in page.figures] == ["operating-revenue"] and not page.blanks


def test_submission_check_asks_about_a_ratio_handed_down(filled, clerk, signed_in):
    spent = filled.period.document.items.get(slug="rd-expenditure")
    put(filled, clerk, "2.6", item=spent, rv=1)
    ratio = filled.period.document.indicators.get(slug="rd-intensity")
    filled.put([Entry({"indicator": ratio}, {"value": 2})], by=clerk)
    assert "反馈值2%" in signed_in(clerk).get(url(filled)).content.decode()
    send(signed_in(clerk), filled, **{"stated-rd-intensity-note": "以省厅反馈为准"})
    assert filled.lines.get(indicator=ratio).note == "以省厅反馈为准"


# --- what it takes ---------------------------------------------------------------------------------------------


def test_submission_check_writes_the_reasons_and_leaves_the_figures(filled, clerk, signed_in):
    answer = send(signed_in(clerk), filled, **REASONS)
    assert answer.url == url(filled)
    assert line(filled, PROFIT).note == "一户企业计提减值5.40亿元"
    assert str(line(filled, PROFIT).value) == "-1.2500"
    assert line(filled, "venture-backed").blank_reason == "企业尚未报齐，7月22日补报"


def test_submission_check_shows_again_what_was_chosen_and_what_was_added(filled, clerk, signed_in):
    send(signed_in(clerk), filled, **REASONS)
    forms = {form.cell: form for form in signed_in(clerk).get(url(filled)).context["page"].sheet.forms}
    form = forms["venture-backed"]
    assert (form["usual"].value(), form["blank_reason"].value()) == ("企业尚未报齐", "7月22日补报")
    send(signed_in(clerk), filled)
    assert line(filled, "venture-backed").rv == 1, "what was only sent back is no change"


@pytest.mark.parametrize(
    ("reason", "parts"),
    [
        ("", ("", "")),
        ("企业尚未报齐", ("企业尚未报齐", "")),
        ("企业尚未报齐，7月22日补报", ("企业尚未报齐", "7月22日补报")),
        ("按年统计，年报时填，见附件", ("按年统计，年报时填", "见附件")),
        ("等市金融局核数", ("", "等市金融局核数")),
        ("企业尚未报齐全部附表", ("", "企业尚未报齐全部附表")),
    ],
)
def test_a_reason_falls_into_the_usual_one_and_what_was_added(reason, parts):
    assert split(reason) == parts


@pytest.mark.case("N07")
def test_submission_check_hands_in_and_leads_to_the_receipt(filled, clerk, signed_in):
    answer = send(signed_in(clerk), filled, "submit", **REASONS)
    assert answer.url == reverse("submissions:submission_receipt", args=[filled.pk])
    filled.refresh_from_db()
    assert filled.state == "SUBMITTED"


@pytest.mark.case("C03")
def test_submission_check_pressed_twice_hands_in_once(filled, clerk, signed_in):
    client = signed_in(clerk)
    data = typed(client.get(url(filled))) | REASONS | {"act": "submit"}
    first, second = client.post(url(filled), data), client.post(url(filled), data)
    assert first.url == second.url == reverse("submissions:submission_receipt", args=[filled.pk])


def test_submission_check_saves_the_reasons_even_where_others_are_still_missing(filled, clerk, signed_in):
    answer = send(signed_in(clerk), filled, "submit", **{f"{PROFIT}-note": "计提减值"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "autofocus" in text and "还差2处" in text
    assert line(filled, PROFIT).note == "计提减值" and "计提减值" in text
    filled.refresh_from_db()
    assert filled.state == "DRAFT"


def test_submission_check_keeps_what_was_typed_when_one_reason_is_too_long(filled, clerk, signed_in):
    long = "因" * 501
    answer = send(signed_in(clerk), filled, "submit", **(REASONS | {f"{PROFIT}-note": long}))
    text = answer.content.decode()
    assert answer.status_code == 422 and long in text and "冲减一季度误计" in text and "7月22日补报" in text
    assert line(filled, EXPORTS).note == "", "all or nothing"


def test_submission_check_refuses_a_usual_reason_that_is_none(filled, clerk, signed_in):
    answer = send(signed_in(clerk), filled, **{"venture-backed-usual": "不想填"})
    assert answer.status_code == 422
    assert not filled.lines.filter(item__slug="venture-backed").exists()


def test_submission_check_tells_the_second_of_two_who_write_the_same_reason(filled, clerk, signed_in):
    client = signed_in(clerk)
    data = typed(client.get(url(filled))) | {f"{PROFIT}-note": "我的理由", "act": "save"}
    stood = line(filled, PROFIT)
    filled.put([Entry({"item": stood.item}, {"note": "同事的理由"}, stood.rv)], by=clerk)
    answer = client.post(url(filled), data)
    text = answer.content.decode()
    assert answer.status_code == 409 and "我的理由" in text and "同事的理由" in text
    assert f'name="{PROFIT}-rv" value="{stood.rv + 1}"' in text
    assert line(filled, PROFIT).note == "同事的理由"


def test_submission_check_tells_who_gives_a_reason_that_the_figure_came_meanwhile(filled, clerk, signed_in):
    client = signed_in(clerk)
    data = typed(client.get(url(filled))) | REASONS | {"act": "save"}
    put(filled, clerk, 4, item=filled.period.document.items.get(slug="venture-backed"))
    answer = client.post(url(filled), data)
    assert answer.status_code == 409 and "7月22日补报" in answer.content.decode()


@pytest.mark.parametrize(
    ("button", "end"), [({"act": "back"}, ""), ({"to": "venture-backed"}, "#cell-venture-backed")]
)
def test_submission_check_saves_before_it_leads_back(filled, clerk, signed_in, button, end):
    client = signed_in(clerk)
    answer = client.post(url(filled), typed(client.get(url(filled))) | REASONS | button)
    assert answer.url == reverse("indicators:sheet", args=[filled.pk]) + end
    assert line(filled, PROFIT).note


# --- who may, and when -------------------------------------------------------------------------------------------


def test_submission_check_is_for_figures_updates_have_their_sheet(
    document, committee, reviewer, clerk, signed_in
):
    with clock.at(dt.date(2018, 4, 9)):
        updates = own(open_period(document, reviewer), committee, Form.UPDATES)
    assert signed_in(clerk).get(url(updates)).url == reverse("tasks:update_sheet", args=[updates.pk])


def test_submission_check_knows_only_ones_own(filled, other_clerk, reviewer, signed_in):
    assert signed_in(other_clerk).get(url(filled)).status_code == 404
    assert signed_in(other_clerk).post(url(filled), {"act": "submit"}).status_code == 404
    assert signed_in(reviewer).get(url(filled)).status_code == 403


def test_submission_check_of_what_is_handed_in_shows_it(draft, clerk, signed_in):
    fill(draft, clerk).submit(by=clerk)
    assert signed_in(clerk).get(url(draft)).url == draft.get_absolute_url()


def test_the_sheet_leads_to_the_check_page_once_it_is_saved(draft, clerk, signed_in):
    client, sheet = signed_in(clerk), reverse("indicators:sheet", args=[draft.pk])
    data = {"key": "once", "act": "check", "venture-backed-value": "两家", "venture-backed-rv": 0}
    assert client.post(sheet, data).status_code == 422
    answer = client.post(sheet, data | {"venture-backed-value": "2", "key": "again"})
    assert answer.url == url(draft)
    assert Submission.objects.get(pk=draft.pk).state == "DRAFT" and line(draft, "venture-backed").value == 2


def test_submission_check_asks_the_database_so_often(filled, clerk, signed_in, django_assert_max_num_queries):
    client = signed_in(clerk)
    with django_assert_max_num_queries(64):
        client.get(url(filled))
