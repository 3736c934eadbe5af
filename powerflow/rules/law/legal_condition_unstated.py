"""Whether a row of law binds the item cannot be told: an attribute of the item is not stated, or the text of that day is not known.

Why: a duty that nobody looked at is easily forgotten.
Mend: state the attribute in `pf:traits`; judge a day before the acts in the table by hand.
"""
from __future__ import annotations

from powerflow.law import Rows
from powerflow.model import Flowchart, Severity
from powerflow.rules.lawful import ROWS_OF_LAW, Demanded, FieldNames, cited
from powerflow.rules.rule import Breach, Breaches, rule


@rule(
    title="待人工判断",
    why="属性没有写明，或者没有当天的法律文本，就不知道法律管不管这个事项，容易漏掉义务。",
    mend="在 pf:traits 里写明该属性；早于条目所载法律文本的日期由人工判断。",
    basis=ROWS_OF_LAW,
    severity=Severity.ADVICE,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    if rows.absent is not None:
        yield chart, "{day} 适用的《{law}》文本不在条目中，没有按它的条目检查；条目所载的是 {version}", {
            "day": rows.day, "law": rows.absent.name, "version": rows.absent.version,
        }
    for unstated in rows.unstated:
        row = unstated.row
        traits = tuple(FieldNames("traits", (name,)) for name in unstated.traits)
        yield Breach(
            chart, "没有写明 {traits}，不能判断是否适用：{demand}", {"traits": traits, "demand": Demanded(row)},
            row=row.id, level=row.severity, basis=cited(row, rows),
        )
