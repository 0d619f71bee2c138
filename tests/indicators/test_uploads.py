"""The clerk's way: take the form, fill it in, upload, look, confirm; and everything that goes wrong on it. UX J3, TRUST U."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import clock
from accounts.models import Event, Role
from indicators.models import Actual
from submissions import sheets
from submissions.lines import Entry
from submissions.quarters import Quarter
from tests import builders
from tests.cast import appoint
from tests.indicators.books import (
    column_of,
    confirm,
    filled,
    flaws,
    line,
    opened,
    own,
    row_of,
    saved,
    template,
    upload,
    url,
)

REVENUE, OUTPUT, CONTRACTS, ENTERPRISES = "营业收入", "规模以上工业总产值", "技术合同成交额", "高新技术企业"


@pytest.fixture(autouse=True)
def july():
    with clock.at(dt.date(2018, 7, 9)):
        yield


@pytest.fixture
def submission(document, committee, reviewer):
    return builders.own(builders.open_period(document, reviewer, Quarter(2018, 2)), committee)


@pytest.fixture
def browser(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def colleague(committee):
    return appoint("colleague", committee, Role.CLERK)


@pytest.fixture
def form(browser, submission):
    return template(browser, submission)


def value(name):
    line = Actual.objects.filter(item__name=name).first()
    return line and line.value


# --- the way ------------------------------------------------------------------------------------------------


def test_template_download_is_a_workbook_named_after_unit_and_period(browser, submission):
    answer = browser.get(url("template_download", submission))
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert "%E6%8C%87%E6%A0%87%E6%95%B0%E6%8D%AE" in answer["Content-Disposition"]  # 指标数据
    assert answer["Cache-Control"] == "private, no-store"


def test_upload_shows_row_by_row_what_would_change_and_writes_nothing(browser, submission, form, clerk):
    builders.put(submission, clerk, 52, builders.figure(submission, ENTERPRISES))
    preview = upload(browser, submission, filled(form, {OUTPUT: 221.5, ENTERPRISES: 53}))
    page = preview.content.decode()
    assert preview.status_code == 200
    assert (line(preview, OUTPUT).outcome, line(preview, OUTPUT).stored) == ("新增", "221.5亿元")
    assert (line(preview, ENTERPRISES).current, line(preview, ENTERPRISES).stored) == ("52家", "53家")
    assert "现在还没有保存" in page and "221.5亿元" in page
    assert value(OUTPUT) is None and value(ENTERPRISES) == 52


def test_upload_takes_the_quarters_own_numbers_and_knows_them_again(browser, submission, form, report):
    report("2018Q1", {"industrial-output": 110})
    own = filled(form, {OUTPUT: 120.5}, head="当季（填了可不填累计）")
    preview = upload(browser, submission, own)
    assert (line(preview, OUTPUT).typed, line(preview, OUTPUT).stored) == ("当季 120.5", "230.5亿元")
    confirm(browser, submission, preview)
    assert value(OUTPUT) == 230.5
    assert "无变化" in upload(browser, submission, own).content.decode()


@pytest.mark.case("U12")
def test_the_journey_of_a_wrong_row(browser, submission, form):
    """UX J3: form, one wrong row, preview, marked file, mended, confirmed, the same file again: no change."""
    wrong = filled(form, {OUTPUT: 221.5, ENTERPRISES: "四十八"})
    preview = upload(browser, submission, wrong)
    assert preview.status_code == 422
    assert flaws(preview) == {
        f"H{row_of(opened(form)['填报表'], ENTERPRISES)}": "“四十八”不是数字。请只填一个数，如 1234.5；没有数请留空。"
    }
    assert not Actual.objects.exists()

    answer = browser.post(url("marked_download", submission), {"held": preview.context["held"]})
    marked = opened(answer.content)
    cell = marked["填报表"].cell(
        row_of(marked["填报表"], ENTERPRISES), column_of(marked["填报表"], "本期累计或期末")
    )
    assert "不是数字" in cell.comment.text

    cell.value = 48
    mended = saved(marked)
    assert confirm(browser, submission, upload(browser, submission, mended)).url == submission.sheet_url
    assert (value(OUTPUT), value(ENTERPRISES)) == (221.5, 48)

    events = Event.objects.count()
    again = upload(browser, submission, mended)
    assert "无变化：0 新增 0 修改" in again.content.decode()
    assert Event.objects.count() == events


@pytest.mark.case("C03")
def test_upload_confirm_is_one_event_however_many_rows_and_clicks(browser, submission, form):
    """TRUST C03, U12."""
    preview = upload(browser, submission, filled(form, {OUTPUT: 221.5, ENTERPRISES: 48, REVENUE: 103}))
    before = Event.objects.count()
    assert [confirm(browser, submission, preview).status_code for _ in range(3)] == [302, 302, 302]
    assert Event.objects.count() == before + 1
    assert Actual.objects.count() == 3 and {each.rv for each in Actual.objects.all()} == {1}


def test_one_wrong_row_keeps_all_others_out(browser, submission, form):
    """TRUST U13."""
    figures = {item.name: 7 for item in Actual.items_of(submission)} | {OUTPUT: "#DIV/0!"}
    preview = upload(browser, submission, filled(form, figures))
    assert preview.status_code == 422
    assert preview.context["preview"].counts["错误"] == 1
    assert "确认保存" not in preview.content.decode()


# --- two people, two windows --------------------------------------------------------------------------------


def test_what_somebody_changed_since_the_form_was_taken_is_a_conflict(browser, submission, form, colleague):
    builders.put(submission, colleague, 50, builders.figure(submission, ENTERPRISES))
    preview = upload(browser, submission, filled(form, {OUTPUT: 221.5, ENTERPRISES: 48}))
    assert line(preview, ENTERPRISES).outcome == "冲突"
    assert "colleague某" in line(preview, ENTERPRISES).remarks[0]
    confirm(browser, submission, preview, rows="rest")
    assert (value(OUTPUT), value(ENTERPRISES)) == (221.5, 50)
    confirm(browser, submission, upload(browser, submission, filled(form, {ENTERPRISES: 48})), key="mine")
    assert value(ENTERPRISES) == 48


def test_a_blank_of_an_older_form_empties_nothing_that_was_typed_since(
    browser, submission, form, clerk, colleague
):
    builders.put(submission, colleague, 50, builders.figure(submission, ENTERPRISES))
    builders.put(submission, clerk, 7, builders.figure(submission, REVENUE))
    preview = upload(browser, submission, filled(form, {OUTPUT: 221.5}))
    assert preview.context["preview"].counts == {
        "新增": 1,
        "修改": 0,
        "清空": 0,
        "不变": len(preview.context["preview"].lines) - 1,
        "冲突": 0,
        "错误": 0,
    }


def test_one_s_own_earlier_upload_is_no_conflict(browser, submission, form):
    """J3 goes round with one form: uploaded, looked at, typed over, uploaded again."""
    confirm(browser, submission, upload(browser, submission, filled(form, {ENTERPRISES: 48})))
    again = upload(browser, submission, filled(form, {ENTERPRISES: 49}))
    assert (line(again, ENTERPRISES).outcome, line(again, ENTERPRISES).current) == ("修改", "48家")


def test_a_figure_deleted_from_the_form_is_emptied_and_said_so(browser, submission, clerk):
    builders.put(submission, clerk, 50, builders.figure(submission, ENTERPRISES))
    preview = upload(browser, submission, filled(template(browser, submission), {ENTERPRISES: None}))
    assert (line(preview, ENTERPRISES).outcome, line(preview, ENTERPRISES).stored) == ("清空", "——")
    confirm(browser, submission, preview)
    assert value(ENTERPRISES) is None


def test_upload_confirm_after_somebody_else_saved_lists_both_values_and_writes_neither(
    browser, submission, form, colleague
):
    """TRUST U14, C02."""
    preview = upload(browser, submission, filled(form, {OUTPUT: 221.5, ENTERPRISES: 48}))
    builders.put(submission, colleague, 50, builders.figure(submission, ENTERPRISES))
    answer = confirm(browser, submission, preview)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "48" in page and "50" in page and "colleague某" in page
    assert (value(OUTPUT), value(ENTERPRISES)) == (None, 50)
    theirs = {"rows": dict(answer.context["rest"])["rows"], "key": "rest"}
    mine = {"rows": dict(answer.context["mine"])["rows"], "key": "mine"}
    assert browser.post(url("upload_confirm", submission), theirs).status_code == 302
    assert (value(OUTPUT), value(ENTERPRISES)) == (221.5, 50)
    assert browser.post(url("upload_confirm", submission), mine).status_code == 409, (
        "the rest was saved meanwhile"
    )


def test_upload_confirm_may_take_mine_after_a_clash(browser, submission, form, colleague):
    preview = upload(browser, submission, filled(form, {OUTPUT: 221.5, ENTERPRISES: 48}))
    builders.put(submission, colleague, 50, builders.figure(submission, ENTERPRISES))
    answer = confirm(browser, submission, preview)
    mine = {"rows": dict(answer.context["mine"])["rows"], "key": "mine"}
    assert browser.post(url("upload_confirm", submission), mine).status_code == 302
    assert (value(OUTPUT), value(ENTERPRISES)) == (221.5, 48)


def test_upload_confirm_after_handing_in_is_refused(browser, submission, form, colleague):
    preview = upload(browser, submission, filled(form, {OUTPUT: 221.5}))
    builders.submit(submission, colleague)
    answer = confirm(browser, submission, preview)
    assert answer.status_code == 403 and "正在审核" in answer.content.decode()
    assert browser.get(url("template_download", submission)).status_code == 403
    assert upload(browser, submission, form).status_code == 403


@pytest.mark.parametrize("door", ["template_download", "upload", "upload_confirm", "marked_download"])
def test_another_unit_s_submission_is_not_there(signed_in, other_clerk, submission, door):
    client = signed_in(other_clerk)
    ask = client.get if door in ("template_download", "upload") else client.post
    assert ask(url(door, submission)).status_code == 404


@pytest.mark.case("U14")
def test_of_two_files_that_meet_in_one_cell_the_second_gets_the_list(
    browser, signed_in, submission, form, clerk, colleague
):
    mine = upload(browser, submission, filled(form, {OUTPUT: 221.5, ENTERPRISES: 48}))
    other = signed_in(colleague)
    theirs = upload(other, submission, filled(form, {REVENUE: 103, ENTERPRISES: 50}))
    assert confirm(other, submission, theirs, key="theirs").status_code == 302
    told = confirm(signed_in(clerk), submission, mine, key="mine")
    assert told.status_code == 409
    assert [(clash.label, clash.who) for clash in told.context["clashes"]] == [(ENTERPRISES, "colleague某")]
    assert (value(OUTPUT), value(REVENUE), value(ENTERPRISES)) == (None, 103, 50)


@pytest.mark.case("U18")
def test_an_upload_left_in_the_middle_is_either_saved_or_not_and_the_sheet_says_which(
    browser, submission, form
):
    """There is nothing in the background: a preview that was left wrote nothing, a confirmation is all or nothing."""
    sent = filled(form, {OUTPUT: 221.5})
    preview, reloaded = upload(browser, submission, sent), upload(browser, submission, sent)
    assert reloaded.context["preview"].counts == preview.context["preview"].counts
    assert "221.5" not in browser.get(submission.sheet_url).content.decode()
    before = Event.objects.count()
    confirm(browser, submission, preview)  # the page is closed before the answer comes
    assert 'value="221.5"' in browser.get(submission.sheet_url).content.decode()
    assert confirm(browser, submission, preview).url == submission.sheet_url, "reloaded"
    assert Event.objects.count() == before + 1


# --- what the page carries along ----------------------------------------------------------------------------


@pytest.mark.parametrize("rows", ["", "x", "eyJhIjoxfQ:1abc:def"])
def test_upload_confirm_believes_only_what_it_showed(browser, submission, rows):
    answer = browser.post(url("upload_confirm", submission), {"rows": rows, "key": "k"})
    assert answer.status_code == 400 and "请重新选文件上传" in answer.content.decode()


def test_a_preview_is_good_for_its_own_account_and_submission_only(
    browser, signed_in, colleague, submission, form
):
    preview = upload(browser, submission, filled(form, {OUTPUT: 221.5}))
    assert confirm(signed_in(colleague), submission, preview).status_code == 400


def test_marked_download_without_its_file_says_so(browser, submission):
    answer = browser.post(url("marked_download", submission), {"held": "x:y:z"})
    assert answer.status_code == 400 and "请重新选文件上传" in answer.content.decode()


def test_upload_of_nothing_asks_for_a_file(browser, submission):
    assert "请先选一个文件" in browser.post(url("upload", submission)).content.decode()
    assert browser.get(url("upload", submission)).status_code == 200


@pytest.mark.case("U19")
def test_nothing_of_an_upload_stays_on_the_server(browser, submission, form, settings, tmp_path):
    """TRUST U19."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    assert upload(browser, submission, filled(form, {ENTERPRISES: "四"})).status_code == 422
    assert list(tmp_path.iterdir()) == []


