"""J3: the form down, one row wrong, the marked file back, mended, stored; the same file again changes nothing."""

import openpyxl

from tests.e2e.visitor import REFUSED

UNIT = "unit-05"  # 市科技局, whose sheet of 2019年二季度 was returned
WRONG, RIGHT = "七千万", "7,800.00"


def cell_of(sheet, item, head="本期"):
    """Return the cell where the row of the item meets the column of the head."""
    column = next(cell.column for row in sheet for cell in row if str(cell.value or "").startswith(head))
    row = next(cell.row for row in sheet for cell in row if str(cell.value or "").startswith(item))
    return sheet.cell(row, column)


def write(path, **values):
    book = openpyxl.load_workbook(path)
    for item, value in values.items():
        cell_of(book.active, item).value = value
    book.save(path)


def taken(me, where, path):
    with me.page.expect_download() as download:
        me.click(where)
    download.value.save_as(path)
    return path


def send(me, path):
    me.page.set_input_files("input[type=file]", path)
    me.follow(me.button("上传并预览"))


def test_j3_a_wrong_row_comes_back_marked_in_the_users_own_file_and_is_stored_once_mended(visitor, tmp_path):
    me = visitor(UNIT)
    me.follow(me.link("去修改").first)
    mine = taken(me, me.link("下载 Excel 填报表"), tmp_path / "mine.xlsx")
    write(mine, 技术合同成交额=WRONG, 有效发明专利=118)
    me.follow(me.link("上传 Excel"))
    me.check()
    send(me, mine)
    assert me.title == "有1处要改，整份都没有保存" and f"“{WRONG}”" in me.text
    row = me.page.locator("tr", has_text="技术合同成交额").first.inner_text()
    assert WRONG in row and "错误" in row
    assert "118" in me.page.locator("tr", has_text="有效发明专利").first.inner_text()
    me.check(REFUSED)
    marked = taken(me, me.button("下载标错的文件"), tmp_path / "marked.xlsx")
    wrong = cell_of(openpyxl.load_workbook(marked).active, "技术合同成交额")
    assert wrong.value == WRONG and "不是数字" in wrong.comment.text
    write(marked, 技术合同成交额=RIGHT)
    me.follow(me.link("重新选文件"))
    send(me, marked)
    assert me.title == "核对后再存，现在还没有保存"
    me.check(REFUSED)
    me.follow(me.button("确认保存"))
    assert me.value("valid-invention-patents") == "118"
    assert me.value("technology-contracts").replace(",", "") == "7800"
    me.follow(me.link("上传 Excel"))
    send(me, marked)
    assert me.title.startswith("无变化")
    me.check(REFUSED)
