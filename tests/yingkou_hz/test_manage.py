"""manage.py on a bare Python: what it installs, when, and what an interruption leaves."""

import ast
import importlib.util
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "manage.py"


@pytest.fixture
def manage(tmp_path, monkeypatch):
    """Return manage.py as a module that works in an empty folder, and notes what it would run."""
    spec = importlib.util.spec_from_file_location("manage_under_test", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "HERE", str(tmp_path))
    for name, place in {"VENV": ".venv", "PYTHON": ".venv/python", "STAMP": ".venv/installed"}.items():
        monkeypatch.setattr(module, name, str(tmp_path / place))
    monkeypatch.setattr(module, "WHEELHOUSE", str(tmp_path / "wheelhouse"))
    module.ran, module.answers = [], []

    def call(command):
        module.ran.append(" ".join(command))
        if command[1:3] == ["-m", "venv"]:
            (tmp_path / ".venv").mkdir(exist_ok=True)
            (tmp_path / ".venv" / "python").touch()
        return module.answers.pop(0) if module.answers else 0

    monkeypatch.setattr(module.subprocess, "call", call)
    (tmp_path / "requirements.txt").write_text("a==1")
    (tmp_path / "requirements-dev.txt").write_text("b==1")
    return module


RUN, DEV = ["requirements.txt"], ["requirements.txt", "requirements-dev.txt"]


def test_manage_parses_on_an_old_python():
    ast.parse(SOURCE.read_text("utf-8"), feature_version=(3, 4))


def test_manage_refuses_an_old_python_in_chinese(manage, monkeypatch):
    monkeypatch.setattr(manage.sys, "version_info", (3, 10, 2))
    with pytest.raises(SystemExit, match=r"需要 Python 3\.11"):
        manage.main()


def test_manage_installs_once(manage):
    manage.prepare(RUN)
    assert [("-m venv" in line, "-m pip" in line) for line in manage.ran] == [(True, False), (False, True)]
    assert "--require-hashes" in manage.ran[1]
    manage.prepare(RUN)
    assert len(manage.ran) == 2


def test_manage_adds_what_the_tests_need_and_keeps_it(manage):
    manage.prepare(RUN)
    manage.prepare(DEV)
    assert manage.ran[-1].count(" -r ") == 1 and "requirements-dev.txt" in manage.ran[-1]
    manage.prepare(RUN)
    manage.prepare(DEV)
    assert len(manage.ran) == 3


def test_manage_installs_again_when_requirements_change(manage, tmp_path):
    manage.prepare(DEV)
    (tmp_path / "requirements.txt").write_text("a==2")
    manage.prepare(RUN)
    assert len(manage.ran) == 3 and "venv --clear" not in manage.ran[-1]
    manage.prepare(DEV)
    assert len(manage.ran) == 3


def test_manage_makes_an_interrupted_environment_anew(manage, monkeypatch):
    def interrupted(command):
        if "pip" in command:
            raise KeyboardInterrupt
        return whole(command)

    whole = manage.subprocess.call
    monkeypatch.setattr(manage.subprocess, "call", interrupted)
    with pytest.raises(KeyboardInterrupt):
        manage.prepare(RUN)
    monkeypatch.setattr(manage.subprocess, "call", whole)
    manage.prepare(RUN)
    assert sum("venv --clear" in line for line in manage.ran) == 2


def test_manage_keeps_a_working_environment_when_a_download_fails(manage, tmp_path, capsys):
    manage.prepare(RUN)
    (tmp_path / "requirements.txt").write_text("a==2")
    manage.answers = [1]
    with pytest.raises(SystemExit, match="请检查网络"):
        manage.prepare(RUN)
    manage.prepare(RUN)
    assert sum("venv --clear" in line for line in manage.ran) == 1
    assert "正在安装依赖" in capsys.readouterr().err


def test_manage_takes_the_wheelhouse_when_there_is_one(manage, tmp_path):
    (tmp_path / "wheelhouse").mkdir()
    manage.prepare(RUN)
    assert "--no-index" in manage.ran[-1]


def test_manage_names_the_package_debian_leaves_out(manage, monkeypatch):
    monkeypatch.setitem(manage.sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match="sudo apt install python3-venv"):
        manage.prepare(RUN)
