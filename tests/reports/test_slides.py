"""The slides of a meeting hold the edition's figures, as text and charts that can be changed."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pptx
import pytest

from reports import extracts, slides
from reports.contexts import Figure
from reports.extracts import lagging, urgent
from tests.reports.papers import CODE, QUARTERS, empty, spring, year_end


@pytest.fixture(scope="module", params=QUARTERS, ids=lambda quarter: quarter.__name__)
def context(request):
    return request.param()


def opened(context):
    return pptx.Presentation(BytesIO(slides.render(context, CODE)))


@pytest.fixture(scope="module")
def deck(context):
    return opened(context)


def said(slide) -> str:
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    return "\n".join(texts + [cell.text for table in tables for row in table.rows for cell in row.cells])


def charts(slide) -> list:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def test_each_lagging_indicator_has_a_slide_with_its_figures_its_reason_and_a_native_chart(context, deck):
    drawn = [slide for slide in deck.slides if charts(slide)]
    assert len(drawn) == len(lagging(context))
    for row, slide in zip(lagging(context), drawn, strict=True):
        text = said(slide)
        for part in (row.signal.word, row.value.text, row.target.figure.text):
            assert part in text
        assert ("原因：单位没有说明" in text) == (not row.note)
        if row.need:
            assert row.need.total.text in text and row.need.each.text in text


def test_the_chart_holds_the_numbers_of_the_edition(context, deck):
    rows = [row for row in lagging(context) if row.quarters]
    drawn = [
        chart for slide in deck.slides for chart in charts(slide) if len(list(chart.plots[0].series)) == 3
    ]
    for row, chart in zip(rows, drawn, strict=True):
        last, actual, needed = (list(series.values) for series in chart.plots[0].series)
        assert last == [slides.exact(bar.last_year) for bar in row.quarters]
        assert actual == [slides.exact(bar.actual) for bar in row.quarters]
        assert needed == [slides.exact(bar.needed) for bar in row.quarters]


def test_an_average_is_shown_with_the_decimals_it_is_printed_with():
    row = next(row for row in lagging(spring()) if row.need.each.text == "2.7")
    assert slides.places([bar.needed for bar in row.quarters]) == "0.0"
    assert slides.places([bar.actual for bar in row.quarters]) == "0"


@pytest.mark.parametrize(
    ("slug", "changes", "words"),
    [
        ("industrial-output", {}, "比目标少"),
        ("industrial-output", {"gap": Figure(Decimal(0), "未超过")}, "等于目标，未超过"),
        (
            "industrial-output",
            {"measure": "%", "gap": Figure(Decimal("-0.08"), "−0.08")},
            "比目标低0.08个百分点",
        ),
    ],
)
def test_the_distance_from_a_year_s_target_is_said_in_words(slug, changes, words):
    row = next(row for row in year_end().main.rows if row.slug == slug)
    missed = replace(row, gap=Figure(Decimal("-1.6"), "−1.60"))
    assert words in slides.against(replace(missed, **changes))


def test_every_count_of_the_phase_stands_on_the_second_slide(context, deck):
    text = said(deck.slides[1])
    for count in context.main.counts:
        assert not count.count or (count.signal.word in text and str(count.count) in text)


def test_every_difficult_task_is_listed(context, deck):
    text = "\n".join(map(said, deck.slides))
    assert all(" ".join(task.title.split()) in text for task, _ in urgent(context, "需协调", "有风险"))


def test_every_open_resolution_is_listed_late_or_not(context, deck):
    text = "\n".join(map(said, deck.slides))
    assert all(" ".join(each.matter.split()) in text for each in context.resolutions)
    assert ("逾期" in text) >= any(each.is_late for each in context.resolutions)


def test_every_slide_carries_the_edition_and_what_data_it_is(context, deck):
    assert all(CODE in said(slide) or not context.number for slide in deck.slides)
    assert all(("演示数据" in said(slide)) == bool(context.demonstration) for slide in deck.slides)


def test_no_author_no_tool():
    about = opened(spring()).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.title == "2019年一季度营口高新区提档升位目标任务完成情况"


def test_every_run_names_its_chinese_font(deck):
    runs = [
        run
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    assert runs and all(slides.FACE in run._r.xml.split("<a:ea")[1] for run in runs)


def test_an_empty_quarter_says_that_nothing_is_urgent():
    assert "本期没有需协调或有风险的任务" in "\n".join(map(said, opened(empty()).slides))


@pytest.mark.parametrize(
    ("gap", "words"), [("+3.1", "快3.1个百分点"), ("−9.5", "慢9.5个百分点"), ("持平", "持平")]
)
def test_faster(gap, words):
    assert extracts.faster(gap) == words
