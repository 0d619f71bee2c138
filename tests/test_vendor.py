"""What came from others stands as it came: named in the manifest, licensed, and of the version that the charts are checked against."""

import gzip
import hashlib
import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static"
VENDOR = STATIC / "vendor"
BUDGET = 25 * 1024


def test_every_vendored_file_is_the_one_in_the_manifest():
    manifest = json.loads((VENDOR / "manifest.json").read_text("utf-8"))
    named = {name: sha256 for package in manifest for name, sha256 in package["files"].items()}
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == named
    for package in manifest:
        assert package["licence"] == "MIT" and (VENDOR / package["licence_file"]).is_file()


def test_the_charts_are_drawn_by_the_version_that_checked_them():
    wheel = Path(find_spec("plotly").origin).parent / "package_data" / "plotly.min.js"
    bundled = re.search(r"plotly\.js v([\d.]+)", wheel.read_text("utf-8")[:2000])[1]
    vendored = (VENDOR / "plotly" / "plotly-basic.min.js").read_text("utf-8")[:2000]
    assert f"plotly.js (basic - minified) v{bundled}" in vendored
    assert {p["version"] for p in json.loads((VENDOR / "manifest.json").read_text("utf-8"))} == {bundled}


def test_the_packed_plotly_is_the_same_one_and_small():
    """Packed once by zopfli and brotli 11, so that no server packs 1.2 MB for each browser that comes for the first time."""
    plain = VENDOR / "plotly" / "plotly-basic.min.js"
    assert gzip.decompress(plain.with_suffix(".js.gz").read_bytes()) == plain.read_bytes()
    assert plain.with_suffix(".js.br").stat().st_size < 330_000


@pytest.mark.django_db
@pytest.mark.parametrize(("accepted", "sent"), [("gzip, br", "br"), ("gzip", "gzip"), ("", None)])
def test_a_browser_gets_plotly_packed_as_it_likes(client, accepted, sent):
    answer = client.get("/static/vendor/plotly/plotly-basic.min.js", headers={"accept-encoding": accepted})
    assert answer.headers.get("Content-Encoding") == sent
    answer.close()


def test_nothing_vendored_reaches_outside():
    css = (VENDOR / "plotly" / "plotly.css").read_text("utf-8")
    assert "@import" not in css and "http" not in css


def test_the_style_sheets_stay_within_their_budget():
    sheets = {path.name: len(gzip.compress(path.read_bytes(), 6)) for path in (STATIC / "css").glob("*.css")}
    assert sum(sheets.values()) <= BUDGET, sheets


def test_the_style_sheets_ask_for_nothing_that_old_browsers_lack():
    """Chromium 90: no :has(), no nesting, no container queries; no font, image or sheet from elsewhere."""
    for path in (STATIC / "css").glob("*.css"):
        css = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r":has\(|@container|@layer|&\s*[.:>]|http|@import", css), path.name
        assert all("local(" in face for face in re.findall(r"@font-face\{[^}]*\}", css))
        assert set(re.findall(r"url\(([^)#]*)\)", css)) <= {"hatch.svg"}


def test_the_scripts_stay_small():
    assert len(gzip.compress((STATIC / "js" / "charts.js").read_bytes())) <= 3 * 1024
