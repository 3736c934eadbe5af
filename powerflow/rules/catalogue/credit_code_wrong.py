"""A unified social credit code has the wrong check digit.

Why: the code names the authority on every platform; one wrong sign names another body, or none.
Mend: copy the code from the certificate: 18 signs, the last of which checks the others.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.credit_code import has_check_digit
from powerflow.rules.rule import Breaches, rule


@rule(
    title="统一社会信用代码有误",
    why="各平台都凭它认实施主体；错一位，就成了别的单位或者查无此人。",
    mend="照证书抄写：十八位，最后一位是前面各位的校验码。",
    basis=("GB 32100—2015", "GB/T 39046—2020 表4", "双城要点 统一编码（ML-44）"),
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for organ in (chart.item.organ, *chart.item.joint_organs):
        if organ is not None and organ.credit_code and not has_check_digit(organ.credit_code):
            yield chart, "“{organ}”的统一社会信用代码“{code}”校验不对", {"organ": organ.name, "code": organ.credit_code}
