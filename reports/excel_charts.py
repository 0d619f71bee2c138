"""Native charts of an edition's workbook: they read the cells of its sheets, so that a changed cell changes the chart."""

from reports.contexts import QuarterContext
from reports.excel_sheets import INDICATORS, QUARTERS, Sheet
from reports.extracts import lagging

PEN, LAST, RED, INK = "#263f7c", "#b9b4a6", "#b3121d", "#17191c"
FONT = {"name": "宋体", "size": 10}
WIDE, ROW = 820, 20  # pixels
CHART_HEIGHT = 300

AMBER = "#E6A100"
MARKS = {
    "目标值": {"type": "long_dash", "size": 12, "fill": {"color": RED}, "border": {"color": RED}},
    "应达": {"type": "diamond", "size": 6, "fill": {"color": AMBER}, "border": {"color": INK}},
}
"""Told apart by shape, not by colour alone: a dash, and a light diamond."""


def draw(file, page, context: QuarterContext, head_row: int, top: int) -> None:
    """Draw progress against pace for every row of the phase, then each lagging indicator by quarter."""
    if not context.main.rows:
        return
    chart = progress(file, context, head_row)
    height = 120 + 21 * len(context.main.rows)
    chart.set_size({"width": WIDE, "height": height})
    page.insert_chart(top, 0, chart)
    top += height // ROW + 2
    charts = [made for row in lagging(context) if (made := by_quarter(file, context, row, head_row))]
    tops = [top + n * (CHART_HEIGHT // ROW + 2) for n in range(len(charts))]
    for chart, place in zip(charts, tops, strict=True):
        chart.set_size({"width": WIDE, "height": CHART_HEIGHT})
        page.insert_chart(place, 0, chart)
    page.set_print_scale(90)
    page.set_h_pagebreaks(tops[::2])


def progress(file, context: QuarterContext, head_row: int):
    """Return bars of actual progress with what it should be; names read from the top down."""
    of_year = any(row.signal.key in ("MET", "MISSED") for row in context.main.rows)
    actual = "完成率" if of_year else "进度"
    chart = file.add_chart({"type": "bar"})
    last = len(context.main.rows)
    for head, ink in ((actual, PEN), *(() if of_year else (("应达进度", LAST),))):
        chart.add_series(series(INDICATORS, "指标", head, head_row, range(last), ink))
    chart.set_title({"name": f"{context.main.name}各项{actual}（%）", "name_font": FONT | {"size": 14}})
    chart.set_y_axis({"reverse": True, "num_font": FONT, "line": {"color": INK}})
    chart.set_x_axis({"min": 0, "num_font": FONT, "major_gridlines": {"visible": False}})
    chart.set_legend({"position": "top", "font": FONT})
    return chart


def by_quarter(file, context: QuarterContext, row, head_row: int):
    """Return an indicator's quarters: actual columns, the target and what was due as marks, which no line joins across years; None without history."""
    records = QUARTERS.records(context)
    places = [n for n, (indicator, _) in enumerate(records) if indicator.slug == row.slug]
    if not places:
        return None
    chart, lines = file.add_chart({"type": "column"}), file.add_chart({"type": "line"})
    chart.add_series(series(QUARTERS, "期次", "累计或期末", head_row, places, PEN))
    for head, shape in MARKS.items():
        lines.add_series(series(QUARTERS, "期次", head, head_row, places, shape=shape))
    chart.combine(lines)
    chart.set_title(
        {"name": f"{row.name}（{row.measure}）", "name_font": FONT | {"size": 14}, "overlay": False}
    )
    chart.set_x_axis({"num_font": FONT})
    chart.set_y_axis({"num_font": FONT, "major_gridlines": {"visible": False}})
    chart.set_legend({"position": "top", "font": FONT})
    return chart


def series(sheet: Sheet, names: str, head: str, head_row: int, places, ink="", *, shape=None) -> dict:
    """Return a series over the sheet's rows `places`, counted from the first below its head."""
    first, last = head_row + 1 + min(places), head_row + 1 + max(places)
    return {
        "name": head,
        "categories": [sheet.name, first, column(sheet, names), last, column(sheet, names)],
        "values": [sheet.name, first, column(sheet, head), last, column(sheet, head)],
        "gap": 60,
        **(
            {"line": {"none": True}, "marker": shape}
            if shape
            else {"fill": {"color": ink}, "border": {"none": True}}
        ),
    }


def column(sheet: Sheet, head: str) -> int:
    return next(n for n, each in enumerate(sheet.columns) if each.head.split("\n")[0] == head)
