"""A check as SARIF, JUnit, GitHub annotations and HTML."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from powerflow import bpmn, xml
from powerflow.errors import InputError
from powerflow.model import Finding, Place, Severity
from powerflow.reports import (
    Checked,
    CheckedFile,
    Picture,
    check_github,
    check_html,
    check_json,
    check_junit,
    check_sarif,
    check_text,
    fingerprint,
)
from powerflow.rules import judge, mended, select
from tests.builders import chart
from tests.rules.examples import FOLDER

_DAY = date(2026, 11, 21)
_SCHEMA = Path(__file__).with_name("sarif-2.1.0-rtm.5.json")


def _checked(*, path: str = "许可/a b.bpmn", crashed: tuple[str, ...] = ()) -> Checked:
    """A chart with a deadlock, a clean one, and one that could not be read."""
    wrong = bpmn.parse((FOLDER / "deadlock" / "fail.bpmn").read_bytes(), path).chart
    right = bpmn.parse((FOLDER / "deadlock" / "pass.bpmn").read_bytes(), "right.bpmn").chart
    found = mended(wrong, judge(wrong, select(only=["deadlock", "item-missing"]), _DAY).findings)
    unread = InputError("{path}：文件是空的", path="x.bpmn")
    return Checked(crashed=crashed, files=(
        CheckedFile(path=path, chart=wrong, findings=found), CheckedFile(path="right.bpmn", chart=right),
        CheckedFile(path="x.bpmn", error=unread),
    ))


def _hostile() -> Checked:
    """Names that try to leave the markup."""
    name = '"><script>alert(1)</script>]]>%0A::error::\u0007\u202e'
    finding = Finding(
        rule="deadlock", family="soundness", severity=Severity.ERROR, place=Place(f"{name}.bpmn", 3, name, name),
        message="{name}", values={"name": name}, mend="m", witness=(name,),
    )
    return Checked(files=(CheckedFile(path=f"{name}.bpmn", title=name, findings=(finding,)),))


# -- SARIF -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("checked", [_checked(crashed=("deadlock",)), Checked(files=()), _hostile()], ids=["some", "none", "hostile"])
def test_sarif_fits_the_official_schema(checked: Checked, lang: str) -> None:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    Draft4Validator.check_schema(schema)
    Draft4Validator(schema).validate(json.loads(check_sarif(checked, lang)))


def test_sarif_result_has_level_line_element_and_fingerprint() -> None:
    (run,) = json.loads(check_sarif(_checked(), "zh"))["runs"]
    result = next(each for each in run["results"] if each["ruleId"] == "deadlock")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "deadlock"
    assert result["level"] == "error"
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "%E8%AE%B8%E5%8F%AF/a%20b.bpmn"}, "region": {"startLine": 10},
    }
    assert location["logicalLocations"] == [{"name": "join", "kind": "element"}]
    assert list(result["partialFingerprints"]) == ["powerflow/v1"]
    course = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert course[0]["location"]["logicalLocations"][0]["name"] == "start"
    assert "可以这样改：" in result["message"]["text"]


def test_sarif_rule_has_help_and_legal_basis() -> None:
    rules = json.loads(check_sarif(_checked(), "en"))["runs"][0]["tool"]["driver"]["rules"]
    rule = next(each for each in rules if each["id"] == "deadlock")
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert "make the join the same kind as the split" in rule["help"]["text"]
    assert any("ML-15" in basis for basis in rule["properties"]["basis"])


def test_sarif_says_what_could_not_be_read_or_finished() -> None:
    (invocation,) = json.loads(check_sarif(_checked(crashed=("x-y",)), "zh"))["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]
    assert [each["message"]["text"] for each in invocation["toolExecutionNotifications"]] == [
        "x.bpmn：文件是空的", "规则自身出错，没有检查完：x-y",
    ]


# -- JUnit -------------------------------------------------------------------------------------------------------


def _junit(checked: Checked, *severities: Severity) -> xml.Element:
    return xml.parse(check_junit(checked, "zh", lambda finding: finding.severity in severities), "report").getroot()


def test_junit_counts_failures_and_errors() -> None:
    root = _junit(_checked(), Severity.ERROR)
    assert [root.get(name) for name in ("tests", "failures", "errors")] == ["4", "1", "1"]
    suites = [(suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("errors")) for suite in xml.children(root)]
    assert suites == [("许可/a b.bpmn", "2", "1", "0"), ("right.bpmn", "1", "0", "0"), ("x.bpmn", "1", "0", "1")]


def test_junit_failure_tells_sentence_basis_and_mend() -> None:
    (failure,) = xml.select(_junit(_checked(), Severity.ERROR), "//failure")
    assert (failure.get("message") or "").startswith("办件会卡住：")
    text = failure.text or ""
    assert "依据：" in text and "改法：" in text and "可以这样改：" in text
    case = failure.getparent()
    assert case is not None and (case.get("name"), case.get("line")) == ("deadlock join", "10")


def test_junit_fails_by_what_the_command_fails_on() -> None:
    assert _junit(_checked(), Severity.ERROR, Severity.ADVICE).get("failures") == "2"
    root = _junit(_checked())
    assert root.get("failures") == "0" and len(xml.select(root, "//system-out")) == 2


def test_junit_survives_hostile_names() -> None:
    root = _junit(_hostile(), Severity.ERROR)
    assert "<script>" in (xml.select(root, "//failure")[0].text or "")


# -- GitHub ------------------------------------------------------------------------------------------------------


def test_github_writes_one_command_a_finding() -> None:
    lines = check_github(_checked(), "zh").splitlines()
    assert lines[0].startswith("::warning file=许可/a b.bpmn,line=4,title=item-missing::")
    assert lines[1].startswith("::error file=许可/a b.bpmn,line=10,title=deadlock::办件会卡住：")
    assert lines[2] == "::error file=x.bpmn::x.bpmn：文件是空的"


def test_github_command_cannot_be_ended_by_a_name() -> None:
    (line,) = check_github(_hostile(), "zh").splitlines()
    assert line.count("::") == line[2:].count("::") + 1
    head = line[2:].split("::")[0]
    assert "%250A%3A%3Aerror%3A%3A" in head and "\u202e" not in line


def test_github_says_nothing_where_nothing_was_found() -> None:
    assert check_github(Checked(files=()), "zh") == ""


# -- HTML --------------------------------------------------------------------------------------------------------


class _Tags(HTMLParser):
    """Which elements a page has, and what addresses it names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_stands_alone(lang: str) -> None:
    page = _Tags(check_html(_checked(), lang, {"许可/a b.bpmn": Picture(svg=b"<svg/>")}))
    assert not {"script", "link", "iframe", "object"} & {*page.tags}
    assert all(address.startswith(("#", "data:image/svg+xml;base64,")) for address in page.addresses)


