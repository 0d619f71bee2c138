"""Text ↔ Decimal and its measure 计量单位; the only formatting of figures.

`parse` reads what people type or paste from Excel and WPS; `format_…` print for pages, Word and Excel alike.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MISSING = "——"
FULL_DECIMALS = 4  # 亿元 to the 万元
MINUS = "−"
MOST_DIGITS, MOST_WHOLE = 15, 11  # SQLite alters longer decimals silently
LONGEST = 24  # digits that are still converted exactly
BLANK = re.compile(r"[-—―─]*|/|无|暂无|未报|NA|N/A", re.IGNORECASE)
MONEY = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "亿元": Decimal(10000),
}
"""Measures of money, in 万元."""
SPOKEN = {"万": "万元", "亿": "亿元"}
NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+|\d+)(\.\d+)?", re.ASCII)
BREAKS = "\t\n\v\f\r\x85\u2028\u2029"


class Unreadable(ValueError):
    """Text that is no quantity; the message says what, why and how to mend it."""


@dataclass(frozen=True)
class Parsed:
    """A value (None: missing, never 0) and, when the text was changed to get it, a Chinese remark."""

    value: Decimal | None
    converted: str = ""


def parse(text: str, measure: str, *, entered: str = "", integer: bool = False, decimals: int = 4) -> Parsed:
    """Read a quantity of `measure`: 1,234.5 · １２３．５ · 1.3% · 4500000万元 · −5 / (5.2) · blanks as missing.

    `entered` is the measure of the cell where it differs: a number without a measure is in that one.
    """
    shown = "" if text is None else str(text).strip()
    plain = normalised(shown)
    if BLANK.fullmatch(plain):
        return Parsed(None)
    number, suffix = _split(plain, shown)
    cell = entered or measure
    spoken = SPOKEN.get(suffix, suffix) if measure in MONEY else suffix
    value = _converted(number, spoken or cell, cell, measure, shown)
    _check(value, integer, decimals, (measure, cell), shown)
    return Parsed(value, _remark(shown, value, spoken or cell, cell, measure))


def normalised(text: str) -> str:
    """Return the text in half-width characters, without control characters and odd signs."""
    kept = "".join(each for each in text if each in BREAKS or unicodedata.category(each) not in ("Cc", "Cf"))
    if any(each in BREAKS for each in kept.strip()):
        raise Unreadable(f"“{text}”里有换行或制表符，一格只能填一个数。")
    if any(each.isdigit() and not ("0" <= each <= "9" or "０" <= each <= "９") for each in kept):
        raise Unreadable(f"“{text}”里有不认识的数字，请用 0—9 填写。")
    half = unicodedata.normalize("NFKC", kept).strip()
    return re.sub(f"[{MINUS}–‐]", "-", half)


def _split(plain: str, shown: str) -> tuple[Decimal, str]:
    """Return the number and the measure behind it."""
    if plain.startswith("#"):
        raise Unreadable(f"“{shown}”是表格里的错误值，请改正公式，或直接填数字。")
    negative = re.fullmatch(r"\( *(.+?) *\)(.*)", plain)
    body = f"-{negative[1]}{negative[2]}" if negative else plain
    match = NUMBER.match(body)
    suffix = body[match.end() :].strip() if match else ""
    if not match or re.match(r"[\d.,_eE+-]", suffix):
        raise Unreadable(f"“{shown}”不是数字。请只填一个数，如 1234.5；没有数请留空。")
    digits = re.sub("[, ]", "", match[0])
    if len(digits) > LONGEST:
        raise Unreadable(f"“{shown}”位数太多，最多{MOST_DIGITS}位数字，请检查。")
    return Decimal(digits) or Decimal(0), suffix


def _converted(number: Decimal, measure_of_text: str, cell: str, measure: str, shown: str) -> Decimal:
    """Return the number in `measure`; money converts, nothing else does."""
    if measure_of_text == measure:
        return number
    if measure_of_text in MONEY and measure in MONEY:
        return convert(number, measure_of_text, measure)
    if measure_of_text == "%":
        raise Unreadable(f"“{shown}”是百分数，这一项的计量单位是“{cell}”，请填数量。")
    raise Unreadable(f"“{shown}”的单位不是“{cell}”，请换算成{cell}，或只填数字。")


def convert(value: Decimal, measure: str, to: str) -> Decimal:
    """Return an amount of money in another measure, exactly: 万元 → 亿元."""
    return value if measure == to else value * MONEY[measure] / MONEY[to]


def _check(value: Decimal, integer: bool, decimals: int, measures: tuple[str, str], shown: str) -> None:
    """Refuse what cannot be stored as it is; `measures` are the item's and that of the cell."""
    measure, cell = measures
    exact = value.normalize()
    places = max(0, -exact.as_tuple().exponent)
    if integer and places:
        raise Unreadable(f"“{shown}”不是整数，{measure}数不能有小数。")
    if exact.adjusted() >= MOST_WHOLE:
        raise Unreadable(f"“{shown}”位数太多，最多{MOST_WHOLE}位整数，请检查计量单位是不是{measure}。")
    if places > decimals:
        raise Unreadable(f"“{shown}”{_how_to_round(decimals, measure, cell)}")
    if len(exact.as_tuple().digits) > MOST_DIGITS:
        raise Unreadable(f"“{shown}”位数太多，最多{MOST_DIGITS}位有效数字，请检查。")


