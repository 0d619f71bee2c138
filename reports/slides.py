"""An edition as a few slides 会议幻灯: what stands how, each lagging indicator with its chart, what needs coordination.

Texts stay text and charts stay charts, so that a speaker changes them in PowerPoint or WPS. Lengths in inches.
"""

from io import BytesIO

from accounts import clock
from reports import order_slides, titles
from reports.contexts import QuarterContext, RowContext
from reports.extracts import URGENT, faster, lagging, legal, need, sentence, signed, unpunctual, urgent

FACE = "微软雅黑"
WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
INNER = WIDTH - 2 * MARGIN
INK, QUIET, RED, PEN, LAST = "17191C", "62666C", "B3121D", "263F7C", "B9B4A6"
ROWS_PER_SLIDE = 6
LONGEST = 90  # characters of a table cell: more does not fit a slide, and stands in Word
LONGEST_TITLE = 22  # at full size on one line
BLANK = 6


class Deck:
    """A presentation under way; every slide carries the edition at its foot."""

    def __init__(self, foot: str):
        import pptx
        from pptx.util import Inches

        self.file, self.foot = pptx.Presentation(), foot
        self.file.slide_width, self.file.slide_height = Inches(WIDTH), Inches(HEIGHT)
        package = self.file.part.package
        for key in [key for key, rel in package._rels.items() if rel.reltype.endswith("thumbnail")]:
            package._rels.pop(key)

    def slide(self, title: str, note: str = "") -> "Slide":
        return Slide(self.file.slides.add_slide(self.file.slide_layouts[BLANK]), title, note, self.foot)

    def save(self, title: str, at) -> bytes:
        about = self.file.core_properties
        about.title, about.language, about.revision = title, "zh-CN", 1
        about.author = about.last_modified_by = about.comments = about.keywords = about.subject = ""
        about.created = about.modified = at
        stream = BytesIO()
        self.file.save(stream)
        return stream.getvalue()


class Slide:
    def __init__(self, slide, title: str, note: str, foot: str):
        self.slide = slide
        self.text([title], top=0.45, size=30 if len(title) <= LONGEST_TITLE else 24, is_bold=True)
        if note:
            self.text([note], top=1.15, size=16, ink=QUIET)
        self.text([foot], top=HEIGHT - 0.55, size=12, ink=QUIET)

    def text(
        self, lines, *, top, left=MARGIN, width=INNER, height=0.6, size=20, ink=INK, is_bold=False
    ) -> None:
        """Write the lines, one paragraph each."""
        from pptx.util import Inches

        box = self.slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
        box.text_frame.word_wrap = True
        for number, line in enumerate(lines):
            paragraph = box.text_frame.paragraphs[0] if not number else box.text_frame.add_paragraph()
            write(paragraph, line, size, ink, is_bold)

    def table(
        self, heads: list[str], rows: list[list[str]], widths: list[float], top: float, size=16
    ) -> None:
        from pptx.util import Inches

        shape = self.slide.shapes.add_table(
            len(rows) + 1, len(heads), Inches(MARGIN), Inches(top), Inches(sum(widths)), Inches(0.4)
        )
        for place, width in enumerate(widths):
            shape.table.columns[place].width = Inches(width)
        for number, cells in enumerate([heads, *rows]):
            for place, text in enumerate(cells):
                paint(shape.table.cell(number, place), shorter(text), size, is_head=not number)

    def chart(self, row: RowContext, *, left: float, top: float, width: float, height: float) -> None:
        """Draw a native column chart: last year's quarters, this year's, and what each quarter left must bring."""
        from pptx.chart.data import CategoryChartData
        from pptx.enum.chart import XL_CHART_TYPE
        from pptx.util import Inches

        data = CategoryChartData()
        data.categories, series = columns(row)
        for name, figures in series.items():
            data.add_series(name, list(map(exact, figures)), places(figures))
        box = (Inches(each) for each in (left, top, width, height))
        chart = self.slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *box, data).chart
        dress(chart, [PEN] if len(series) == 1 else [LAST, PEN, RED])


def columns(row: RowContext) -> tuple[list[str], dict[str, list]]:
    """Return the chart's categories and its series; without quarters the value stands beside its target."""
    if not row.quarters:
        return [row.value_label, "目标"], {row.measure: [row.value, row.target and row.target.figure]}
    parts = {"上年": "last_year", "今年": "actual", "须完成": "needed"}
    return [bar.label for bar in row.quarters], {
        name: [getattr(bar, part) for bar in row.quarters] for name, part in parts.items()
    }


