"""Another plan than Yingkou's: other phases, another number of indicators and tasks, in a folder of its own."""

import json
import re
from pathlib import Path

PHASES = {"2026": "到2026年", "2027": "到2027年"}
INDICATORS = range(1, 62)
TASKS = range(1, 8)
BOTH = "牵头单位:某区管委会;配合单位:甲局、乙局"


def wording(number: int) -> str:
    return f"第{number}项指标达到{number}个"


def text() -> str:
    """Return the plan's text: two phases in part one, seven tasks in part two."""
    sentence = ",".join(wording(number) for number in INDICATORS)
    phases = [f"  {n}.{when},{sentence}。" for n, when in enumerate(PHASES.values(), start=1)]
    tasks = [f"  {n}.办好第{n}件事。把它办好。{BOTH}" for n in TASKS]
    lines = [
        "某政发〔2026〕1号",
        "各部门:",
        "  一、目标",
        "  (一)阶段目标",
        *phases,
        "  二、任务",
        "  (一)七件事",
        *tasks,
        "  某市政府",
    ]
    return "\n\n".join(lines) + "\n"


def targets(body: str) -> list[dict]:
    """Return one target per phase and indicator, each where the text says it."""
    rows = []
    for number, phase in enumerate(PHASES, start=1):
        begin = body.index(PHASES[phase])
        for indicator in INDICATORS:
            quote = wording(indicator)
            start = re.compile(re.escape(quote)).search(body, begin).start()
            row = {
                "phase": phase,
                "indicator": f"indicator-{indicator}",
                "operator": ">=",
                "value": indicator,
            }
            row |= {"measure": "个", "wording": "达到", "clause": f"一、（一）{number}", "quote": quote}
            rows.append(row | {"start": start, "end": start + len(quote)})
    return rows


def item(number: int) -> dict:
    return {
        "slug": f"item-{number}",
        "name": f"第{number}项",
        "measure": "个",
        "entry_measure": "个",
        "nature": "FLOW",
        "is_integer": True,
        "decimals": 0,
        "minimum": 0,
        "maximum": None,
        "frequency": "QUARTERLY",
        "explanation": "年初累计",
        "open_question": "",
        "official_growth_only": False,
    }


def indicator(number: int) -> dict:
    definition = {"formula": "identity", "item_a": f"item-{number}", "item_b": None, "factor": 1}
    return {
        "slug": f"indicator-{number}",
        "name": f"第{number}项指标",
        "group": "指标",
        "scope": "",
        "scope_is_reading": False,
        "measure": "个",
        "kind": "FLOW",
        "decimals": 0,
        "definition": definition | {"pace_rule": "LINEAR", "question": ""},
    }


def task(number: int) -> dict:
    row = {
        "number": number,
        "title": f"办好第{number}件事",
        "section": "二、（一）",
        "clause": f"二、（一）{number}",
    }
    return row | {"lead": "某区管委会", "partners": ["甲局", "乙局"], "deliverables": []}


def write(folder: Path) -> Path:
    """Write the plan's five files into the folder; return it."""
    body = text()
    closes = body.index("  某市政府")
    head = {"slug": "another", "number": "某政发〔2026〕1号", "title": "某市实施意见", "issuer": "某市政府"}
    head |= {"issued_on": "2026-01-05", "published_on": None}
    names = [("某区管委会", "COMMITTEE"), ("甲局", "CITY"), ("乙局", "CITY")]
    files = {
        "document": {
            "document": head,
            "opens": body.index("各部门"),
            "closes": closes,
            "ends": len(body),
            "errata": [],
        },
        "units": {"units": [{"name": name, "short_name": name, "kind": kind} for name, kind in names]},
        "indicators": {
            "phases": [
                {"slug": y, "name": f"{y}年", "opens_on": None, "due_on": f"{y}-12-31"} for y in PHASES
            ],
            "groups": [{"name": "指标", "is_of_tasks": False}],
            "items": [item(number) for number in INDICATORS],
            "indicators": [indicator(number) for number in INDICATORS],
            "targets": targets(body),
            "subtargets": [],
            "goals": [],
        },
        "tasks": {
            "sections": [{"clause": "二", "parent": None}, {"clause": "二、（一）", "parent": "二"}],
            "tasks": [task(number) for number in TASKS],
            "members": [],
        },
    }
    (folder / "policy.txt").write_text(body, encoding="utf-8")
    for name, facts in files.items():
        (folder / f"{name}.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    return folder


def change(folder: Path, name: str, do) -> None:
    """Change one of the plan's files."""
    facts = json.loads((folder / name).read_text("utf-8"))
    do(facts)
    (folder / name).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