def _how_to_round(decimals: int, measure: str, cell: str) -> str:
    """Say how many places there are in the measure of the cell: four of 亿元 are none of 万元."""
    kept = decimals if measure == cell else decimals - convert(Decimal(1), measure, cell).adjusted()
    if kept > 0:
        return f"按{cell}计小数超过{kept}位，请四舍五入到{kept}位再填。"
    return f"按{cell}计不能有小数，请四舍五入到整数再填。"


def _remark(shown: str, value: Decimal, measure_of_text: str, cell: str, measure: str) -> str:
    """Return what was changed on the way from the text to the value, in the measure of the cell."""
    if measure_of_text != cell:
        return f"{shown}已换算为{plain_text(convert(value, measure, cell))}{cell}"
    was_wide = any("０" <= each <= "９" for each in shown)
    in_cell = convert(value, measure, cell)
    return f"全角已改 {plain_text(in_cell)}" if was_wide else ""


# --- printing --------------------------------------------------------------------------------------------


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Round half up, as Excel does and people expect; never leaves a minus before zero."""
    result = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return result if result else abs(result)


def format_value(value: Decimal | None, decimals: int) -> str:
    """Print with exactly `decimals` places, without thousands separators, with U+2212 as minus."""
    return MISSING if value is None else f"{rounded(value, decimals):f}".replace("-", MINUS)


def format_signed(value: Decimal | None, decimals: int) -> str:
    """Print with + or −; zero carries no sign."""
    text = format_value(value, decimals)
    return f"+{text}" if value is not None and rounded(value, decimals) > 0 else text


def plain_text(value: Decimal | None) -> str:
    """Print as many digits as the value has: 450, 1.3, 0.5; targets and inputs are printed so."""
    return MISSING if value is None else f"{value.normalize() or Decimal(0):f}".replace("-", MINUS)


def format_against(value: Decimal | None, decimals: int, target: Decimal | None, operator: str = ">=") -> str:
    """Print so that rounding never hides the verdict: as many digits as it takes to stand apart from the target.

    1.0001 against >1 prints 1.0001; 0.99996 against ≥1 prints 0.99996. An amount exactly at a target it must exceed
    prints 1.0000, so that the reader sees it is no rounding.
    """
    if value is None or target is None:
        return format_value(value, decimals)
    places = decimals
    if value == target:
        least = FULL_DECIMALS if operator == ">" and decimals else decimals
        return format_value(value, max(least, -target.normalize().as_tuple().exponent))
    while rounded(value, places) == rounded(target, places):
        places += 1
    return format_value(value, places)


def format_apart(value: Decimal | None, decimals: int) -> str:
    """Print a difference that is not nothing as not nothing: 0.004 with two places prints 0.004."""
    return format_against(value, decimals, Decimal(0))


def format_percent(share: Decimal | None, decimals: int = 1) -> str:
    """Print a fraction of one in percent, without the sign %; 100.0 is printed only for the whole."""
    return format_against(None if share is None else share * 100, decimals, Decimal(100))
