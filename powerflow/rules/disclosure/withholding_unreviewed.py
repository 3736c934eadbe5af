"""Something is withheld without its kind of exemption or a day on which that is looked at again.

Why: withholding is the exception and for a time; without a day of review it becomes the rule for ever.
Mend: name the kind of exemption and the day of review; when that day is over, decide anew or publish.
"""
from __future__ import annotations

from datetime import date

from powerflow.model import Flowchart
from powerflow.rules.publishing import disclosures
from powerflow.rules.rule import Breaches, rule


@rule(
    title="不公开没有复查",
    why="不公开是例外，也只能是一时；不定复查日期，就成了永远不公开。",
    mend="写明不公开类型 exemption 和复查日期 reviewOn；到期的重新审查，该公开的公开。",
    basis=("政府信息公开条例第十四条至第十八条（XX-04）", "州运行方案 四（一）（ML-08）"),
)
def check(chart: Flowchart, *, day: date) -> Breaches:
    if chart.item is None:
        return
    for thing, each in disclosures(chart, chart.item):
        if each.public:
            continue
        if not each.exemption or each.review_on is None:
            yield thing, "“{content}”不公开，没有写明不公开类型和复查日期", {"content": each.content}
        elif each.review_on < day:
            values = {"content": each.content, "day": each.review_on.isoformat()}
            yield thing, "“{content}”不公开，应于 {day} 复查，已经过期", values
