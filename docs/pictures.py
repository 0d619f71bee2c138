"""Photograph every picture of README and manual, from a demonstration made for it and thrown away.

.venv/bin/python docs/pictures.py            (all; once `python3 manage.py test` has installed what it needs)
.venv/bin/python docs/pictures.py board word (some)
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.e2e.servers import serving  # noqa: E402
from tests.e2e.visitor import Visitor  # noqa: E402

IMAGES = ROOT / "docs" / "images"
PAPER = "fdfcf8"
INKS = ("17191c", "62666c", "263f7c", "b3121d", "e6a100", "7a5200", "056a4c", "8a867b")
"""What the gazette is printed with (static/css/gazette.css): in these inks a picture stays sharp, true and small."""
STEPS = 9
SAYS = "演示数据"


@dataclass(frozen=True)
class Picture:
    """A page as one account sees it: at `path`, or wherever `reach` goes from its first page."""

    who: str
    path: str = ""
    reach: Callable[[Visitor], None] = lambda visitor: None
    width: int = 1440
    height: int = 900
    stored: int = 1200

    def take(self, browser, address: str) -> Image.Image:
        visitor = Visitor(
            browser, address, width=self.width, height=self.height, device_scale_factor=self.sharpness
        )
        try:
            visitor.sign_in(self.who)
            if self.path:
                visitor.go(self.path)
            self.reach(visitor)
            visitor.page.wait_for_load_state("networkidle")
            visitor.blameless()
            assert SAYS in visitor.page.inner_text("body"), f"{visitor.page.url} 没有写明{SAYS}"
            return Image.open(BytesIO(visitor.page.screenshot()))
        finally:
            visitor.context.close()

    @property
    def sharpness(self) -> int:
        return max(1, round(self.stored / self.width))


def sheet(visitor: Visitor) -> None:
    """Open the sheet that waits, with some cells filled in."""
    visitor.follow(visitor.link("去填报").or_(visitor.link("去修改")).first)
    visitor.page.wait_for_selector("aside.feeds")


def screen(visitor: Visitor) -> None:
    """Open a link for the meeting room's screen, and go there."""
    visitor.page.fill("form.form input[type=text]", "管委会三楼会议室")
    visitor.follow(visitor.button("开通链接"))
    visitor.page.goto(visitor.page.inner_text("#link").strip())


def unit(visitor: Visitor) -> None:
    visitor.follow(visitor.page.locator("table a[href^='/units/']").first)


PICTURES = {
    "board": Picture("leader", "/board/"),
    "sheet": Picture("unit-05", reach=sheet),
    "ledger": Picture("member", "/tasks/"),
    "matrix": Picture("leader", "/matrix/"),
    "unit": Picture("unit-05", "/units/own/"),
    "review": Picture("reviewer", "/review/"),
    "editions": Picture("reviewer", "/editions/"),
    "accounts": Picture("admin", "/administration/accounts/"),
    "order": Picture("supervisor", "/orders/"),
    "phone": Picture("leader", "/board/", width=390, height=844, stored=780),
    "screen": Picture("reviewer", "/kiosks/", reach=screen, width=1920, height=1080),
}
UPRIGHT = 900
PRINTERS = ("soffice", "pdftoppm", "pdftotext")
PAPERS = {"word": "/editions/{quarter}/{number}/word/"}


def paper(browser, address: str, path: str) -> Image.Image:
    """Return the first page of the newest edition's Word paper, as LibreOffice prints it."""
    visitor = Visitor(browser, address)
    visitor.sign_in("member")
    visitor.go("/editions/")
    quarter, number = re.search(r"/editions/(\w+)/(\d+)/word/", visitor.page.content()).groups()
    document = visitor.page.request.get(address + path.format(quarter=quarter, number=number)).body()
    visitor.context.close()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "paper.docx").write_bytes(document)
        run(
            "soffice",
            f"-env:UserInstallation=file://{folder}/office",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            f"{folder}/paper.docx",
        )
        run("pdftotext", f"{folder}/paper.pdf")
        assert SAYS in (Path(folder) / "paper.txt").read_text("utf-8")
        run(
            "pdftoppm",
            "-png",
            "-r",
            "110",
            "-f",
            "1",
            "-l",
            "1",
            "-singlefile",
            f"{folder}/paper.pdf",
            f"{folder}/page",
        )
        return Image.open(BytesIO((Path(folder) / "page.png").read_bytes()))


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def keep(name: str, picture: Image.Image, width: int, folder: Path) -> Path:
    """Store the picture in few colours at its width, and return where."""
    height = round(picture.height * width / picture.width)
    small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    path = folder / f"{name}.png"
    small.quantize(palette=palette(), dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def palette() -> Image.Image:
    """Return an image with every ink in steps from paper to full, and white."""
    paper, *inks = ([int(code[i : i + 2], 16) for i in (0, 2, 4)] for code in (PAPER, *INKS))
    mixed = [
        round(p + (i - p) * step / STEPS)
        for ink in inks
        for step in range(1, STEPS + 1)
        for p, i in zip(paper, ink, strict=True)
    ]
    found = Image.new("P", (1, 1))
    found.putpalette([255, 255, 255, *paper, *mixed])
    return found


def photograph(names: list[str], address: str, folder: Path) -> None:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for name in names:
            if name in PAPERS and not all(map(shutil.which, PRINTERS)):
                print(f"{name} not taken: it needs {', '.join(PRINTERS)}")
                continue
            picture = (
                paper(browser, address, PAPERS[name])
                if name in PAPERS
                else PICTURES[name].take(browser, address)
            )
            path = keep(name, picture, PICTURES[name].stored if name in PICTURES else UPRIGHT, folder)
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as home, serving(Path(home), "--demo") as (address, _):
        photograph(names or [*PICTURES, *PAPERS], address, IMAGES)


if __name__ == "__main__":
    main(sys.argv[1:])
