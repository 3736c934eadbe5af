"""`powerflow rules` and `powerflow rules explain`."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from powerflow.commands import run
from powerflow.rules import all_rules


def test_list_names_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in all_rules())


def test_list_as_json_in_english(tmp_path: Path) -> None:
    report = tmp_path / "rules.json"
    assert run(["--lang", "en", "rules", "--format", "json", "-o", str(report)]) == 0
    rules = json.loads(report.read_text(encoding="utf-8"))["rules"]
    assert {rule["id"]: rule["title"] for rule in rules}["time-limit-missing"] == "A step names no time limit."


def test_explain_takes_a_rule_or_a_legal_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "explain", "rights-missing"]) == 0
    assert "XK-32" in capsys.readouterr().out
    assert run(["rules", "explain", "xk-32"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("XK-32") and "rights-missing" in page


def test_unknown_rule_ends_with_2_and_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "explain", "time-limits-missing"]) == 2
    assert "time-limit-missing" in capsys.readouterr().err
