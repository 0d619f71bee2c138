"""What comes out of the printer: A4, few pages, the edition named on each (U10)."""

import re
import shutil
import subprocess

import pytest

PAPERS = {
    "/board/": (2, "2019年一季度"),
    "/editions/2018A/1/": (2, "2018年"),
    "/indicators/technology-contracts/": (2, "2019年一季度"),
    "/tasks/": (3, "2019年一季度"),
}


def printed(page, path) -> tuple[list[str], str]:
    """Print the page that is open; return the text of each sheet, and the size of the paper."""
    page.pdf(path=path, prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True)
    return text.stdout.split("\f")[:-1], re.search(r"Page size:.*", told.stdout)[0]


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="没有 pdftotext。安装：sudo apt install poppler-utils"
)
@pytest.mark.parametrize("path", PAPERS)
def test_a_page_is_printed_on_few_sheets_that_name_their_edition(visitor, tmp_path, path):
    at_most, period = PAPERS[path]
    reader = visitor("leader")
    reader.go(path)
    sheets, size = printed(reader.page, tmp_path / "paper.pdf")
    assert 1 <= len(sheets) <= at_most and "A4" in size
    for sheet in sheets:
        assert re.search(rf"{period}\s*第\d版", sheet) and re.search(
            r"校验码\s*[A-Z2-9]{4}-[A-Z2-9]{4}", sheet
        )
