"""The pages of a submission's files, and the files themselves: who sees what, what a browser is told. TRUST P02, S8."""

import datetime as dt
import errno
import os

import pytest
from django.urls import reverse
from django.utils.http import content_disposition_header

from accounts import clock
from accounts.models import Event
from policy.evidence import MOST_BYTES
from policy.models import Evidence
from submissions.attachments import Attachment
from submissions.rules import AttachmentKind, State
from tests import builders
from tests.builders import attach
from tests.uploads import HTML, JPG, PDF, PNG, SVG, excel, lying_in, old_office, upload, word, zipped

SCAN, MATERIAL = AttachmentKind.SCAN, AttachmentKind.MATERIAL
PEOPLE = ["clerk", "other_clerk", "reviewer", "leader", "member", "supervisor", "admin", "auditor"]


@pytest.fixture(autouse=True)
def april(files):
    with clock.at(dt.date(2018, 4, 9)):
        yield


@pytest.fixture
def period(document, reviewer):
    return builders.open_period(document, reviewer)


@pytest.fixture
def submission(period, committee):
    return builders.own(period, committee)


@pytest.fixture
def bring(submission, clerk, reviewer):
    """Return a function that takes the submission to a state through the verbs."""

    return lambda state: builders.bring(submission, state, clerk, reviewer)


def url(name, submission, *more) -> str:
    return reverse(f"submissions:{name}", args=[submission.pk, *more])


def text(response) -> str:
    return response.content.decode()


def file_url(made) -> str:
    return url("attachment_detail", made.submission, made.pk)


def send(client, submission, **fields):
    data = {"kind": MATERIAL, "file": upload(PDF, "台账.pdf"), "note": "盖章页在最后", "key": "page"} | fields
    return client.post(url("attachment_add", submission), data)


def test_attachment_add_takes_a_file_and_shows_it(signed_in, clerk, submission):
    client = signed_in(clerk)
    answer = send(client, submission)
    assert answer.url == url("attachment_add", submission)
    page = text(client.get(answer.url))
    made = submission.attachments.get()
    assert (
        "已附上佐证材料《台账.pdf》" in page and f'href="{file_url(made)}"' in page and "盖章页在最后" in page
    )


