"""A check as text and JSON: places, both languages, unreadable files, names that try to steer the terminal."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from powerflow.errors import InputError
from powerflow.model import Catalogue, Finding, Flowchart, Place, Severity, Term
from powerflow.reports import Checked, CheckedFile, check_json, check_text, in_order, rules_json, say, sentence, text_of, visible
from powerflow.rules import all_rules, judge, select
from tests.builders import chart
from tests.rules.drawn import ITEM

_DAY = date(2026, 11, 21)


def _checked(*charts: Flowchart, error: bool = False) -> Checked:
    read = [CheckedFile(path=each.path, chart=each, findings=judge(each, select(), _DAY).findings) for each in charts]
    unread = [CheckedFile(path="x.bpmn", error=InputError("{path}：没有这个文件", path="x.bpmn"))] if error else []
    return Checked(files=(*read, *unread))


def _valid(text: str, schema: str) -> dict[str, object]:
    definition = json.loads((files("powerflow.reports") / "schemas" / schema).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(definition)
    report = json.loads(text)
    Draft202012Validator(definition).validate(report)
    assert isinstance(report, dict)
    return report


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_json_fits_its_schema(lang: str) -> None:
    drawn = chart(item=ITEM).start().step("审查", id="review").end().build()
    report = _valid(check_json(_checked(drawn, error=True), lang), "check-1.json")
    assert report["schema"] == "powerflow/check/1"
    first, second = report["files"]  # type: ignore[misc]
    assert (first["item"], first["soundness"]) == ("X01", "sound")  # type: ignore[index]
    assert (second["item"], second["soundness"], second["findings"]) == (None, "unreadable", [])  # type: ignore[index]


def test_json_names_the_element_and_the_legal_row() -> None:
    drawn = chart(item=ITEM).start().step("审查", id="review").end().build()
    (file,) = json.loads(check_json(_checked(drawn), "zh"))["files"]
    limit = next(each for each in file["findings"] if each["rule"] == "time-limit-missing")
    assert (limit["element"], limit["name"], limit["message"]) == ("review", "审查", "环节“审查”没有办理时限")
    assert {each["row"] for each in file["findings"] if each["rule"] == "rights-missing"} == {"XK-32"}


def test_json_counts_what_other_tools_wrote() -> None:
    document = chart().start().raw('<task id="t" x:a="1" xmlns:x="urn:x" name="t"/>').to("t").at("t").end().document()
    checked = Checked(files=(CheckedFile(path="t.bpmn", chart=document.chart, kept=document.kept),))
    (file,) = json.loads(check_json(checked, "zh"))["files"]
    assert file["kept"] == [{"namespace": "urn:x", "name": "@a", "count": 1}]
    assert "1 处内容原样保留" in check_text(checked, "zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_rules_as_json_fit_their_schema(lang: str) -> None:
    report = _valid(rules_json(all_rules().values(), lang), "rules-1.json")
    assert len(report["rules"]) == len(all_rules())  # type: ignore[arg-type]


def test_text_names_line_sentence_rule_and_mend() -> None:
    drawn = chart(item=ITEM).start().step("审查", id="review").end().build()
    lines = check_text(_checked(drawn), "zh").splitlines()
    at = next(number for number, line in enumerate(lines) if "time-limit-missing" in line)
    line = drawn.nodes["review"].place.line
    assert lines[at] == f"  错误  第 {line} 行  环节“审查”没有办理时限  [time-limit-missing]"
    assert lines[at + 1].strip().startswith("依据：") and lines[at + 2].strip().startswith("改法：")


def test_mend_stands_once_for_each_rule_of_a_file() -> None:
    drawn = chart(item=ITEM).start().step("a").step("b").end().build()
    text = check_text(_checked(drawn), "zh")
    assert text.count("没有办理时限") == 2
    assert text.count("写 pf:timeLimit：几日") == 1


def test_english_report_says_nothing_in_chinese_but_names() -> None:
    drawn = chart("demo", item=ITEM).start(name="start").step("review").decision("g").end("e1", name="e").build()
    checked = _checked(drawn)
    # A row of law may quote the words that it looks for in a Chinese chart.
    own = tuple(replace(file, findings=tuple(each for each in file.findings if each.row is None)) for file in checked.files)
    text = check_text(replace(checked, files=own), "en").replace(ITEM.name, "").replace("承办人", "")
    assert [line for line in text.splitlines() if any("\u4e00" <= char <= "\u9fff" for char in line)] == []


def test_clean_file_and_summary() -> None:
    checked = Checked(files=(CheckedFile(path="a.bpmn", chart=chart("甲").start().end().build()),))
    assert check_text(checked, "zh") == "a.bpmn  甲  没有发现问题\n检查了 1 个文件：0 个错误，0 个建议\n健全性：1 个健全，0 个不健全\n"


def test_of_many_files_only_those_with_findings_are_listed() -> None:
    clean = tuple(CheckedFile(path=f"{n}.bpmn", chart=chart().start().end().build()) for n in range(30))
    text = check_text(Checked(files=(*clean, *_checked(error=True).files)), "zh")
    assert text.splitlines() == [
        "无法读取  x.bpmn：没有这个文件", "检查了 30 个文件：0 个错误，0 个建议", "健全性：30 个健全，0 个不健全",
        "另有 1 个文件无法读取",
    ]


def test_rule_that_crashed_is_named() -> None:
    assert "没有检查完：a-b、c-d" in check_text(Checked(files=(), crashed=("c-d", "a-b", "a-b")), "zh")


def test_findings_on_a_catalogue_go_to_their_files() -> None:
    charts = [chart(item=ITEM).start().end().build(path) for path in ("a.bpmn", "b.bpmn")]
    together = judge(Catalogue(charts=tuple(charts)), select(only=["code-duplicate"]), _DAY)
    checked = _checked(*charts).with_findings(together.findings, ["some-rule"])
    by_path = {file.path: {finding.rule for finding in file.findings} for file in checked.files}
    assert "code-duplicate" in by_path["b.bpmn"] - by_path["a.bpmn"]
    assert checked.crashed == ("some-rule",)


def test_name_from_a_file_cannot_steer_the_terminal() -> None:
    assert visible("a\u009b31mb\u202ec\n d") == "a�31mb�c d"
    drawn = chart(item=ITEM).start().step("\u009b2J审查").end().build()
    assert "\u009b" not in check_text(_checked(drawn), "zh")


def test_braces_and_markup_in_names_stay_as_they_are() -> None:
    drawn = chart(item=ITEM).start().step("{x} [red]审查[/red]").end().build()
    assert "环节“{x} [red]审查[/red]”没有办理时限" in check_text(_checked(drawn), "zh")
    assert "[red]审查[/red]" in check_text(_checked(drawn), "zh", colour=True)


def test_terms_are_translated_and_joined_but_names_are_not() -> None:
    finding = Finding(
        rule="x", family="timing", severity=Severity.ADVICE, place=Place("a"), message="岗位“{post}”的责任没有写明 {missing}",
        values={"post": "范围", "missing": (Term("范围"), Term("标准"))},
    )
    assert sentence(finding, "zh") == "岗位“范围”的责任没有写明 范围、标准"
    assert sentence(finding, "en") == "the duty of the post “范围” does not state scope, standard"
    assert say("第 {seq} 项", "en", seq=3) == "entry 3"


def test_colour_is_only_put_in_where_it_is_wanted() -> None:
    line = (("bold red", "错误"), ("", " [x]"))
    assert text_of([line]) == "错误 [x]\n"
    assert "\x1b[" in text_of([line], colour=True)


def test_documented_example_is_what_the_command_says(root: Path) -> None:
    document = (root / "docs" / "json.md").read_text(encoding="utf-8")
    shown = json.loads(document.split("```json\n")[1].split("```")[0])
    from powerflow import bpmn

    path = "examples/rules/time-limit-missing/fail.bpmn"
    read = bpmn.parse((root / path).read_bytes(), path).chart
    rules = select(only=["time-limit-missing"])
    checked = Checked(files=(CheckedFile(path=path, chart=read, findings=judge(read, rules, _DAY).findings),))
    assert json.loads(check_json(checked, "en")) == shown


def test_what_never_takes_place_stands_after_what_keeps_it_from_that() -> None:
    found = [
        Finding(rule=rule, family="soundness", severity=Severity.ERROR, place=Place("a.bpmn", line), message="x")
        for rule, line in (("step-never-reached", 3), ("time-limit-missing", 4), ("deadlock", 9), ("step-unnamed", 12))
    ]
    assert [each.rule for each in in_order(found)] == ["time-limit-missing", "deadlock", "step-never-reached", "step-unnamed"]
