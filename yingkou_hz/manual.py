"""The manual 操作手册 as a small tree: docs/manual.md is one text, read on paper and at /help/.

What it may hold: `## chapter`, `### topic`, paragraphs, `1. ` steps, `- ` points, tables, and pictures, which /help/
leaves out; in a line 「a button」, `a command`, the sign of a signal ●▲■○ and [a link](#to-a-topic). Whatever else stands there is plain text.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "docs" / "manual.md"
MARKS = {"steps": r"\d+\. ", "points": r"- ", "table": r"\|"}
SPANS = re.compile(
    r"「(?P<button>[^」]+)」|`(?P<code>[^`]+)`|(?P<sign>[●▲■○])|\[(?P<link>[^\]]+)\]\(#(?P<to>[^)]+)\)"
)


@dataclass(frozen=True)
class Span:
    kind: str
    text: str
    to: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph or a list holds lines of spans; a table holds rows of cells of spans."""

    kind: str
    lines: tuple


@dataclass(frozen=True)
class Topic:
    title: str
    blocks: tuple[Block, ...]

    @property
    def anchor(self) -> str:
        """Return the fragment under which this title is found, here and where Markdown is shown."""
        return self.title.lower()


@dataclass(frozen=True)
class Chapter(Topic):
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True)
class Manual:
    title: str
    blocks: tuple[Block, ...]
    chapters: tuple[Chapter, ...]

    @property
    def questions(self) -> Chapter:
        """Return the chapter for everybody 常见问题, which stands last."""
        return self.chapters[-1]

    def for_roles(self, roles: Collection[str]) -> list[Chapter]:
        """Return the chapters of the named roles first, then the common questions, then the others'."""
        return sorted(self.chapters, key=lambda each: (each.title not in roles, each is not self.questions))


@cache
def manual() -> Manual:
    return read(FILE.read_text("utf-8"))


def read(text: str) -> Manual:
    before, chapters = parted(text, "##")
    _, [(title, preface)] = parted(before, "#")
    return Manual(title, blocks(preface), tuple(chapter(name, body) for name, body in chapters))


def chapter(title: str, body: str) -> Chapter:
    before, topics = parted(body, "###")
    return Chapter(title, blocks(before), tuple(Topic(name, blocks(text)) for name, text in topics))


def parted(text: str, mark: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what stands before the first heading of this rank, and (title, what stands under it) of each."""
    before, *found = re.split(rf"^{mark} (.+)$", text, flags=re.MULTILINE)
    return before, list(zip(found[::2], found[1::2], strict=True))


def blocks(text: str) -> tuple[Block, ...]:
    chunks = re.split(r"\n\s*\n", text.strip())
    return tuple(block(chunk) for chunk in chunks if chunk and not chunk.startswith("!["))


def block(chunk: str) -> Block:
    kind = next((kind for kind, mark in MARKS.items() if re.match(mark, chunk)), "text")
    lines = chunk.splitlines()
    if kind == "table":
        rows = [line for line in lines if line.strip("|-: ")]
        return Block(kind, tuple(tuple(spans(c.strip()) for c in row.strip("| ").split("|")) for row in rows))
    if kind == "text":
        return Block(kind, (spans("".join(lines)),))
    return Block(kind, tuple(spans(re.sub(MARKS[kind], "", line, count=1)) for line in lines))


def spans(line: str) -> tuple[Span, ...]:
    found, end = [], 0
    for match in SPANS.finditer(line):
        found += [Span("text", line[end : match.start()]), span(match)]
        end = match.end()
    return tuple(each for each in [*found, Span("text", line[end:])] if each.text)


def span(match: re.Match) -> Span:
    kind = next(kind for kind in ("button", "code", "sign", "link") if match[kind])
    return Span(kind, match[kind], match["to"] or "")
