"""An audit as tables: the findings by rule and step, each value that they are counted by, the cases, the departures."""
from __future__ import annotations

from enum import Enum

from powerflow.model import word
from powerflow.reports.audit_words import departure_word, dimension_word
from powerflow.reports.audited import Audited, FindingGroup
from powerflow.reports.duties import Table
from powerflow.reports.wording import say
from powerflow.translation import translate


class AuditSheet(str, Enum):
    """One of the tables."""

    FINDINGS = "findings"
    COUNTS = "counts"
    CASES = "cases"
    DEVIATIONS = "deviations"
    STEPS = "steps"
    BROKEN = "broken"


def audit_tables(audited: Audited, lang: str) -> dict[str, Table]:
    """All tables by name, with words in `lang`."""
    def made(title: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
        return Table(translate(title, lang), tuple(translate(each, lang) for each in head), tuple(rows))

    return {
        AuditSheet.FINDINGS.value: made(
            "发现的问题",
            ("规则", "法律条目", "严重程度", "问题", "环节", "次数", "总次数", "办件数", "已认可", "超期中位数", "最多超期", "单位"),
            [_finding(group, lang) for group in audited.groups],
        ),
        AuditSheet.COUNTS.value: made("分组计数", ("规则", "环节", "分组", "名称", "次数", "总次数"), [
            (group.rule, group.name, dimension_word(dimension, lang), each.name, str(each.count), str(each.of))
            for group in audited.groups for dimension, counted in group.by.items() for each in counted
        ]),
        AuditSheet.CASES.value: made("办件举例", ("规则", "环节", "办件", "第几个事件", "说明"), [
            (group.rule, group.name, each.case, str(each.event), say(each.message, lang, **each.values))
            for group in audited.groups for each in group.sample
        ]),
        AuditSheet.DEVIATIONS.value: made("偏离流程图的走法", ("偏离", "环节", "次数", "办件数"), [
            (departure_word(each.kind, lang), each.name, str(each.count), str(each.cases)) for each in audited.deviations
        ]),
        AuditSheet.STEPS.value: made("每个环节", ("环节", "次数", "距前一事件的中位天数", "问题次数"), [
            (each.name, str(each.count), f"{each.median_days:.1f}", str(audited.breaches(each.element))) for each in audited.steps
        ]),
        AuditSheet.BROKEN.value: made("读不懂的数据", ("行", "办件", "第几个事件", "说明"), [
            (str(each.line or ""), each.case, str(each.event or ""), say(each.message, lang, **each.values))
            for each in audited.named_broken
        ]),
    }


def _finding(group: FindingGroup, lang: str) -> tuple[str, ...]:
    late = (str(group.late_median), str(group.late_most), word("unit", group.unit, lang)) if group.unit else ("", "", "")
    return (
        group.rule, group.row or "", word("severity", group.severity, lang), translate(group.title, lang), group.name,
        str(group.count), str(group.of), str(group.cases), str(group.accepted), *late,
    )
