"""What can keep a chart from being run as cases, each kind with its sentence."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from powerflow.errors import PowerflowError
from powerflow.model import Place
from powerflow.translation import translate


class Hindrance(str, Enum):
    """A kind of obstacle; its value is the sentence that says it, as a template."""

    ID_DOUBLED = "标识“{element}”重复"
    REFERENCE_DANGLING = "“{name}”的 {attribute} 指向不存在的“{target}”"
    ELEMENT_UNKNOWN = "不认识 BPMN 元素“{tag}”，办件会漏过它所说的"
    PROCESSES_SEVERAL = "一个文件应当只有一个有环节的流程，这里有 {count} 个"
    ITEM_MISSING = "流程没有 pf:item 标注，或其中没有事项编码"
    START_MISSING = "流程“{name}”没有开始事件"
    UNREACHABLE = "从开始事件走不到“{name}”"
    TRAPPED = "从“{name}”走不到任何结束事件"
    END_CONTINUED = "结束事件“{name}”不能有流出的流向"
    NO_WAY_ON = "“{name}”没有流出的流向"
    SPLIT_IMPLICIT = "“{name}”有 {count} 条流出的流向，分支要用网关画出"
    START_ENTERED = "“{name}”不能有流入的流向"
    FLOW_CROSSING = "流向“{name}”跨越了子流程的边界"
    CONDITION_IGNORED = "流向“{name}”的条件不起作用：条件只能写在排他或包容网关之后"
    CONDITION_MISSING = "判断之后的流向“{name}”没有条件，也不是默认流向"
    CONDITION_UNREADABLE = "流向“{name}”的条件读不懂：{cause}"
    DEFAULT_CONDITIONAL = "默认流向“{name}”不能有条件"
    FACT_UNDECLARED = "流向“{name}”的条件用到的事实“{fact}”没有在事项中声明"
    RECORD_UNDECLARED = "“{name}”登记的事实“{fact}”没有在事项中声明"
    SUB_PROCESS_STARTS = "子流程“{name}”应当有一个开始事件，这里有 {count} 个"
    EVENT_SUB_PROCESS = "暂不支持事件子流程“{name}”"
    SUB_PROCESS_KIND = "暂不支持 {type}“{name}”：只运行普通的子流程"
    SCRIPT = "暂不支持 {type}“{name}”：文件里的脚本和服务一律不执行"
    SERVICE_UNKNOWN = "“{name}”要由服务“{service}”办理，没有登记这个服务；登记的有：{known}"
    DRAW_UNSAID = "“{name}”要随机抽取，但没有 pf:draw 写明名录和抽取数"
    POST_MISSING = "环节“{name}”没有岗位，无从判断谁可以办理"
    REPETITION = "暂不支持循环或多实例的环节“{name}”"
    COMPENSATING_STEP = "暂不支持补偿环节“{name}”"
    COMPENSATING_EVENT = "暂不支持补偿（compensate）事件“{name}”"
    GATEWAY = "暂不支持 {type}“{name}”"
    LINK = "暂不支持 link 类型的事件“{name}”：走到它，办件就会断在那里"
    MESSAGE = "暂不支持 {trigger} 类型的事件“{name}”：办件不发出消息和信号，边界上只支持中断的消息"
    EVENT = "暂不支持 {trigger} 类型的事件“{name}”"
    LIMIT_MISSING = "定时事件“{name}”没有 pf:timeLimit，何时到期只看它"
    LIMIT_BACKWARDS = "定时事件“{name}”的期限不能往前数"
    ANCHOR_UNKNOWN = "定时事件“{name}”的起算点“{start}”不存在"


@dataclass(frozen=True)
class Obstacle:
    """One reason why a chart cannot run, and where it stands; `values` fill the kind's sentence."""

    kind: Hindrance
    place: Place
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def named(self) -> Mapping[str, object]:
        """All values that the sentence takes, the element's name and id among them."""
        return {"name": self.place.name or self.place.element, "element": self.place.element, **self.values}

    def say(self, lang: str = "zh") -> str:
        """The reason with its line."""
        values = dict(self.named)
        if isinstance(cause := values.get("cause"), PowerflowError):
            values["cause"] = cause.say(lang)
        said = translate(self.kind.value, lang).format(**values)
        return translate("第 {line} 行：{said}", lang).format(line=self.place.line, said=said)
