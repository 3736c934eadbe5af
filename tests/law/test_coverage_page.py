"""The page that shows how every row of law is judged is up to date, and names each row once."""
from __future__ import annotations

import re
from pathlib import Path

from powerflow.law import all_rows
from tools.document_law import page


def test_page_is_up_to_date(root: Path) -> None:
    assert (root / "docs" / "law-coverage.md").read_text(encoding="utf-8") == page(), "run tools/document_law.py"


def test_every_row_stands_on_it_once(root: Path) -> None:
    text = (root / "docs" / "law-coverage.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| ([A-Z]{1,2}-\d+)", text, re.MULTILINE) == list(all_rows())
