"""What the papers for operators name is there."""

import re
from pathlib import Path

from django.core.management import get_commands

ROOT = Path(__file__).parents[1]
DEPLOY = (ROOT / "docs" / "deploy.md").read_text("utf-8")


def test_every_command_that_deploy_names_exists():
    assert {"start", "backup", "restore", "drill", "verify"} <= set(
        named := re.findall(r"manage\.py (\w+)", DEPLOY)
    )
    assert set(named) <= set(get_commands())


def test_every_setting_that_deploy_names_is_one():
    table = DEPLOY.partition("| 设置 | 说明 |")[2].partition("\n\n")[0]
    named = re.findall(r"`([A-Z_]+)`", "".join(line.split("|")[1] for line in table.splitlines()[2:]))
    known = re.findall(r"^# ?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    assert named and set(named) <= set(known)
