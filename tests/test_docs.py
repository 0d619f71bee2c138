"""What the papers for officials, operators and engineers name is there."""

import re
import tomllib
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import get_commands

from docs import sbom

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAPERS = {path.name: path.read_text("utf-8") for path in (*ROOT.glob("*.md"), *DOCS.glob("*.md"))}
DEPLOY, MANUAL = PAPERS["deploy.md"], PAPERS["manual.md"]
IMAGES = DOCS / "images"
LARGEST = 1_500_000
"""What all pictures together may weigh."""


def set_of_settings() -> set[str]:
    return set(re.findall(r"^# ?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))


def on_screen() -> str:
    """Return every word that may stand on a page or a button: templates without tags, and what Python and scripts say."""
    apps = ("accounts", "policy", "submissions", "indicators", "tasks", "reports", "yingkou_hz")
    pages = [path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html")]
    code = [path.read_text("utf-8") for app in apps for path in (ROOT / app).rglob("*.py")]
    said = [word for text in code for word in re.findall(r'"([^"\n]*[\u4e00-\u9fff][^"\n]*|[A-Z]\w+)"', text)]
    shown = [word for page in pages for word in re.findall(r"[^<>{}%\n]+", page)]
    return "\n" + "\n".join(word.strip() for word in [*said, *shown]) + "\n"


@pytest.mark.parametrize("paper", ["deploy.md", "manual.md", "README.md"])
def test_every_command_that_a_paper_names_exists(paper):
    named = set(re.findall(r"manage\.py (\w+)", PAPERS[paper]))
    assert named and named <= set(get_commands())


def test_deploy_tells_how_to_start_save_and_prove():
    assert {"start", "backup", "restore", "drill", "verify"} <= set(re.findall(r"manage\.py (\w+)", DEPLOY))


def test_deploy_explains_every_setting_and_no_other():
    table = DEPLOY.partition("| 设置 | 说明 |")[2].partition("\n\n")[0]
    named = re.findall(r"`([A-Z_]+)`", "".join(line.split("|")[1] for line in table.splitlines()[2:]))
    assert len(named) > 5 and set(named) == set_of_settings()


def test_every_button_of_the_manual_stands_on_some_page():
    words = on_screen()
    named = set(re.findall(r"「([^」]+)」", MANUAL)) - {""}
    assert len(named) > 60
    missing = {name for name in named if not re.search(rf"\n{re.escape(name)}(\n| |　|$)", words)}
    assert not missing


def test_every_picture_is_there_and_is_made_by_the_command():
    named = {
        name for paper in ("README.md", "manual.md") for name in re.findall(r"images/([\w.]+)", PAPERS[paper])
    }
    command = (DOCS / "pictures.py").read_text("utf-8")
    made = {
        f"{name}.png"
        for name in re.findall(r'^    "(\w+)": Picture\(|^PAPERS = \{"(\w+)"', command, re.M)
        for name in name
        if name
    }
    assert named == made == {path.name for path in IMAGES.iterdir()}
    assert sum(path.stat().st_size for path in IMAGES.iterdir()) <= LARGEST


@pytest.mark.parametrize("paper", PAPERS)
def test_every_file_that_a_paper_links_to_exists(paper):
    folder = DOCS if (DOCS / paper).exists() else ROOT
    linked = {target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", PAPERS[paper])}
    assert not [path for path in linked if path and "://" not in path and not (folder / path).exists()]


def test_every_test_that_the_threat_model_names_exists():
    defined = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    rows = [
        line
        for line in PAPERS["SECURITY.md"].partition("## 2.")[2].partition("## 3.")[0].splitlines()
        if "|" in line
    ][2:]
    assert len(rows) > 15 and all("test_" in row.rpartition("|")[0].rpartition("|")[2] for row in rows)
    assert set(re.findall(r"`(test_\w+)`", PAPERS["SECURITY.md"])) <= defined


def test_the_bill_of_materials_is_that_of_the_locked_packages():
    kept = (DOCS / "sbom.json").read_text("utf-8")
    assert kept == sbom.written(), "run: .venv/bin/python docs/sbom.py > docs/sbom.json"
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    assert {f"pkg:pypi/{name}@" for name in locked} <= {
        each["purl"].rpartition("@")[0] + "@" for each in sbom.sbom()["components"]
    }


def test_the_picture_of_the_house_shows_the_true_layers():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ][0]
    names = ElementTree.parse(DOCS / "house.svg").iterfind(".//{*}text[@class='name']")
    drawn = defaultdict(list)
    for name in names:
        drawn[int(name.get("y"))].append(name.text)
    assert [" | ".join(drawn[y]) for y in sorted(drawn)] == contract["layers"]
