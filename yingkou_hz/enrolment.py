"""Accounts from a table 账号导入: read by its headers, shown row by row, opened all together or not at all."""

import datetime as dt
import difflib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from io import BytesIO

from django.db import transaction

from accounts import clock
from accounts.forms import PostForm, UserForm
from accounts.models import Post, Role, Unit, User
from submissions import sheets

COLUMNS = {
    "display_name": ("姓名",),
    "username": ("账号", "帐号", "用户名", "登录名"),
    "unit": ("单位", "单位名称"),
    "role": ("岗位", "角色"),
    "starts_on": ("任职起", "任职日期", "起"),
}
LOOKED_THROUGH = 10
"""Rows in which the headers are looked for: a title may stand above them."""
MOST = 300
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
NEW, NEW_POST, SAME, WRONG = "新开账号", "加岗位", "无变化", "错"
NO_HEADERS = "表里没有找到“姓名、账号、单位、岗位”这几列的标题。请用下载的模板，或在第一行写上这几个标题。"
NO_ROWS = "标题下面没有人。请每人填一行。"
TOO_MANY = f"一次最多导入{MOST}行，请分几次。"


@dataclass(frozen=True)
class Line:
    """One row of the table: what stands in it, what it would do, and why it cannot."""

    number: int
    texts: dict[str, str]
    outcome: str
    reasons: tuple[str, ...] = ()
    post: dict | None = None


class Roll:
    """The people of a table 名册, each held against the accounts there are."""

    def __init__(self, people: dict[int, dict[str, str]]):
        self.people = people
        self.units = {normal(name): unit for unit in units() for name in (unit.short_name, unit.name)}
        self.users = {user.username: user for user in User.objects.prefetch_related("posts")}
        self.seen: dict[str, str] = {}
        self.lines = [self.line(number, texts) for number, texts in people.items()]

    @classmethod
    def of(cls, book: sheets.Book) -> "Roll":
        """Read the first page that has the headers; raise Unfit where none has."""
        for page in book.pages:
            for number in sorted(page.rows)[:LOOKED_THROUGH]:
                columns = headers(page.rows[number])
                if columns.keys() >= {"display_name", "username", "unit", "role"}:
                    return cls(people_below(page, number, columns))
        raise sheets.Unfit(NO_HEADERS)

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(line.outcome for line in self.lines)
        return {outcome: found[outcome] for outcome in (NEW, NEW_POST, SAME, WRONG) if found[outcome]}

    @property
    def wrong(self) -> int:
        return self.counts.get(WRONG, 0)

    @property
    def changes(self) -> int:
        return len(self.lines) - self.wrong - self.counts.get(SAME, 0)

    def line(self, number: int, texts: dict[str, str]) -> Line:
        reasons, post = [], {"unit": "", "role": "", "starts_on": clock.today().isoformat()}
        for name, read in (("unit", self.unit), ("role", role), ("starts_on", day)):
            try:
                post[name] = read(texts.get(name, ""))
            except ValueError as reason:
                reasons.append(str(reason))
        user, name, username = self.users.get(texts["username"]), texts["display_name"], texts["username"]
        holder = user.display_name if user else self.seen.setdefault(username, name)
        if holder != name:
            reasons.append(f"账号 {username} 已经是{holder}的。请换一个账号。")
        if user and user.ended_at:
            reasons.append("这个账号已停用，不再启用。请换一个账号。")
        if reasons:
            return Line(number, texts, WRONG, tuple(reasons))
        return self.judged(number, texts, user, post)

    def judged(self, number, texts, user, post) -> Line:
        """Let the forms of the pages say whether it may be; a row that says what is so already changes nothing."""
        if user and any(
            (held.unit_id, held.role) == (post["unit"], post["role"]) for held in user.posts.all()
        ):
            return Line(number, texts, SAME)
        form = PostForm(post, instance=Post(user=user)) if user else UserForm({**texts, **post})
        if not form.is_valid():
            labels = {name: field.label for name, field in form.fields.items()}
            told = [
                f"{labels.get(name, '')}：{error}" for name, errors in form.errors.items() for error in errors
            ]
            return Line(number, texts, WRONG, tuple(told))
        is_second = any(
            other["username"] == texts["username"] for n, other in self.people.items() if n < number
        )
        return Line(number, texts, NEW_POST if user or is_second else NEW, post=form.cleaned_data)

    def unit(self, text: str) -> int:
        if not text:
            raise ValueError("单位没有填。")
        unit = self.units.get(text)
        if unit is None:
            near = difflib.get_close_matches(text, self.units, 1, 0.4)
            raise ValueError(
                f"没有单位“{text}”。" + (f"是不是“{near[0]}”？" if near else "请照“单位”页的名称填。")
            )
        heir = unit.heir(clock.today())
        if heir != unit:
            raise ValueError(f"{unit.name}已撤并，请填现在的单位“{heir.name}”。")
        return unit.pk

    @transaction.atomic
    def enrol(self, *, by, key: str | None) -> list[tuple[User, str]]:
        """Open every new account with its one-time password, add every new post; return who was opened, passwords shown once."""
        opened = []
        for line in self.lines:
            own = f"{key}:{line.number}" if key else None
            post = {name: line.post[name] for name in ("unit", "role", "starts_on")} if line.post else None
            if line.outcome == NEW:
                values = {name: line.post[name] for name in ("username", "display_name")}
                opened.append(User.objects.open(values, post, by=by, key=own))
            elif line.outcome == NEW_POST:
                user = User.objects.get(username=line.texts["username"])
                Post.add({"user": user, **post}, by=by, key=own)
        return opened


