"""What the papers of an edition are called."""

import datetime as dt
import re

from accounts.clock import SHANGHAI, spoken
from reports.contexts import QuarterContext
from submissions.quarters import Quarter

DEMONSTRATION = "演示数据"
MEETING, NOTICE = "联席会议材料", "通报"
"""The genres 文种 in which an edition is written."""
UNIT = "承担事项"
"""What one unit owes by the edition."""
NOT_ON_A_DISK = r'[\\/:*?"<>|\[\]\x00-\x1f]'


def data_status(quarter: Quarter) -> str:
    """Return what an edition's figures are: 正式 in the annual report 年报, 快报 before it."""
    return "正式" if quarter.is_annual else "快报"


def subject(context: QuarterContext) -> str:
    """Return what the document is about, 营口高新区提档升位; "" where its title does not say 关于…的."""
    found = re.search(r"关于(?:加快|推进|促进|加强|推动|支持)*(.+)的", context.document.title)
    return found[1] if found else ""


def title(context: QuarterContext, genre: str) -> str:
    """Return the title of a paper, broken in two lines where its sense allows."""
    if genre == NOTICE:
        return f"关于{context.label}{subject(context)}\n目标任务完成情况的通报"
    return f"{context.label}{subject(context)}\n目标任务完成情况"


def name(context: QuarterContext) -> str:
    """Return what every paper of the edition is about."""
    return f"{context.label}{subject(context)}目标任务完成情况"


def edition(context: QuarterContext, check_code: str) -> str:
    """Return what ties a paper to its edition: 2019年一季度第2版（更正）　校验码7K3Q-9F2M."""
    number = context.edition_label if context.number else f"（{context.edition_label}）"
    return f"{context.label}{number}　" + (f"校验码{check_code}" if check_code else "无校验码")


def caption(context: QuarterContext, check_code: str) -> str:
    """Return the line under the title of a table that may lie on a desk alone."""
    parts = [edition(context, check_code), f"数据截至{spoken(context.as_of)}"]
    return "　".join([*parts, *([DEMONSTRATION] if context.demonstration else [])])


def filename(context: QuarterContext, extension: str, genre: str = "") -> str:
    """Return a name that Windows, WPS and a browser all accept."""
    number = f"第{context.number}版" if context.number else "预览"
    mark = "演示" if context.demonstration else ""
    parts = [part for part in (mark, name(context)[:80], genre, number) if part]
    return re.sub(NOT_ON_A_DISK, "_", "_".join(parts)) + f".{extension}"


def stamp(context: QuarterContext) -> dt.datetime:
    """Return when the edition was published, as files write it: UTC without saying so; a preview has its as-of day."""
    at = context.published_at or dt.datetime.combine(context.as_of, dt.time(), SHANGHAI)
    return at.astimezone(dt.UTC).replace(tzinfo=None)