def places(figures) -> str:
    """Return the number format with as many decimals as the figures are printed with."""
    printed = [
        len(figure.text.partition(".")[2]) for figure in figures if figure and figure.value is not None
    ]
    return f"0.{'0' * max(printed)}" if any(printed) else "0"


def exact(figure):
    return None if figure is None or figure.value is None else float(figure.value)


def render(context: QuarterContext, check_code: str) -> bytes:
    """Return the slides of the edition as .pptx."""
    parts = [titles.edition(context, check_code), f"数据截至{clock.spoken(context.as_of)}"]
    deck = Deck("　".join([*parts, *([titles.DEMONSTRATION] if context.demonstration else [])]))
    opening(deck, context)
    overall(deck, context)
    for row in lagging(context):
        indicator(deck, row)
    tasks(deck, context)
    order_slides.orders(deck, context)
    resolutions(deck, context)
    gaps(deck, context)
    return deck.save(titles.name(context), titles.stamp(context))


def opening(deck: Deck, context: QuarterContext) -> None:
    slide = deck.slide("")
    slide.text([f"{context.label}{titles.subject(context)}"], top=2.3, size=40, is_bold=True)
    slide.text(["目标任务完成情况"], top=3.15, size=40, is_bold=True)
    slide.text([f"联席会议材料　{context.document.number}"], top=4.2, size=20, ink=QUIET)
    if context.demonstration:
        slide.text([f"{titles.DEMONSTRATION}　{context.demonstration}"], top=4.8, size=16, ink=RED)


def overall(deck: Deck, context: QuarterContext) -> None:
    """Write the conclusion, the counts, what turned, and who reported."""
    slide = deck.slide(context.main.headline, context.main.deck)
    counts = [count for count in context.main.counts if count.count]
    if counts:
        cells = [[str(count.count) for count in counts]]
        slide.table(
            [count.signal.word for count in counts], cells, [INNER / len(counts)] * len(counts), 1.9, 24
        )
    said = [f"较上期：{sentence(context.difference.sentence)}"] if context.difference else []
    reporting = context.reporting
    said.append(
        f"应报单位{reporting.units_due}个，已报{reporting.units_reported}个，按时{reporting.units_on_time}个。"
    )
    slide.text(said, top=3.9, height=2)


def indicator(deck: Deck, row: RowContext) -> None:
    target = row.target.figure.text if row.target else ""
    slide = deck.slide(f"{row.name}　{signed(row)}", f"责任单位：{row.unit}")
    lines = [f"{row.value_label}{row.value.text}{row.measure}，目标{target}{row.measure}"]
    if row.bar.pace is not None:
        lines.append(f"进度{row.progress.text}%，{row.pace_name}{row.pace.text}%，{faster(row.gap.text)}")
    else:
        lines.append(against(row))
    if row.need:
        lines.append(need(row))
    lines.append(f"原因：{sentence(row.note)}" if row.note else "原因：单位没有说明。")
    slide.text(lines, top=1.9, width=5.6, height=4.5)
    slide.chart(row, left=6.6, top=1.8, width=WIDTH - 6.6 - MARGIN, height=4.9)


def against(row: RowContext) -> str:
    """Return how far the year's value is from its target: 完成率98.2%，比目标少1.60亿元; a ratio has no share."""
    share = "" if row.measure == "%" else f"完成率{row.completion.text}%，"
    if not row.gap.value:
        return f"{share}等于目标，{row.gap.text}"
    if row.kind == "RANK":
        return f"比目标{'落后' if row.signal.key == 'MISSED' else '领先'}{row.gap.text[1:]}{row.measure}"
    less, more = ("低", "高") if row.measure == "%" else ("少", "多")
    unit = "个百分点" if row.measure == "%" else row.measure
    return f"{share}比目标{less if row.gap.value < 0 else more}{row.gap.text[1:]}{unit}"