# --- files that are not read --------------------------------------------------------------------------------


@pytest.mark.case("U06")
@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "表.xlsx", "空的"),
        (sheets.OLE + b"\0" * 600, "表.xls", "旧格式"),
        ("填报项,累计\n".encode(), "表.xlsx", "内容却不是"),
        (b"x" * (sheets.MOST_BYTES + 1), "表.csv", "超过5 MB"),
        (own([], head=["甲", "乙"]), "表.xlsx", "没有找到表头"),
        (own([]), "表.xlsx", "表头下面没有填报项"),
    ],
)
def test_upload_of_what_cannot_be_read_says_why(browser, submission, content, name, said):
    answer = upload(browser, submission, content, name)
    assert answer.status_code == 400 and said in answer.content.decode()


def test_upload_of_text_shows_how_it_was_read(browser, submission):
    text = f"填报项,单位,本期累计,说明\n{OUTPUT},亿元,221.5,首次报送\n{ENTERPRISES},家,48,\n"
    preview = upload(browser, submission, text.encode("gb18030"), "表.csv")
    assert preview.status_code == 200 and "按 GB18030 读出" in preview.content.decode()
    confirm(browser, submission, preview)
    assert (value(OUTPUT), value(ENTERPRISES)) == (221.5, 48)


@pytest.mark.case("U07")
def test_upload_of_text_in_doubt_lets_the_clerk_choose(browser, submission):
    content = "填報項,本期累計,說明\n營業收入,450,首次報送\n".encode("big5")
    answer = upload(browser, submission, content, "表.csv")
    assert answer.status_code == 400 and "GB18030" in answer.content.decode()
    chosen = browser.post(url("upload", submission), {"held": answer.context["held"], "encoding": "GB18030"})
    assert chosen.status_code == 400 and "没有找到表头" in chosen.content.decode()
    assert not Actual.objects.exists()


