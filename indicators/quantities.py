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
MOST_DIGITS = 15  # SQLite alters longer decimals silently
BLANKS = {"", "-", "—", "——", "--", "/", "无", "暂无", "未报", "NA", "N/A"}
MONEY = {"元": Decimal("0.0001"), "万元": Decimal(1), "百万元": Decimal(100), "千万元": Decimal(1000), "亿元": Decimal(10000)}
"""Measures of money, in 万元."""
NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")


class Unreadable(ValueError):
    """Text that is no quantity; the message says what, why and how to mend it."""


@dataclass(frozen=True)
class Parsed:
    """A value (None: missing, never 0) and, when the text was changed to get it, a Chinese remark."""

    value: Decimal | None
    converted: str = ""


def parse(text: str, measure: str, *, integer: bool = False, decimals: int = 4) -> Parsed:
    """Read a quantity of `measure`: 1,234.5 · １２３．５ · 1.3% · 4500000万元 · −5 / (5.2) · blanks as missing."""
    shown = str(text)
    plain = normalised(shown)
    if plain.upper() in BLANKS:
        return Parsed(None)
    if plain.startswith("#"):
        raise Unreadable(f"“{shown}”是表格里的错误值，请改正公式，或直接填数字。")
    number, suffix = _split(plain, shown)
    value = _converted(number, suffix, measure, shown)
    _check(value, integer, decimals, measure, shown)
    was_wide = unicodedata.normalize("NFKC", shown) != shown and any("０" <= each <= "９" for each in shown)
    if suffix and suffix != measure and suffix in MONEY:
        return Parsed(value, f"{shown.strip()}已换算为{plain_text(value)}{measure}")
    return Parsed(value, f"全角已改 {plain_text(value)}" if was_wide else "")


def normalised(text: str) -> str:
    """Return the text in half-width characters, without spaces, control characters and odd signs."""
    kept = "".join(each for each in text if unicodedata.category(each)[0] not in "CZ")
    if any(each.isdigit() and not ("0" <= each <= "9" or "０" <= each <= "９") for each in kept):
        raise Unreadable(f"“{text}”里有不认识的数字，请用 0—9 填写。")
    half = unicodedata.normalize("NFKC", kept)
    return half.replace(MINUS, "-").replace("–", "-").replace("﹣", "-").replace("￥", "").replace("¥", "")


def _split(plain: str, shown: str) -> tuple[Decimal, str]:
    """Return the number and what stands behind it."""
    negative = re.fullmatch(r"\((.+)\)(.*)", plain)
    body = f"-{negative[1]}{negative[2]}" if negative else plain
    match = NUMBER.match(body)
    if not match or re.match(r"[\d.,_eE+-]", body[match.end() :] or " "):
        raise Unreadable(f"“{shown}”不是数字。请只填数字，如 1234.5；没有数请留空。")
    number = Decimal(match[0].replace(",", ""))
    return (number if number else Decimal(0)), body[match.end() :]


def _converted(number: Decimal, suffix: str, measure: str, shown: str) -> Decimal:
    if not suffix or suffix == measure:
        return number
    if suffix in MONEY and measure in MONEY:
        return number * MONEY[suffix] / MONEY[measure]
    if suffix == "%":
        raise Unreadable(f"“{shown}”是百分数，这一项的计量单位是“{measure}”，请填数量。")
    raise Unreadable(f"“{shown}”的单位不是“{measure}”，请换算成{measure}，或只填数字。")


def _check(value: Decimal, integer: bool, decimals: int, measure: str, shown: str) -> None:
    exact = value.normalize()
    places = max(0, -exact.as_tuple().exponent)
    if integer and places:
        raise Unreadable(f"“{shown}”不是整数，{measure}数不能有小数。")
    if len(exact.as_tuple().digits) > MOST_DIGITS or exact.adjusted() >= MOST_DIGITS - 4:
        raise Unreadable(f"“{shown}”位数太多，最多{MOST_DIGITS - 4}位整数，请检查计量单位是不是{measure}。")
    if places > decimals:
        raise Unreadable(f"“{shown}”的小数超过{decimals}位，请四舍五入到{decimals}位再填。")


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
    return MISSING if value is None else f"{value.normalize():f}".replace("-", MINUS)


def format_against(value: Decimal | None, decimals: int, target: Decimal | None, operator: str = ">=") -> str:
    """Print so that rounding never hides the verdict: as many digits as it takes to stand apart from the target.

    1.0001 against >1 prints 1.0001; 0.99996 against ≥1 prints 0.99996. An amount exactly at a target it must exceed
    prints 1.0000, so that the reader sees it is no rounding.
    """
    if value is None or target is None:
        return format_value(value, decimals)
    if value == target:
        return format_value(value, FULL_DECIMALS if operator == ">" and decimals else decimals)
    places = decimals
    while rounded(value, places) == rounded(target, places) and places < MOST_DIGITS:
        places += 1
    return format_value(value, places)


def format_percent(share: Decimal | None, decimals: int = 1) -> str:
    """Print a fraction of one in percent, without the sign %."""
    return format_value(None if share is None else share * 100, decimals)