def tasks(deck: Deck, context: QuarterContext) -> None:
    """List the tasks that need coordination or are at risk, a few to a slide."""
    rows = [
        [
            str(task.number),
            task.title,
            said.unit,
            task.judgement,
            said.problems or "——",
            said.next_steps or "——",
        ]
        for task, said in urgent(context, *URGENT)
    ]
    heads, widths = ["序", "任务", "单位", "判断", "存在问题", "下一步措施"], [0.6, 2.6, 2.0, 1.1, 3.0, 2.833]
    for start in range(0, len(rows), ROWS_PER_SLIDE):
        slide = deck.slide("需协调、有风险的任务", f"{len(rows)}项，判断由单位作出")
        slide.table(heads, rows[start : start + ROWS_PER_SLIDE], widths, 1.8, 14)
    if not rows:
        deck.slide("需协调、有风险的任务", "本期没有需协调或有风险的任务。")


def resolutions(deck: Deck, context: QuarterContext) -> None:
    """List what the joint meeting agreed and is still open."""
    rows = [
        [
            f"第{e.meeting}次",
            e.matter,
            e.unit,
            clock.spoken(e.due_on),
            "逾期" if e.is_late else e.state,
            e.reply or "——",
        ]
        for e in context.resolutions
    ]
    heads, widths = (
        ["会议", "议定事项", "责任单位", "期限", "状态", "办理情况"],
        [0.9, 3.9, 1.8, 1.9, 1.0, 2.633],
    )
    for start in range(0, len(rows), ROWS_PER_SLIDE):
        slide = deck.slide("未办结的议定事项", f"{len(rows)}件")
        slide.table(heads, rows[start : start + ROWS_PER_SLIDE], widths, 1.8, 14)


def gaps(deck: Deck, context: QuarterContext) -> None:
    late = unpunctual(context)
    missing = len(context.reporting.missing)
    if late or missing:
        lines = [f"{word}：{'、'.join(units)}" for word, units in late]
        slide = deck.slide("报送情况", f"未报送事项{missing}项，清单见材料附件3" if missing else "")
        slide.text(lines or ["各单位均已报送，缺项见附件3。"], top=1.9, height=3)


def write(paragraph, text: str, size: float, ink: str, is_bold: bool) -> None:
    from pptx.dml.color import RGBColor
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    run = paragraph.add_run()
    run.text = legal(text)
    run.font.size, run.font.bold, run.font.name = Pt(size), is_bold, FACE
    run.font.color.rgb = RGBColor.from_string(ink)
    paragraph.space_after = Pt(size / 2)
    chinese = run._r.get_or_add_rPr().makeelement(qn("a:ea"), {"typeface": FACE})
    run._r.get_or_add_rPr().append(chinese)


def paint(cell, text: str, size: float, *, is_head: bool) -> None:
    """Set a cell in ink on paper: no coloured bands."""
    from pptx.dml.color import RGBColor

    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string("E2DFD5" if is_head else "FDFCF8")
    write(cell.text_frame.paragraphs[0], text, size, INK, is_head)


def dress(chart, inks: list[str]) -> None:
    """Direct labels, no gridlines, the axis from zero."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    chart.font.size, chart.font.name = Pt(14), FACE
    chart.has_title, chart.has_legend = False, len(list(chart.plots[0].series)) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.value_axis.has_major_gridlines = chart.value_axis.visible = False
    chart.value_axis.minimum_scale = 0 if is_positive(chart) else None
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 60, True
    plot.overlap = -8
    for series, ink in zip(plot.series, inks, strict=False):
        labels = series.data_labels
        labels.show_value, labels.font.size = True, Pt(11)
        labels.number_format, labels.number_format_is_linked = format_of(series), False
        if ink == RED:  # what is still to come is drawn hollow
            series.format.fill.background()
            series.format.line.color.rgb = RGBColor.from_string(ink)
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = RGBColor.from_string(ink)
    if len(inks) == 1:  # the target beside the value
        series.points[1].format.fill.background()
        series.points[1].format.line.color.rgb = RGBColor.from_string(INK)


def format_of(series) -> str:
    """Return the number format its figures were given, which other readers than PowerPoint take from no link."""
    return series._element.find(".//{*}val//{*}formatCode").text


def is_positive(chart) -> bool:
    return all(value is None or value >= 0 for series in chart.plots[0].series for value in series.values)


def shorter(text: str) -> str:
    """Return what fits a cell of a slide."""
    joined = " ".join(text.split())
    return joined if len(joined) <= LONGEST else f"{joined[: LONGEST - 1]}…"
