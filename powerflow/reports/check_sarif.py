"""A check as SARIF 2.1.0, which code hosts and editors read: rules with help and legal basis, findings with their lines."""
from __future__ import annotations

import json
from urllib.parse import quote

from powerflow import __version__
from powerflow.model import Finding, Severity
from powerflow.reports.checked import Checked, CheckedFile
from powerflow.reports.fingerprint import fingerprint
from powerflow.reports.wording import bases, proposed, say, sentence, visible
from powerflow.rules import Rule, all_rules
from powerflow.translation import translate

_LEVELS = {Severity.ERROR: "error", Severity.ADVICE: "warning"}
_LANGUAGES = {"zh": "zh-CN", "en": "en-US"}


def check_sarif(checked: Checked, lang: str) -> str:
    """The report as one SARIF log with one run. Paths stay relative where they were given so."""
    ids = list(dict.fromkeys(finding.rule for finding in checked.findings))
    driver = {
        "name": "powerflow", "version": __version__, "semanticVersion": __version__, "language": _LANGUAGES[lang],
        "rules": [_rule(all_rules()[id], lang) for id in ids],
    }
    run = {
        "tool": {"driver": driver}, "columnKind": "unicodeCodePoints",
        "invocations": [{
            "executionSuccessful": not checked.crashed and not checked.unreadable,
            "toolExecutionNotifications": [*_unread(checked, lang), *_crashed(checked, lang)],
        }],
        "artifacts": [{"location": {"uri": _uri(file.path)}} for file in checked.files],
        "results": [
            _result(finding, ids.index(finding.rule), lang) for file in checked.files for finding in file.findings
        ],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule, lang: str) -> dict[str, object]:
    title, why, mend = (translate(text, lang) for text in (rule.title, rule.why, rule.mend))
    bases = [translate(basis, lang) for basis in rule.basis]
    parts = [(translate("为什么：", lang), why), (translate("怎么改：", lang), mend), (translate("依据：", lang), "; ".join(bases))]
    return {
        "id": rule.id, "shortDescription": {"text": title}, "fullDescription": {"text": why},
        "help": {
            "text": "\n".join(f"{head}{text}" for head, text in parts),
            "markdown": "\n\n".join(f"**{head.strip()}** {text}" for head, text in parts),
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family], "basis": bases},
    }


def _result(finding: Finding, index: int, lang: str) -> dict[str, object]:
    text = sentence(finding, lang)
    for head, safe in (("可以自动改（--fix）：", True), ("可以这样改：", False)):
        changes = [proposed(each, lang) for each in finding.fixes if each.safe is safe]
        if changes:
            text += "\n" + translate(head, lang) + "; ".join(changes)
    result: dict[str, object] = {
        "ruleId": finding.rule, "ruleIndex": index, "level": _LEVELS[finding.severity], "message": {"text": text},
        "locations": [_location(finding)], "partialFingerprints": {"powerflow/v1": fingerprint(finding)},
        "properties": {
            "family": finding.family, "row": finding.row, "level": finding.level,
            "basis": list(bases(finding, lang)),
        },
    }
    if finding.witness:
        course = [{"location": {"logicalLocations": [{"name": id}]}} for id in finding.witness]
        result["codeFlows"] = [{"threadFlows": [{"locations": course}]}]
    return result


def _location(finding: Finding) -> dict[str, object]:
    place = finding.place
    physical: dict[str, object] = {"artifactLocation": {"uri": _uri(place.path)}}
    if place.line:
        physical["region"] = {"startLine": place.line}
    location: dict[str, object] = {"physicalLocation": physical}
    if place.element:
        named = {"decoratedName": visible(place.name)} if place.name else {}
        location["logicalLocations"] = [{"name": place.element, "kind": "element", **named}]
    return location


def _unread(checked: Checked, lang: str) -> list[dict[str, object]]:
    return [
        {"level": "error", "message": {"text": visible(file.error.say(lang))}, "locations": [_file(file)]}
        for file in checked.files if file.error
    ]


def _file(file: CheckedFile) -> dict[str, object]:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(file.path)}}}


def _crashed(checked: Checked, lang: str) -> list[dict[str, object]]:
    return [
        {"level": "error", "message": {"text": say("规则自身出错，没有检查完：{rules}", lang, rules=rule)}}
        for rule in sorted({*checked.crashed})
    ]


def _uri(path: str) -> str:
    return quote(path.replace("\\", "/"), safe="/!@-._~")