def test_attachment_add_pressed_twice_attaches_once(signed_in, clerk, submission):
    client = signed_in(clerk)
    assert [send(client, submission).status_code for _ in range(3)] == [302] * 3
    assert submission.attachments.count() == 1


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"file": upload(HTML, "扫描件.pdf")}, "这份不是"),
        ({"file": upload(SVG, "a.png", "image/png")}, "这份不是"),
        ({"file": upload(b"", "空.pdf")}, "文件是空的"),
        ({"file": upload(PDF.ljust(MOST_BYTES + 1), "大.pdf")}, "超过20 MB"),
        ({"file": ""}, "请选择文件"),
        ({"kind": "OTHER"}, "OTHER"),
        ({"note": "长" * 201}, "201"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_attachment_add_says_what_is_wrong_and_keeps_the_note(
    signed_in, clerk, submission, files, typed, why
):
    answer = send(signed_in(clerk), submission, **typed)
    assert answer.status_code == 422 and why in text(answer)
    assert ("盖章页在最后" in text(answer)) == ("note" not in typed)
    assert not Evidence.objects.exists() and (not files.exists() or lying_in(files) == [])


def test_attachment_add_after_handing_in_offers_the_scan_and_says_why_no_more(signed_in, clerk, bring):
    submission = bring(State.SUBMITTED)
    client = signed_in(clerk)
    page = client.get(url("attachment_add", submission))
    assert "佐证材料不能再补" in text(page) and page.context["form"]["kind"].value() == SCAN
    answer = send(client, submission)
    assert answer.status_code == 422 and "佐证材料不能再补" in text(answer)
    assert send(client, submission, kind=SCAN).status_code == 302


def test_attachment_add_makes_a_path_a_name(signed_in, clerk, submission):
    send(signed_in(clerk), submission, file=upload(PDF, "..\\..\\x.pdf"))
    assert submission.attachments.get().evidence.name == "x.pdf"


def test_attachment_add_of_another_unit_answers_like_a_missing_one(signed_in, other_clerk, submission):
    client = signed_in(other_clerk)
    theirs = send(client, submission)
    missing = client.post(reverse("submissions:attachment_add", args=[10**6]), {"kind": SCAN})
    assert theirs.status_code == missing.status_code == 404 and not submission.attachments.exists()


def test_attachment_add_escapes_what_was_typed(signed_in, clerk, submission):
    client = signed_in(clerk)
    send(client, submission, note="<script>alert(1)</script>", file=upload(PDF, "<img src=x>&.pdf"))
    page = text(client.get(url("attachment_add", submission)))
    assert "<script>alert" not in page and "<img" not in page and "img src=x&amp;.pdf" in page


def test_attachment_add_on_a_full_disk_says_so_and_leaves_nothing(
    client, clerk, submission, files, monkeypatch
):
    """TRUST R5."""

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    client.raise_request_exception = False
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    answer = send(client, submission)
    assert answer.status_code == 503 and "磁盘已满" in text(answer) and "盖章页在最后" in text(answer)
    assert not submission.attachments.exists() and lying_in(files) == []


def test_attachment_withdraw_marks_the_row(signed_in, clerk, submission):
    made, client = attach(submission, clerk), signed_in(clerk)
    assert "撤回这份" in text(client.get(url("attachment_add", submission)))
    page = client.post(url("attachment_withdraw", submission, made.pk), {"reason": "附错"}, follow=True)
    assert "已撤回佐证材料《台账.pdf》" in text(page) and "已撤回：附错（clerk某" in text(page)
    assert "撤回这份" not in text(page)


@pytest.mark.parametrize(
    ("reason", "why"), [("", "写明理由"), ("  ", "写明理由"), ("附\0错", "空字符"), ("长" * 201, "201")]
)
def test_attachment_withdraw_asks_for_a_reason(signed_in, clerk, submission, reason, why):
    made = attach(submission, clerk)
    page = signed_in(clerk).post(
        url("attachment_withdraw", submission, made.pk), {"reason": reason}, follow=True
    )
    assert why in text(page) and submission.attachments.get().withdrawn_at is None


def test_attachment_withdraw_after_approval_says_why_not(signed_in, clerk, submission, bring):
    made, client = attach(submission, clerk), signed_in(clerk)
    bring(State.APPROVED)
    page = client.post(url("attachment_withdraw", submission, made.pk), {"reason": "附错"}, follow=True)
    assert "附件随单留存" in text(page) and "撤回这份" not in text(page)


def test_attachment_withdraw_by_a_look_changes_nothing(signed_in, clerk, submission):
    made = attach(submission, clerk)
    assert signed_in(clerk).get(url("attachment_withdraw", submission, made.pk)).status_code == 302
    assert submission.attachments.get().withdrawn_at is None


def test_attachment_withdraw_reaches_no_file_of_another_submission(
    signed_in, clerk, submission, period, other_unit, other_clerk
):
    foreign = attach(builders.own(period, other_unit, "UPDATES"), other_clerk)
    answer = signed_in(clerk).post(url("attachment_withdraw", submission, foreign.pk), {"reason": "试"})
    assert answer.status_code == 404 and Attachment.objects.get(pk=foreign.pk).withdrawn_at is None


# --- the file itself ----------------------------------------------------------------------------------------------

SHOWN = {"pdf": (PDF, "台账.pdf"), "png": (PNG, "图.png"), "jpg": (JPG, "图.jpg")}
TAKEN_AWAY = {
    "docx": (word(), "说明.docx"),
    "xlsx": (excel(), "表.xlsx"),
    "ofd": (zipped("OFD.xml"), "文.ofd"),
    "xls": (old_office("Workbook"), "表.xls"),
}


@pytest.mark.parametrize(("content", "name"), {**SHOWN, **TAKEN_AWAY}.values(), ids={**SHOWN, **TAKEN_AWAY})
def test_attachment_detail_hands_out_the_bytes_and_shows_only_what_runs_nothing(
    signed_in, clerk, submission, content, name
):
    made = attach(submission, clerk, content=content, name=name)
    answer = signed_in(clerk).get(file_url(made))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"] == content_disposition_header(
        (content, name) not in SHOWN.values(), name
    )
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        made.evidence.content_type,
        "nosniff",
    )
    assert "default-src 'none'" in answer["Content-Security-Policy"] and "no-store" in answer["Cache-Control"]


