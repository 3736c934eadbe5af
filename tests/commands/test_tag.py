"""`powerflow tag`: lists and proposes; writes only what a named person confirms."""
from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from powerflow import bpmn, reports
from powerflow.commands import run
from tests.builders import chart


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A chart of three steps: one tagged without a name, one whose name speaks, one whose name does not."""
    drawn = chart("c").start().step("审查材料", post="甲岗", tags=["REVIEW"]).step("法制审核", post="乙岗").step("喝茶", post="乙岗").end()
    path = tmp_path / "c.bpmn"
    path.write_bytes(drawn.data())
    return path


def _tags(file: Path) -> dict[str, list[tuple[str, str]]]:
    return {step.name: [(tag.name, tag.confirmed_by) for tag in step.notes.tags] for step in bpmn.read(file).steps.values()}


def test_listing_proposes_and_writes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_bytes()
    assert run(["tag", str(file)]) == 0
    said = capsys.readouterr().out
    assert "建议 LEGAL_REVIEW 法制审核" in said and "3 个环节待确认" in said
    assert file.read_bytes() == before and list(file.parent.iterdir()) == [file]


def test_confirming_writes_the_first_proposals_and_keeps_the_former_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_bytes()
    assert run(["tag", str(file), "--confirm", "--by", "王示例"]) == 0
    assert _tags(file) == {"审查材料": [("REVIEW", "王示例")], "法制审核": [("LEGAL_REVIEW", "王示例")], "喝茶": []}
    assert file.with_name("c.bpmn.bak").read_bytes() == before
    assert "2 个标签" in capsys.readouterr().err


def test_only_the_named_step_gets_the_named_tag(file: Path) -> None:
    step = next(step.id for step in bpmn.read(file).steps.values() if step.name == "喝茶")
    assert run(["tag", str(file), "--confirm", "--by", "王示例", "--step", f"{step}=ARCHIVE"]) == 0
    assert _tags(file) == {"审查材料": [("REVIEW", "")], "法制审核": [], "喝茶": [("ARCHIVE", "王示例")]}


def test_json_follows_its_schema(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["tag", str(file), "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    schema = json.loads((Path(reports.__file__).parent / "schemas" / "tags-1.json").read_text())
    Draft202012Validator(schema).validate(said)
    assert [step["suggested"][:1] for step in said["steps"]] == [[], ["LEGAL_REVIEW"], []]


@pytest.mark.parametrize("options", [
    ["--confirm"], ["--by", "王示例"], ["--confirm", "--by", " "], ["--step", "a=REVIEW"], ["--confirm", "--by", "王", "--step", "a"],
    ["--confirm", "--by", "王", "--step", "nowhere=REVIEW"],
])
def test_half_a_confirmation_is_wrong_usage_and_changes_nothing(file: Path, options: list[str]) -> None:
    before = file.read_bytes()
    assert run(["tag", str(file), *options]) == 2
    assert file.read_bytes() == before


def test_file_that_is_no_chart_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["tag", str(tmp_path / "none.bpmn")]) == 3
    assert "none.bpmn" in capsys.readouterr().err
