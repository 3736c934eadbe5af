"""The rules as pages: a list, one rule explained, and docs/rules.md."""
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from powerflow.library import installed_examples
from powerflow.model import word
from powerflow.reports.lines import Line, text_of
from powerflow.reports.wording import say
from powerflow.rules import FAMILIES, Rule, Subject
from powerflow.translation import translate

_SUBJECTS = {Subject.CHART: "流程图", Subject.CATALOGUE: "职权目录", Subject.REPLAY: "办件的回放", Subject.JUDGED: "不再报告的决定"}
_ENDINGS = {Subject.CHART: ".bpmn", Subject.CATALOGUE: "/", Subject.REPLAY: ".jsonl", Subject.JUDGED: ".bpmn"}


def rules_text(rules: Iterable[Rule], lang: str, *, colour: bool = False) -> str:
    """One line a rule, family by family."""
    return text_of(_list(tuple(rules), lang), colour=colour)


def _list(rules: tuple[Rule, ...], lang: str) -> Iterator[Line]:
    width = max((len(rule.id) for rule in rules), default=0)
    for family in dict.fromkeys(rule.family for rule in rules):
        yield (("bold", family_name(family, lang)),)
        for rule in (rule for rule in rules if rule.family == family):
            severity = word("severity", rule.severity, lang)
            yield (("", "  "), ("cyan", rule.id.ljust(width)), ("dim", f"  {severity}  "), ("", translate(rule.title, lang)))
    yield (("dim", say("共 {count} 条规则；逐条说明：powerflow rules explain ID", lang, count=len(rules))),)


def rule_text(rule: Rule, lang: str, *, colour: bool = False) -> str:
    """One rule: what, why, mend, basis, where its right and wrong examples are."""
    return text_of(_page(rule, lang), colour=colour)


def _page(rule: Rule, lang: str) -> Iterator[Line]:
    yield (("bold", rule.id), ("", f"  {translate(rule.title, lang)}"))
    for head, text in (
        ("为什么：", translate(rule.why, lang)), ("怎么改：", translate(rule.mend, lang)),
        ("依据：", (";" if lang == "zh" else "; ").join(translate(basis, lang) for basis in rule.basis)),
        ("检查对象：", translate(_SUBJECTS[rule.subject], lang)), ("严重程度：", word("severity", rule.severity, lang)),
        ("类别：", family_name(rule.family, lang)), ("适用期间：", _period(rule, lang)),
        ("正确示例：", _where(rule, "pass")), ("错误示例：", _where(rule, "fail")),
    ):
        if text:
            yield (("cyan", translate(head, lang)), ("", text))


def family_name(family: str, lang: str) -> str:
    """What a family is called."""
    return translate(FAMILIES.get(family, family), lang)


def example(rule: Rule, kind: str) -> str:
    """The path, in the project, of the `pass` or `fail` example of a rule."""
    return f"examples/rules/{rule.id}/{kind}{_ENDINGS[rule.subject]}"


def _where(rule: Rule, kind: str) -> str:
    """Where the example lies on this machine."""
    installed = installed_examples()
    return str(installed.parent / example(rule, kind)) if installed else example(rule, kind)


def _period(rule: Rule, lang: str) -> str:
    if rule.since and rule.until:
        return say("{since} 至 {until}（不含）", lang, since=rule.since, until=rule.until)
    if rule.since:
        return say("{since} 起", lang, since=rule.since)
    return say("至 {until}（不含）", lang, until=rule.until) if rule.until else ""


def rules_json(rules: Iterable[Rule], lang: str) -> str:
    """The rules as one JSON object, schema `powerflow/rules/1` (schemas/rules-1.json), with texts in `lang`."""
    rows = [
        {
            "id": rule.id, "family": rule.family, "severity": rule.severity.value, "subject": rule.subject.name.lower(),
            "title": translate(rule.title, lang), "why": translate(rule.why, lang), "mend": translate(rule.mend, lang),
            "basis": [translate(basis, lang) for basis in rule.basis],
            "since": rule.since.isoformat() if rule.since else None,
            "until": rule.until.isoformat() if rule.until else None,
        }
        for rule in rules
    ]
    return json.dumps({"schema": "powerflow/rules/1", "lang": lang, "rules": rows}, ensure_ascii=False, indent=2) + "\n"


def rules_markdown(rules: Iterable[Rule]) -> str:
    """docs/rules.md: every rule in both languages, with its examples."""
    rules = tuple(rules)
    parts = [_MARKDOWN_HEAD.format(count=len(rules))]
    for family in dict.fromkeys(rule.family for rule in rules):
        parts.append(f"## {family} · {family_name(family, 'zh')}\n")
        parts += [_markdown(rule) for rule in rules if rule.family == family]
    return "\n".join(parts)


_MARKDOWN_HEAD = """# Rules

{count} rules, found by walking `powerflow/rules/`. This page is written by `tools/document_rules.py`; do not edit it.
`powerflow rules` lists them, `powerflow rules explain ID` shows one, `--only` and `--ignore` of `powerflow check` take ids and families.
Rules about our annotations speak only where a chart has a `pf:item`.
"""


def _markdown(rule: Rule) -> str:
    examples = " · ".join(f"[{kind}](../{example(rule, kind)})" for kind in ("pass", "fail"))
    lines = [f"### {rule.id} · {rule.title}\n", f"{rule.english['title']} *{rule.severity.value}*\n"]
    lines += [f"- **Why** {rule.english['why']} {rule.why}", f"- **Mend** {rule.english['mend']} {rule.mend}"]
    if rule.basis:
        lines.append(f"- **Basis** {';'.join(rule.basis)}")
    pictures = "".join(_PICTURE.format(rule=rule.id, **words) for words in _PICTURES)
    return "\n".join([*lines, f"- **Examples** {examples}", "", f"<table><tr>{pictures}</tr></table>", ""])


# Drawn by tools/draw_rule_pictures.py.
_PICTURE = (
    '<td valign="top">{said}<br><img src="pictures/rules/{rule}-{kind}.svg" width="360" alt="{said} {rule}"></td>'
)
_PICTURES = ({"kind": "fail", "said": "wrong 错误"}, {"kind": "pass", "said": "right 正确"})  # not shown: on the page of both languages
