"""Print what the product is made of (CycloneDX 1.5), from requirements.txt and static/vendor/manifest.json.

.venv/bin/python docs/sbom.py > docs/sbom.json
"""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def component(registry: str, name: str, version: str, **more) -> dict:
    found = {"type": "library", "name": name, "version": version, "purl": f"pkg:{registry}/{name}@{version}"}
    return found | more


def python_packages() -> list[dict]:
    """Return the locked packages; the hashes of their files stand in requirements.txt."""
    locked = re.findall(
        r"^([\w.-]+)==([^\s;\\]+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE
    )
    return [component("pypi", name, version) for name, version in locked]


def vendored() -> list[dict]:
    manifest = json.loads((ROOT / "static" / "vendor" / "manifest.json").read_text("utf-8"))
    return [
        component(
            each["source"], each["package"], each["version"], licenses=[{"license": {"id": each["licence"]}}]
        )
        for each in manifest
    ]


def sbom() -> dict:
    version = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)[1]
    product = {"type": "application", "name": "yingkou_hz", "version": version}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": product},
        "components": [*python_packages(), *vendored()],
    }


def written() -> str:
    return json.dumps(sbom(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    print(written(), end="")