def test_a_file_name_that_means_harm_does_none(browser, submission, form):
    """TRUST I02."""
    bad = filled(form, {ENTERPRISES: "四"})
    file = SimpleUploadedFile('"><img src=x onerror=alert(1)>.xlsx', bad)
    preview = browser.post(url("upload", submission), {"file": file})
    assert "<img src=x" not in preview.content.decode()
    answer = browser.post(url("marked_download", submission), {"held": preview.context["held"]})
    assert answer.status_code == 200


def test_a_correction_goes_by_the_same_form_and_holds_only_what_it_changes(
    browser, submission, form, reviewer, clerk
):
    figures = {OUTPUT: 221.5, ENTERPRISES: 48}
    confirm(browser, submission, upload(browser, submission, filled(form, figures)))
    fill_the_rest(submission, clerk)
    submission.submit(by=clerk)
    submission.approve(by=reviewer)
    correction = submission.correct(by=clerk, reason="多计一户")
    preview = upload(browser, correction, filled(template(browser, correction), {ENTERPRISES: 47}))
    assert preview.context["preview"].counts["修改"] == 1
    confirm(browser, correction, preview, key="correction")
    assert [str(each) for each in correction.lines] == [ENTERPRISES]


def fill_the_rest(submission, clerk):
    told = {each.item_id for each in submission.lines}
    rest = [item for item in Actual.items_of(submission) if item.pk not in told]
    submission.put([Entry({"item": item}, {"blank_reason": "尚未产生"}) for item in rest], by=clerk)
    for each in submission.lines.exclude(value=None):
        submission.put([Entry({"item": each.item}, {"note": "首次报送"}, each.rv)], by=clerk)
