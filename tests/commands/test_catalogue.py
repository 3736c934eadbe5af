"""`powerflow catalogue`: the ten columns, the secret powers apart, and what is wrong with the whole."""
from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from powerflow import reports
from powerflow.commands import run

_OPEN = """
<pf:item code="X01" name="道路挖掘许可" kind="01" powerClass="enforcement" status="在用" charged="false">
  <pf:organ name="甲局"/><pf:office unit="一科" officers="张示例" telephone="0000-8120199"/>
  <pf:legalBasis law="城市道路管理条例" article="第三十三条"/><pf:legalBasis law="城市道路管理条例" article="第三十条"/>
  <pf:legalBasis law="行政许可法" article="第四十二条"/>
  <pf:disclosure content="许可决定" scope="社会公众" form="门户网站" time="7 个工作日内" stage="结果"/>
</pf:item>"""
_SECRET = """
<pf:item code="X02" name="机密事项" kind="10" powerClass="other" status="在用" charged="false">
  <pf:office unit="二科" officers="李示例" telephone="0000-8120198"/><pf:legalBasis law="保守国家秘密法" article="第二十条"/>
  <pf:disclosure content="全部" public="false" exemption="国家秘密" basis="保守国家秘密法" reason="涉密" reviewOn="2030-01-01"/>
</pf:item>"""
_COLUMNS = [
    "名称", "实施依据", "公开内容", "公开形式", "公开范围", "公开时限", "收费依据和标准", "承办机构", "承办人员", "联系方式",
]


def _chart(item: str) -> str:
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:pf="urn:powerflow:bpmn:1" id="d" targetNamespace="urn:x">'
        f'<process id="p"><extensionElements>{item}</extensionElements><startEvent id="s"/><userTask id="t" name="审查"/><endEvent id="e"/>'
        '<sequenceFlow id="a" sourceRef="s" targetRef="t"/><sequenceFlow id="b" sourceRef="t" targetRef="e"/></process></definitions>'
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One public and one secret power, both in the register."""
    (tmp_path / "open.bpmn").write_text(_chart(_OPEN), encoding="utf-8")
    (tmp_path / "secret.bpmn").write_text(_chart(_SECRET), encoding="utf-8")
    (tmp_path / "catalogue.toml").write_text(
        'schema = "powerflow/catalogue/1"\n[[power]]\ncode = "X01"\nname = "道路挖掘许可"\n[[power]]\ncode = "X02"\nname = "机密事项"\n',
        encoding="utf-8",
    )
    return tmp_path


def _csv(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out.lstrip("\ufeff"))))


def test_ten_columns_of_the_plan_are_there_and_filled(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["catalogue", str(folder), "--format", "csv", "--fail-on", "never"])
    rows = _csv(capsys)
    assert [row["编码"] for row in rows] == ["X01"]
    assert list(rows[0])[-10:] == _COLUMNS and all(rows[0][name] for name in _COLUMNS)
    assert rows[0]["实施依据"] == "《城市道路管理条例》第三十三条、第三十条；《行政许可法》第四十二条"
    assert rows[0]["收费依据和标准"] == "不收费"


@pytest.mark.parametrize("form", ["text", "csv", "html", "json"])
def test_nothing_of_a_secret_power_reaches_the_public_table(folder: Path, form: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(["catalogue", str(folder), "--format", form, "-o", str(out), "--fail-on", "never", "--at", "2026-11-21"])
    listed = out.read_text(encoding="utf-8")
    assert "道路挖掘许可" in listed and not any(word in listed for word in ("机密事项", "X02", "secret.bpmn"))


def test_secret_table_tells_basis_reason_and_review(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["catalogue", str(folder), "--secret", "--format", "csv", "--fail-on", "never"])
    (row,) = _csv(capsys)
    assert (row["名称"], row["不公开依据"], row["不公开理由"], row["复查日期"]) == ("机密事项", "保守国家秘密法", "涉密", "2030-01-01")


def test_power_without_chart_fails_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "secret.bpmn").unlink()
    assert run(["catalogue", str(folder)]) == 1
    assert "职权“机密事项”（X02）没有流程图" in capsys.readouterr().out


def test_workbook_goes_to_a_file(folder: Path) -> None:
    out = folder / "catalogue.xlsx"
    run(["catalogue", str(folder), "--format", "xlsx", "-o", str(out), "--fail-on", "never"])
    assert "xl/workbook.xml" in zipfile.ZipFile(out).namelist()


def test_json_follows_its_schema(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["catalogue", str(folder), "--format", "json", "--lang", "en", "--fail-on", "never"])
    said = json.loads(capsys.readouterr().out)
    schema = json.loads((Path(reports.__file__).parent / "schemas" / "catalogue-list-1.json").read_text())
    Draft202012Validator(schema).validate(said)
    assert said["items"][0]["columns"]["名称"] == "道路挖掘许可"


def test_shipped_items_are_a_clean_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalogue"]) == 0
    assert "E01" in capsys.readouterr().out


def test_file_that_cannot_be_read_is_named_and_the_rest_is_done(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.bpmn").write_text("<html/>")
    assert run(["catalogue", str(folder)]) == 3
    said = capsys.readouterr().out
    assert "bad.bpmn" in said and "道路挖掘许可" in said


@pytest.mark.parametrize("command", ["catalogue", "check"])
def test_broken_register_is_named_and_the_charts_are_checked(folder: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "catalogue.toml").write_text("schema = 1\n")
    assert run([command, str(folder)]) == 3
    said = capsys.readouterr().out
    assert "catalogue.toml" in said and "道路挖掘许可" in said


def test_secret_mark_without_grounds_is_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = (folder / "catalogue.toml").read_text(encoding="utf-8")
    marked = listed.replace('name = "道路挖掘许可"\n', 'name = "道路挖掘许可"\nsecret = true\n')
    (folder / "catalogue.toml").write_text(marked, encoding="utf-8")
    run(["catalogue", str(folder), "--secret"])
    assert "secret-power-unexplained" in capsys.readouterr().out
