"""Every command explains itself in both languages."""
from __future__ import annotations

import json
import subprocess
import sys

from tests.house.source import ROOT, is_chinese


def _helps(lang: str) -> dict[str, str]:
    """Help by command, from a process of its own: click keeps the words of the first language it spoke."""
    script = (
        "import json; from tests.house.command_tree import helps\n"
        f"print(json.dumps({{' '.join(path): text for path, text in helps({lang!r})}}))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    told: dict[str, str] = json.loads(done.stdout)
    return told


def test_every_command_has_help_in_chinese() -> None:
    assert [path for path, text in _helps("zh").items() if not is_chinese(text)] == []


def test_every_command_has_help_in_english() -> None:
    assert {path: text for path, text in _helps("en").items() if is_chinese(text)} == {}
