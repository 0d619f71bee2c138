"""The rules of the house (CONTRIBUTING.md), checked by the suite and not by memory."""

import ast
import io
import re
import statistics
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import get_resolver
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure

from accounts.permissions import OPEN_VIEWS, SELF_VIEWS

ROOT = Path(__file__).parents[1]
APPS = ("accounts", "policy", "submissions", "indicators", "tasks", "reports", "yingkou_hz")
CODE = sorted(p for app in APPS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted(p for p in (ROOT / "static").rglob("*.[cj]s*") if "vendor" not in p.parts)
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))

FORBIDDEN_CALLS = {
    "mark_safe": r"\bmark_safe\b",
    "|safe": r"\|\s*safe\b",
    ".extra(": r"\.extra\(",
    ".raw(": r"\.raw\(",
    "eval": r"\beval\(",
    "now().date()": r"now\(\)\.date\(\)",
    "read_excel": r"\bread_excel\b",
    "a day without zeros by strftime (not on Windows)": r"%-[mdHMj]",
    "signal": r"django\.(db\.models|core|dispatch)[\w.]*\.?signals|import receiver",
    "get by a request's value": r"objects\.get\(pk=request",
}
FORBIDDEN_WORDS = ("预警", "超前", "黄灯", "红灯")
INLINE = {
    "style attribute": r"<[^>]*\sstyle\s*=",
    "event attribute": r"<[^>]*\son[a-z]+\s*=",
    "inline script": r"<script(?![^>]*\bsrc=)[^>]*>",
    "style element": r"<style\b",
}
LATE_IMPORTS = {
    "pandas",
    "openpyxl",
    "docx",
    "pptx",
    "xlsxwriter",
    "plotly",
}  # heavy: imported by the function that needs them
NOT_IN_CODE = {"2018", "2019"}  # the plan's years stand in fixtures and tests


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lines_with(pattern: str, paths: list[Path]) -> list[str]:
    """Return file:line of every line in `paths` that matches."""
    wanted = re.compile(pattern)
    return [
        f"{named(path)}:{number} {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if wanted.search(line)
    ]


def functions(paths: list[Path]) -> list[tuple[str, ast.FunctionDef]]:
    return [
        (f"{named(path)}:{node.lineno} {node.name}", node)
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def length(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1


def views(patterns=None, namespace="") -> list[tuple[str, object]]:
    """Return (namespaced URL name, view) for everything the URLconf answers."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found += views(pattern.url_patterns, inner)
        else:
            found.append((f"{namespace}{pattern.name}", pattern.callback))
    return found


def test_imports_run_one_way(capfd):
    configure()
    kept = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None, no_logo=True)
    assert kept, capfd.readouterr().out


@pytest.mark.parametrize("pattern", FORBIDDEN_CALLS.values(), ids=FORBIDDEN_CALLS)
def test_forbidden_calls_are_absent(pattern):
    assert not lines_with(pattern, CODE + TEMPLATES)


def test_forbidden_words_are_absent():
    assert not lines_with("|".join(FORBIDDEN_WORDS), CODE + TEMPLATES + SCRIPTS)


@pytest.mark.parametrize("pattern", INLINE.values(), ids=INLINE)
def test_templates_hold_no_inline_style_or_script(pattern):
    assert not lines_with(pattern, TEMPLATES)


def test_the_years_of_the_plan_are_not_in_code():
    found = []
    for path in CODE:
        for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
            if token.type == tokenize.NUMBER and token.string in NOT_IN_CODE:
                found.append(f"{named(path)}:{token.start[0]} {token.line.strip()}")
    assert not found


def test_no_file_is_a_drawer_for_everything():
    assert not [
        named(path) for path in CODE if path.stem in {"services", "utils", "helpers", "signals", "common"}
    ]


def test_imports_stand_at_the_top():
    """A late import hides a circle; only heavy libraries may wait for the function that needs them."""
    late = [
        f"{name}: {module}"
        for name, function in functions(CODE)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in ([node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
        if (module or "").split(".")[0] not in LATE_IMPORTS
    ]
    assert not late


def test_functions_are_short():
    lengths = sorted(length(node) for _, node in functions(CODE))
    assert statistics.median(lengths) <= 10
    assert lengths[int(len(lengths) * 0.9)] <= 35


def test_views_are_short():
    found = functions([path for path in CODE if path.stem == "views" or path.parent.name == "views"])
    assert not [f"{name}: {length(node)}" for name, node in found if length(node) > 30]


def test_files_are_short():
    sizes = {named(path): len(path.read_text("utf-8").splitlines()) for path in CODE + TESTS + SCRIPTS}
    assert not {name: size for name, size in sizes.items() if size > 400}


def test_every_url_is_named_as_its_view():
    wrong = {name: view.__name__ for name, view in views() if name.rpartition(":")[2] != view.__name__}
    assert not wrong


def test_every_view_has_a_test_named_as_it():
    tests = {node.name for _, node in functions(TESTS)}
    short = {name.rpartition(":")[2] for name, _ in views()}
    untested = {name for name in short if not any(re.match(rf"test_{name}(_|$)", test) for test in tests)}
    assert not untested


def test_every_door_is_shut_unless_named():
    """A view asks for a permission, or it stands in a list that says why it does not."""
    named_views = dict(views())
    shut = {name for name, view in named_views.items() if hasattr(view, "permission")}
    assert named_views.keys() - shut == {*OPEN_VIEWS, *SELF_VIEWS}
    unguarded = {name for name, view in named_views.items() if not getattr(view, "login_required", True)}
    assert unguarded == {*OPEN_VIEWS}


@pytest.mark.django_db
def test_migrations_say_what_the_models_say(capsys):
    try:
        call_command("makemigrations", check=True, dry_run=True)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)


@pytest.mark.parametrize("command", ["check", "format --check"])
def test_ruff_has_nothing_to_say(command):
    ruff = [sys.executable, "-m", "ruff", *command.split(), "--no-cache", "--quiet", str(ROOT)]
    done = subprocess.run(ruff, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_every_variable_of_the_settings_is_explained():
    settings = (ROOT / "yingkou_hz" / "settings.py").read_text("utf-8")
    read = set(re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', settings))
    explained = set(re.findall(r"^# ?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    assert read == explained