def test_page_tells_counts_findings_mends_and_errors() -> None:
    page = check_html(_checked(), "zh")
    for text in ("流程图检查报告", "办件会卡住：", "可以自动改（--fix）：", "改法：", "ML-15", "x.bpmn：文件是空的", "第 10 行"):
        assert text in page
    assert '<span class="chip unsound">不健全</span>' in page and '<span class="chip sound">健全</span>' in page


def test_english_page_has_no_chinese_but_names() -> None:
    page = check_html(_checked(path="a.bpmn"), "en")
    for name in ("示例", "申请", "受理", "需要哪些核查？", "现场勘验", "听证", "决定", "办结"):
        page = page.replace(name, "")
    assert [line for line in page.splitlines() if any("\u4e00" <= char <= "\u9fff" for char in line)] == []


def test_page_says_why_there_is_no_picture() -> None:
    assert "没有画出流程图：缺少 dot" in check_html(_checked(), "zh", {"许可/a b.bpmn": Picture(lacking="缺少 dot")})


def test_names_cannot_leave_the_page() -> None:
    page = check_html(_hostile(), "zh")
    assert "script" not in _Tags(page).tags and "\u202e" not in page


def test_page_shows_who_does_what_where_a_chart_is_at_hand() -> None:
    built = chart("许可").start().step("审查", post="承办人").end().build("许可/a b.bpmn")
    page = check_html(_checked(), "zh", charts={"许可/a b.bpmn": built, "other.bpmn": chart().start().end().build()})
    assert page.count("<caption>岗位矩阵") == 1
    assert '<th scope="row">审查</th>' in page and '<th scope="col" class="post"><span>承办人</span>' in page


# -- all ---------------------------------------------------------------------------------------------------------


def test_fingerprint_forgets_the_line_and_the_path_but_not_the_element() -> None:
    one, moved = (_checked(path=path).files[0].findings[1] for path in ("a.bpmn", "b.bpmn"))
    assert fingerprint(one) == fingerprint(moved)
    elsewhere = replace(one, place=Place("a.bpmn", 10, "other"))
    assert fingerprint(elsewhere) != fingerprint(one)


def test_text_tells_soundness_and_mends() -> None:
    text = check_text(_checked(), "zh")
    assert "可以自动改（--fix）：把并行网关改为包容网关" in text
    assert "健全性：1 个健全，1 个不健全\n" in text


@pytest.mark.parametrize(("example", "soundness", "reason"), [
    ("deadlock/pass", "sound", ""), ("deadlock/fail", "unsound", ""),
])
def test_soundness_in_json(example: str, soundness: str, reason: str) -> None:
    drawn = bpmn.read(FOLDER / f"{example}.bpmn")
    (file,) = json.loads(check_json(Checked(files=(CheckedFile(path="a", chart=drawn),)), "zh"))["files"]
    assert (file["soundness"], file["reason"]) == (soundness, reason)


def test_undecided_chart_says_why() -> None:
    drawn = chart().start().decision("g", "汇总", type="complexGateway").step("a").end().at("g").step("b").to("end").build()
    checked = Checked(files=(CheckedFile(path="a.bpmn", chart=drawn),))
    (file,) = json.loads(check_json(checked, "en"))["files"]
    assert (file["soundness"], file["reason"]) == (
        "undecided", "when the complex gateway “汇总” lets cases pass is not defined"
    )
    assert "健全性无法判定：复杂网关“汇总”何时放行没有定义" in check_text(checked, "zh")


def test_sarif_tells_a_safe_mend_as_such_and_sets_headings_in_bold() -> None:
    (run,) = json.loads(check_sarif(_checked(), "en"))["runs"]
    rule = next(each for each in run["tool"]["driver"]["rules"] if each["id"] == "deadlock")
    assert "**Why:** " in rule["help"]["markdown"] and " **" not in rule["help"]["markdown"].replace("\n\n**", "").replace(":** ", "")
