"""The ledger of tasks 台账: what the address narrows, sorts and groups, and the papers of exactly that."""

import csv
import datetime as dt
from dataclasses import replace
from io import BytesIO, StringIO

import docx
import openpyxl
import pytest

from reports import ledger, ledger_papers
from reports.ledger_tables import TaskTable
from reports.task_contexts import UpdateContext
from tests.reports import factory


def asked(context=None, **given) -> ledger.Query:
    return ledger.Query.of(given, context or factory.quarter_context())


def numbers(context=None, **given) -> list[int]:
    context = context or factory.quarter_context()
    return [task.number for task in ledger.tasks_of(context, asked(context, **given))]


def changed(number, **changes):
    """Return the quarter with one task changed."""
    context = factory.quarter_context()
    tasks = tuple(replace(t, **changes) if t.number == number else t for t in context.tasks)
    return replace(context, tasks=tasks)


def update(unit, judgement="顺利", **changes) -> UpdateContext:
    return replace(UpdateContext(unit, False, "已办", "", "", judgement, "", False), **changes)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"judgement": "需协调"}, [24, 28]),
        ({"status": "逾期"}, [5]),
        ({"late": "1"}, [5]),
        ({"coordination": "1"}, [24, 28]),
        ({"unit": "市教育局"}, [4]),
        ({"unit": "市教育局", "judgement": "需协调"}, []),
        ({"section": "提升创新能力,加强创业活动"}, [1, 2, 3, 4, 5, 6]),
    ],
)
def test_the_address_narrows_the_ledger(given, found):
    assert numbers(**given) == found


@pytest.mark.parametrize(
    "given",
    [{"judgement": "好"}, {"status": "x"}, {"late": "yes"}, {"sort": "text"}, {"group": "x"}, {"x": "1"}],
)
def test_what_the_ledger_does_not_know_it_ignores(given):
    assert numbers(**given) == list(range(1, 35)) and asked(**given).address() == ""


def test_a_partner_s_need_of_coordination_is_found_though_the_lead_judges_otherwise():
    assert 1 in numbers(changed(1, updates=(update("市科技局", "需协调"),)), coordination="1")


def test_a_late_update_is_found():
    assert numbers(changed(9, updates=(update("市商务局", is_late=True),)), late="1") == [5, 9]


@pytest.mark.parametrize("name", ledger.SORTS)
def test_every_column_sorts_both_ways_and_loses_no_task(name):
    up, down = numbers(sort=name), numbers(sort=f"-{name}")
    assert sorted(up) == sorted(down) == list(range(1, 35)) and up != down


def test_what_asks_for_attention_comes_first():
    assert numbers(sort="judgement")[:2] == [24, 28] and numbers(sort="status")[0] == 5
    assert numbers(sort="due")[0] == 5 and numbers(sort="-number")[0] == 34


def test_grouped_by_unit_a_task_stands_under_every_unit_it_names():
    context = factory.quarter_context()
    query = asked(context, group="unit")
    groups = ledger.grouped(ledger.tasks_of(context, query), query)
    named = sum(len(fact["partners"]) for fact in factory.TASKS["tasks"])
    assert groups[0][0].startswith("牵头　管委会（30项") and sum(len(t) for _, t in groups) == 34 + named
    only = asked(context, group="unit", unit="市教育局")
    assert [name for name, _ in ledger.grouped(ledger.tasks_of(context, only), only)] == [
        "配合　市教育局（1项）"
    ]


def test_a_head_pressed_again_turns_the_order_round():
    heads = {head["name"]: head for head in ledger.page(factory.quarter_context(), {"sort": "due"})["heads"]}
    assert heads["due"]["sort"] == "ascending" and heads["due"]["url"] == "sort=-due"
    assert heads["title"]["sort"] == "" and heads["title"]["url"] == "sort=title"


def test_the_table_shows_stage_due_date_with_origin_and_status_beside_the_judgement():
    context = factory.quarter_context()
    row = next(row for row in TaskTable(context.tasks, {}).rows if row.record.number == 5)
    cells = {column.name: str(cell) for column, cell in row.items()}
    assert "起草" in cells["documents"] and "逾期12天" in cells["due"] and "管委会设定" in cells["due"]
    assert "有风险" in cells["judgement"] and "逾期" in cells["status"]


