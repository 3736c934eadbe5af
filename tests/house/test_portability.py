"""The project speaks of itself alone: nothing in it belongs to one machine."""
from __future__ import annotations

import re

import pytest

from tests.house.source import ROOT, project_files, short

# Written with brackets so that this file does not find itself.
_MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(?:w[o]rk|r[o]ot|h[o]me/\w+|Us[e]rs/\w+|t[m]p/\w+)/")
_REGISTRY = re.compile(r"py[p]i\.org|python[h]osted\.org|npm[j]s\.org|index[-]url|deb\.deb[i]an\.org|registry *= *http")
_BINARY = {".mo", ".png", ".pdf", ".gz", ".zip", ".db", ".ttf", ".otf", ".parquet", ".xlsx"}
_TEXTS = [path for path in project_files() if path.suffix not in _BINARY]


@pytest.mark.parametrize("pattern", [_MACHINE_PATH, _REGISTRY], ids=["path of a machine", "host of a registry"])
def test_no_file_names(pattern: re.Pattern[str]) -> None:
    found = [
        f"{short(path)}:{number}: {line.strip()[:120]}"
        for path in _TEXTS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


def test_ci_does_what_the_readme_says() -> None:
    commands = [
        line
        for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert commands == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec make test </dev/null"]
