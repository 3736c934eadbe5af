"""A check as JUnit XML, which build servers read: a suite for each file, a case for each finding."""
from __future__ import annotations

from collections.abc import Callable

from powerflow import xml
from powerflow.model import Finding, word
from powerflow.reports.checked import Checked, CheckedFile
from powerflow.reports.wording import bases, proposed, sentence, visible
from powerflow.translation import translate


def check_junit(checked: Checked, lang: str, fails: Callable[[Finding], bool]) -> bytes:
    """The report as one XML document. What `fails` says is a failure, other findings are passed cases with output."""
    suites = [_suite(file, lang, fails) for file in checked.files]
    totals = {name: str(sum(int(suite.get(name) or 0) for suite in suites)) for name in ("tests", "failures", "errors")}
    root = xml.make("testsuites", {"name": "powerflow check", **totals})
    for suite in suites:
        root.append(suite)
    return xml.write(root.getroottree()) + b"\n"


def _suite(file: CheckedFile, lang: str, fails: Callable[[Finding], bool]) -> xml.Element:
    cases = [_case(file, finding, lang, fails(finding)) for finding in file.findings]
    if file.error:
        cases = [_unread(file, file.error.say(lang))]
    if not cases:
        cases = [xml.make("testcase", {"classname": visible(file.path), "name": translate("没有发现问题", lang)})]
    failures = 0 if file.error else sum(map(fails, file.findings))
    suite = xml.make("testsuite", {
        "name": visible(file.path), "tests": str(len(cases)), "failures": str(failures), "errors": str(int(bool(file.error))),
    })
    for case in cases:
        suite.append(case)
    return suite


def _case(file: CheckedFile, finding: Finding, lang: str, failed: bool) -> xml.Element:
    place = finding.place
    name = " ".join(part for part in (finding.rule, finding.row, visible(place.element or "")) if part)
    line = {"line": str(place.line)} if place.line else {}
    case = xml.make("testcase", {"classname": visible(file.path), "name": name, "file": visible(file.path), **line})
    said = sentence(finding, lang)
    if failed:
        inner = xml.make("failure", {"type": word("severity", finding.severity, lang), "message": said})
    else:
        inner = xml.make("system-out", {})
    inner.text = "\n".join(_told(finding, said, lang))
    case.append(inner)
    return case


def _told(finding: Finding, said: str, lang: str) -> list[str]:
    lines = [said]
    if finding.basis:
        lines.append(translate("依据：", lang) + "; ".join(bases(finding, lang)))
    if finding.mend:
        lines.append(translate("改法：", lang) + translate(finding.mend, lang))
    for each in finding.fixes:
        lines.append(translate("可以自动改（--fix）：" if each.safe else "可以这样改：", lang) + proposed(each, lang))
    return lines


def _unread(file: CheckedFile, said: str) -> xml.Element:
    case = xml.make("testcase", {"classname": visible(file.path), "name": visible(file.path)})
    case.append(xml.make("error", {"message": visible(said)}))
    return case