def test_partners_are_told_by_how_many_wrote_and_who_did_not():
    updates = (update("管委会", is_lead=True), update("市科技局"), update("市财政局", "有风险"))
    task = changed(1, updates=updates, missing=("市地税局",)).tasks[0]
    cell = TaskTable([task], {}).render_partner_updates(task)
    assert "已写2/3" in cell and "市财政局 有风险" in cell and "市地税局 未报" in cell
    assert "市科技局（顺利）：进展：已办" in TaskTable([task], {}).value_partner_updates(task)


def test_orders_have_a_column_only_where_a_task_has_one_and_sort_by_what_is_open():
    context = factory.quarter_context()
    orders = tuple(replace(each, task=28, state="已发出") for each in context.orders)
    ordered = replace(context, orders=orders)
    assert "orders" not in [head["name"] for head in ledger.page(context, {})["heads"]]
    assert "orders" in [head["name"] for head in ledger.page(ordered, {})["heads"]]
    assert numbers(ordered, sort="orders")[0] == 28
    assert "督办" not in listing().heads and "督〔2019〕1号" in str(listing(ordered).groups)


def test_the_due_date_that_counts_is_the_first_that_is_not_done():
    due = factory.quarter_context().tasks[4].deadlines[0]
    done = replace(due, due_on=dt.date(2018, 1, 1), is_done=True, is_overdue=False)
    assert ledger.first_due(changed(5, deadlines=(done, due)).tasks[4]) == due
    assert ledger.first_due(changed(5, deadlines=(done,)).tasks[4]) == done


# --- papers ------------------------------------------------------------------------------------------------------


def listing(context=None, **given) -> ledger_papers.Listing:
    context = context or factory.quarter_context()
    return ledger_papers.Listing(context, "7K3Q-9F2M", asked(context, **given))


def read_csv(data) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"))))


def read_excel(data) -> list[list[str]]:
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


def read_word(data) -> list[list[str]]:
    paper = docx.Document(BytesIO(data))
    lines = [[paragraph.text] for paragraph in paper.paragraphs]
    return lines + [[cell.text for cell in row.cells] for row in paper.tables[0].rows]


PAPERS = [
    (ledger_papers.as_csv, read_csv),
    (ledger_papers.as_excel, read_excel),
    (ledger_papers.as_word, read_word),
]


@pytest.mark.parametrize(("make", "read"), PAPERS)
def test_a_paper_holds_exactly_what_is_narrowed_and_sorted_and_says_so(make, read):
    rows = read(make(listing(judgement="需协调", sort="-number")))
    words = "\n".join("".join(row) for row in rows)
    assert "2019年一季度第2版（更正）" in words and "校验码7K3Q-9F2M" in words and "演示数据" in words
    assert "只看判断“需协调”，按序倒序排列" in words
    titles = [fact["title"] for fact in factory.TASKS["tasks"] if any(fact["title"] in row for row in rows)]
    assert titles == ["强化政策支持保障", "创新金融投入方式"]
    assert words.index("创新金融投入方式") < words.index("强化政策支持保障")


@pytest.mark.parametrize(("make", "read"), PAPERS)
def test_a_paper_of_nothing_says_of_what(make, read):
    words = "\n".join("".join(row) for row in read(make(listing(unit="无此单位"))))
    assert "只看单位“无此单位”" in words


@pytest.mark.parametrize(("make", "read"), PAPERS[:2])
def test_no_text_becomes_a_formula(make, read):
    context = changed(1, updates=(update("管委会", is_lead=True, progress="=1+1"),))
    words = "\n".join("".join(row) for row in read(make(listing(context))))
    assert "进展：=1+1" in words and "\n=1+1" not in words


# --- what is said once instead of in every row ------------------------------------------------------------------------


def test_who_takes_part_nearly_everywhere_is_counted_in_the_rows_and_named_under_the_table():
    context = factory.quarter_context()
    often = ledger.everywhere(context)
    assert sorted(often) == sorted(["老边区政府", "西市区政府", "沿海产业基地管委会"])
    table = TaskTable(context.tasks[:1], {}, everywhere=often)
    cell = str(next(iter(table.rows)).get_cell("partners"))
    assert "＋另3家" in cell and "老边区政府" not in cell
    assert "老边区政府" in list(table.as_values())[1][3], "papers name them all"


def test_one_lead_of_all_is_said_once_and_several_have_their_column():
    context = factory.quarter_context()
    assert ledger.leading(context) and "lead" not in names(context)
    first, *rest = context.tasks
    several = replace(context, tasks=(replace(first, lead="市科技局"), *rest))
    assert ledger.leading(several) == "" and "lead" in names(several)


def names(context) -> list[str]:
    return [head["name"] for head in ledger.page(context, {})["heads"]]
