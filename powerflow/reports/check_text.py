"""A check as text: file by file, what is wrong where, why that matters in law, and how to mend it."""
from __future__ import annotations

from collections.abc import Iterable, Iterator

from powerflow.model import Finding, Severity, word
from powerflow.reports.checked import Checked, CheckedFile, Soundness
from powerflow.reports.lines import Line, text_of
from powerflow.reports.wording import bases, proposed, say, sentence, visible
from powerflow.translation import translate

_STYLES = {Severity.ERROR: "bold red", Severity.ADVICE: "yellow"}
# Of more files than these, only those with findings are listed.
_LISTED = 20


def check_text(checked: Checked, lang: str, *, colour: bool = False) -> str:
    """The whole report, each line ended by a line feed."""
    return text_of(_lines(checked, lang), colour=colour)


def _lines(checked: Checked, lang: str) -> Iterator[Line]:
    for file in checked.files:
        if file.error or file.findings or len(checked.files) <= _LISTED:
            yield from _file(file, lang)
    yield from _summary(checked, lang)


def _file(file: CheckedFile, lang: str) -> Iterator[Line]:
    if file.error:
        yield (("bold red", translate("无法读取", lang)), ("", "  "), ("", visible(file.error.say(lang))))
        return
    clean = "" if file.findings else translate("没有发现问题", lang)
    yield (("bold", visible(file.path)), ("", _title(file)), ("green", clean))
    for change in file.fixed:
        yield (("", "  "), ("bold green", translate("已改：", lang)), ("", proposed(change, lang)))
    stands = file.standing
    if stands.soundness is Soundness.UNDECIDED and not file.is_settings:
        yield (("", "  "), ("yellow", say("健全性无法判定：{why}", lang, why=say(stands.reason, lang, **stands.values))),)
    yield from finding_lines(file.findings, lang)


def _title(file: CheckedFile) -> str:
    return "  " if file.name == file.path else f"  {visible(file.name)}  "


def finding_lines(findings: Iterable[Finding], lang: str) -> Iterator[Line]:
    """The findings of one file or case; basis and mend stand under the first finding of each rule."""
    explained = set()
    for finding in findings:
        yield (
            ("", "  "), (_STYLES[finding.severity], word("severity", finding.severity, lang)), ("dim", _where(finding, lang)),
            ("", f"  {sentence(finding, lang)}"), ("dim", f"  [{finding.rule}{_row(finding)}]"),
        )
        for change in finding.fixes:
            head = translate("可以自动改（--fix）：" if change.safe else "可以这样改：", lang)
            yield (("", "        "), ("cyan", head), ("", proposed(change, lang)))
        if (finding.rule, finding.row) not in explained:
            explained.add((finding.rule, finding.row))
            yield from _explanation(finding, lang)


def _where(finding: Finding, lang: str) -> str:
    if finding.seq is not None:
        return "  " + say("第 {seq} 项", lang, seq=finding.seq)
    line = finding.place.line
    return "  " + say("第 {line} 行", lang, line=line) if line else ""


def _row(finding: Finding) -> str:
    return f" {finding.row}" if finding.row else ""


def _explanation(finding: Finding, lang: str) -> Iterator[Line]:
    if finding.basis:
        said = ("；" if lang == "zh" else "; ").join(bases(finding, lang))
        yield (("", "        "), ("dim", translate("依据：", lang)), ("dim", said))
    if finding.mend:
        yield (("", "        "), ("cyan", translate("改法：", lang)), ("", translate(finding.mend, lang)))


def _summary(checked: Checked, lang: str) -> Iterator[Line]:
    errors, advice = checked.count(Severity.ERROR), checked.count(Severity.ADVICE)
    style = "bold red" if errors or checked.unreadable else "yellow" if advice else "bold green"
    template = "检查了 {files} 个文件：{errors} 个错误，{advice} 个建议"
    yield ((style, say(template, lang, files=checked.charts, errors=errors, advice=advice)),)
    if checked.charts:
        yield (("", _soundness(checked, lang)),)
    if checked.silenced:
        yield (("dim", say("另有 {count} 个问题按决定或基线不再报告", lang, count=checked.silenced)),)
    if checked.unreadable:
        yield (("bold red", say("另有 {count} 个文件无法读取", lang, count=checked.unreadable)),)
    if checked.crashed:
        yield (("bold red", say("规则自身出错，没有检查完：{rules}", lang, rules=tuple(sorted({*checked.crashed})))),)
    kept = sum(len(file.kept) for file in checked.files)
    if kept:
        yield (("dim", say("其他工具写入的 {count} 处内容原样保留，清单见 --format json 的 kept", lang, count=kept)),)


def _soundness(checked: Checked, lang: str) -> str:
    counts = {each.value: checked.standing(each) for each in Soundness}
    if counts["undecided"]:
        return say("健全性：{sound} 个健全，{unsound} 个不健全，{undecided} 个无法判定", lang, **counts)
    return say("健全性：{sound} 个健全，{unsound} 个不健全", lang, **counts)
