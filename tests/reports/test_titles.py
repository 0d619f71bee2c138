from dataclasses import replace

import pytest

from reports import titles
from tests.reports.papers import empty, spring, year_end


def named(title: str):
    context = spring()
    return replace(context, document=replace(context.document, title=title))


@pytest.mark.parametrize(
    "title, subject",
    [
        ("营口市人民政府办公室关于推进营口高新区提档升位的实施意见", "营口高新区提档升位"),
        ("某市人民政府关于加快推进产业集群发展的若干意见", "产业集群发展"),
        ("关于印发某市行动方案的通知", "印发某市行动方案"),
        ("某市实施意见", ""),
    ],
)
def test_the_subject_is_what_the_document_is_about(title, subject):
    assert titles.subject(named(title)) == subject


def test_a_file_is_named_after_its_edition():
    assert (
        titles.filename(spring(), "docx") == "演示_2019年一季度营口高新区提档升位目标任务完成情况_第2版.docx"
    )
    assert titles.filename(empty(), "xlsx") == "2019年一季度营口高新区提档升位目标任务完成情况_预览.xlsx"
    assert titles.filename(year_end(), "docx").startswith("演示_2018年营口")


@pytest.mark.case("I14")
def test_a_file_name_is_legal_everywhere():
    name = titles.filename(named('关于推进R&D经费/占比[a]:b*?"<>|\\' + "长" * 200 + "的意见"), "docx")
    assert not set(name) & set('\\/:*?"<>|[]')
    assert len(name) < 110
    assert len(name.encode()) < 255
    assert name.endswith("_第2版.docx")


def test_a_preview_has_no_code():
    assert titles.edition(empty(), "") == "2019年一季度（预览，未编版次）　无校验码"


def test_files_are_stamped_with_the_instant_of_publication():
    assert titles.stamp(spring()).isoformat() == "2019-05-20T02:00:00"
    assert titles.stamp(empty()).isoformat() == "2019-03-30T16:00:00"
