"""The text 全文 in pieces: clauses with offsets, the paragraphs of the full-text page, and their marked segments.

A splitter, not a grammar: it knows the three heading styles of official documents and nothing of their meaning.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

PART, SECTION, ITEM, PARAGRAPH = "PART", "SECTION", "ITEM", "PARAGRAPH"
LEVELS = (PART, SECTION, ITEM)
OPENING, CLOSING = "开头", "落款"
HEADING = re.compile(
    r"(?:^|[\s\u3000]{2})[\s\u3000]*(?:(?P<PART>[一二三四五六七八九十]+)、"
    r"|[(（](?P<SECTION>[一二三四五六七八九十]+)[)）]"
    r"|(?P<ITEM>\d+)[.．、](?!\d))",
    re.MULTILINE,
)
LONGEST_HEADING = 40
DIGITS = "一二三四五六七八九"


@dataclass(frozen=True)
class Clause:
    """A clause 条款 as a reader cites it: 一、（三）2 is `text[start:end]`."""

    number: str
    kind: str
    heading: str
    start: int
    end: int

    @property
    def anchor(self) -> str:
        """Return the clause's place as an ASCII id: 一、（三）2 → c-1-3-2."""
        if self.kind == PARAGRAPH:
            return "c-opening" if self.number == OPENING else "c-closing"
        steps = re.findall(r"[一二三四五六七八九十]+|\d+", self.number)
        return "-".join(["c", *(step if step.isdecimal() else str(ordinal(step)) for step in steps)])


def ordinal(numeral: str) -> int:
    """Return the number a Chinese numeral below one hundred writes: 二十一 → 21."""
    if "十" not in numeral:
        return DIGITS.index(numeral) + 1
    tens, ones = numeral.split("十")
    return (ordinal(tens) if tens else 1) * 10 + (ordinal(ones) if ones else 0)


def split(text: str, opens: int, closes: int, ends: int) -> list[Clause]:
    """Return the clauses of `text`: an opening from `opens`, parts up to `closes`, a closing up to `ends`."""
    found = list(HEADING.finditer(text, opens, closes))
    numbers = numbered(found)
    clauses = [paragraph(OPENING, text, opens, heading_start(found[0]) if found else closes)]
    for place, match in enumerate(found):
        level = LEVELS.index(match.lastgroup)
        following = (heading_start(m) for m in found[place + 1 :] if LEVELS.index(m.lastgroup) <= level)
        start, end = trim(text, heading_start(match), next(following, closes))
        limit = heading_start(found[place + 1]) if place + 1 < len(found) else end
        heading = first_sentence(text[match.end() : min(limit, end)])
        clauses.append(Clause(numbers[place], match.lastgroup, heading, start, end))
    clauses.append(paragraph(CLOSING, text, closes, ends))
    return [clause for clause in clauses if clause.start < clause.end]


def paragraph(number: str, text: str, start: int, end: int) -> Clause:
    return Clause(number, PARAGRAPH, "", *trim(text, start, end))


def heading_start(match: re.Match) -> int:
    """Return where the number itself begins, bracket included, white space left out."""
    return match.end() - len(match.group().lstrip())


def numbered(found: list[re.Match]) -> list[str]:
    """Return each heading's number with those it stands under: 三、（一）18."""
    part = section = ""
    numbers = []
    for match in found:
        mark = match[match.lastgroup]
        if match.lastgroup == PART:
            part, section = f"{mark}、", ""
            numbers.append(mark)
        elif match.lastgroup == SECTION:
            section = f"（{mark}）"
            numbers.append(part + section)
        else:
            numbers.append(part + section + mark)
    return numbers


def first_sentence(body: str) -> str:
    """Return the heading a clause opens with, or "" when it opens with a whole paragraph."""
    head = re.split(r"[。\n]", body.strip(), maxsplit=1)[0].strip()
    return head if len(head) <= LONGEST_HEADING else ""


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the white space at its ends."""
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())


@dataclass(frozen=True)
class Mark:
    """What stands out in the text: a TARGET with its link, an ERRATUM with its note, the PASSAGE one came for."""

    start: int
    end: int
    kind: str
    label: str = ""
    url: str = ""


@dataclass(frozen=True)
class Segment:
    """A run of text under the same marks; `closing` are the marks whose last run it is."""

    text: str
    marks: dict[str, Mark] = field(default_factory=dict)
    closing: dict[str, Mark] = field(default_factory=dict)
    opening: dict[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True)
class Paragraph:
    """One printed paragraph: where it stands and the clause that begins with it, if one does."""

    start: int
    end: int
    clause: object = None


def paragraphs(text: str, clauses) -> list[Paragraph]:
    """Return the paragraphs of all clauses: cut at each line's end and wherever a clause begins."""
    clauses = list(clauses)
    if not clauses:
        return [Paragraph(*trim(text, 0, len(text)))]
    first, last = min(c.start for c in clauses), max(c.end for c in clauses)
    beginning = {clause.start: clause for clause in clauses}
    breaks = {match.end() for match in re.finditer("\n", text)} | set(beginning) | {last}
    cuts = sorted(cut for cut in breaks if first <= cut <= last)
    spans = (trim(text, start, end) for start, end in pairwise(cuts))
    return [Paragraph(start, end, beginning.get(start)) for start, end in spans if start < end]


def segments(text: str, start: int, end: int, marks) -> list[Segment]:
    """Return `text[start:end]` cut wherever a mark begins or ends; joined again it is the text itself."""
    marks = [mark for mark in marks if mark.start < end and start < mark.end]
    edges = {edge for mark in marks for edge in (mark.start, mark.end)}
    cuts = sorted({start, end} | {edge for edge in edges if start < edge < end})
    return [segment(text, left, right, marks) for left, right in pairwise(cuts)]


def segment(text: str, left: int, right: int, marks) -> Segment:
    over = {mark.kind: mark for mark in marks if mark.start <= left and right <= mark.end}
    return Segment(
        text[left:right],
        over,
        closing={kind: mark for kind, mark in over.items() if mark.end == right},
        opening={kind: mark for kind, mark in over.items() if mark.start == left},
    )


def passage(wanted: str, length: int) -> tuple[int, int] | None:
    """Return the span that `?from=start-end` asks for, or None when it is no span of the text."""
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", wanted, re.ASCII)
    span = (int(match[1]), int(match[2])) if match else (0, 0)
    return span if span[0] < span[1] <= length else None


def neighbours(spans, span: tuple[int, int]) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Return the places 上一处 and 下一处: the cited spans just before and just after `span`."""
    ordered = sorted(set(spans))
    after = bisect_right(ordered, span)
    before = [other for other in ordered[:after] if other < span]
    return (before[-1] if before else None), (ordered[after] if after < len(ordered) else None)