def test_attachment_detail_never_takes_the_browser_s_word_for_the_type(signed_in, clerk, submission):
    made = submission.attach(upload(PDF, "a.html", "text/html"), kind=MATERIAL, by=clerk)
    answer = signed_in(clerk).get(file_url(made))
    assert answer["Content-Type"] == "application/pdf" and "a.html.pdf" in answer["Content-Disposition"]


def test_attachment_detail_is_for_the_unit_and_once_handed_in_for_the_reviewer(
    client, clerk, submission, bring, request
):
    def seen_by(name):
        client.force_login(request.getfixturevalue(name), backend="django.contrib.auth.backends.ModelBackend")
        return client.get(file_url(made)).status_code

    made = attach(submission, clerk)
    assert {name for name in PEOPLE if seen_by(name) == 200} == {"clerk"}
    bring(State.SUBMITTED)
    assert {name for name in PEOPLE if seen_by(name) == 200} == {"clerk", "reviewer"}
    assert {seen_by(name) for name in PEOPLE} == {200, 404}


def test_attachment_detail_of_another_unit_answers_like_a_missing_one(
    signed_in, other_clerk, clerk, submission
):
    made, client = attach(submission, clerk), signed_in(other_clerk)
    theirs, missing = client.get(file_url(made)), client.get(url("attachment_detail", submission, 10**6))
    nowhere = client.get(reverse("submissions:attachment_detail", args=[10**6, 10**6]))
    assert theirs.status_code == missing.status_code == nowhere.status_code == 404
    assert theirs.content == missing.content == nowhere.content and b"%PDF" not in theirs.content


def test_attachment_detail_is_found_only_under_its_own_submission(
    signed_in, clerk, submission, period, committee
):
    made, other = attach(submission, clerk), builders.own(period, committee, "UPDATES")
    assert signed_in(clerk).get(url("attachment_detail", other, made.pk)).status_code == 404


def test_attachment_detail_leaves_no_trace(signed_in, clerk, submission):
    made, client = attach(submission, clerk), signed_in(clerk)
    before = Event.objects.count()
    client.get(file_url(made))
    assert Event.objects.count() == before


# --- where they are listed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["submission_detail", "submission_receipt"])
def test_the_unit_s_pages_list_the_files_and_lead_to_more(signed_in, clerk, submission, bring, name):
    made = attach(submission, clerk)
    bring(State.SUBMITTED)
    page = text(signed_in(clerk).get(url(name, submission)))
    assert f'href="{file_url(made)}"' in page and f'href="{url("attachment_add", submission)}"' in page


@pytest.mark.parametrize("form", ["FIGURES", "UPDATES"])
def test_the_sheets_lead_to_the_files(signed_in, clerk, period, committee, form):
    submission = builders.own(period, committee, form)
    page = text(signed_in(clerk).get(submission.sheet_url))
    assert f'href="{url("attachment_add", submission)}"' in page


def test_the_desk_lists_the_files_and_attaches_none(signed_in, clerk, reviewer, submission, bring):
    made = attach(submission, clerk)
    attach(submission, clerk, content=PNG, name="错.png").withdraw(reason="附成上季的了", by=clerk)
    bring(State.SUBMITTED)
    page = text(signed_in(reviewer).get(reverse("submissions:review_detail", args=[submission.pk])))
    assert f'href="{file_url(made)}"' in page and "已撤回：附成上季的了" in page
    assert f'"{url("attachment_add", submission)}"' not in page


def test_many_files_are_listed_with_one_question(signed_in, clerk, submission, django_assert_max_num_queries):
    for number in range(8):
        attach(submission, clerk, content=PDF + b"%d" % number, name=f"{number}.pdf")
    client = signed_in(clerk)
    with django_assert_max_num_queries(12):
        client.get(url("attachment_add", submission))