def units():
    """Return the units that have people; a collective name has none."""
    return Unit.objects.exclude(kind="COLLECTIVE").select_related("successor")


def headers(row: dict) -> dict[str, int]:
    """Return which of our columns stand where in this row."""
    found = {}
    for column, cell in row.items():
        said = normal(cell.text)
        found |= {name: column for name, words in COLUMNS.items() if said in words and name not in found}
    return found


def people_below(page, header: int, columns: dict[str, int]) -> dict[int, dict[str, str]]:
    people = {}
    for number in sorted(page.rows):
        texts = {name: normal(page.at(number, column).text) for name, column in columns.items()}
        if number > header and any(texts.values()):
            people[number] = texts
    if not people:
        raise sheets.Unfit(NO_ROWS)
    if len(people) > MOST:
        raise sheets.Unfit(TOO_MANY)
    return people


def normal(text: str) -> str:
    """Full-width letters as plain ones, no blanks: nobody's name is told apart by them."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def role(text: str) -> str:
    found = {label: value for value, label in Role.choices}.get(text)
    if not found:
        raise ValueError(
            f"没有岗位“{text}”。请填{'、'.join(Role.labels)}中的一个。" if text else "岗位没有填。"
        )
    return found


def day(text: str) -> str:
    """Return the day in ISO form; none given: from today."""
    if not text:
        return clock.today().isoformat()
    match = DATE.match(text)
    try:
        return dt.date(*map(int, match.groups())).isoformat() if match else fail(text)
    except ValueError:
        return fail(text)


def fail(text: str):
    raise ValueError(f"任职起“{text}”不是日期。请写成 2019-07-01 这样。")


def template() -> bytes:
    """Return the table to fill in as .xlsx, its units and posts to be picked from lists."""
    import xlsxwriter

    stream, names = BytesIO(), [unit.name for unit in units().open_on(clock.today())]
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as file:
        head, text = file.add_format({"bold": True, "bottom": 1}), file.add_format({"num_format": "@"})
        page, lists = file.add_worksheet("账号"), file.add_worksheet("可选")
        page.write_row(0, 0, [words[0] for words in COLUMNS.values()], head)
        page.set_column(0, 4, 18, text)
        page.set_column(2, 2, 34, text)
        page.freeze_panes(1, 0)
        for column, choices in enumerate((names, Role.labels)):
            lists.write_column(0, column, choices)
            source = f"=可选!${'AB'[column]}$1:${'AB'[column]}${len(choices)}"
            page.data_validation(1, 2 + column, MOST, 2 + column, {"validate": "list", "source": source})
        lists.set_column(0, 1, 34)
    return stream.getvalue()
