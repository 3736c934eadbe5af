"""Says in words how a demand of a row of law is tested on a flowchart."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from powerflow import law
from powerflow.bpmn import field_name, tags
from powerflow.law import AnyOf, Demand
from powerflow.model import Unit, word
from powerflow.reports.wording import say
from powerflow.translation import listed

_Said = tuple[str, Mapping[str, object]]


def tested(demand: Demand, lang: str) -> str:
    """The test of one demand as a clause in `lang`."""
    template, values = _SAID[type(demand)](demand, lang)
    return say(template, lang, **values)


def tag_name(tag: str, lang: str) -> str:
    """The tag with its Chinese name, or alone."""
    if tag == "END":
        return say("办结", lang)
    return f"{tags()[tag].zh}({tag})" if lang == "zh" and tag in tags() else tag


def _tags(wanted: AnyOf, lang: str) -> str:
    return "/".join(tag_name(tag, lang) for tag in wanted)


def _words(alternatives: Iterable[AnyOf], lang: str) -> str:
    return listed((str(words) for words in alternatives), lang)


def _length(n: int | None, unit: str, lang: str) -> str:
    return say("{amount} {unit}", lang, amount=n, unit=word("unit", Unit(unit), lang)) if n is not None and unit else "—"


def _must(each: law.Must, lang: str) -> _Said:
    names = {"tags": _tags(each.tags, lang), "before": _tags(each.before, lang)}
    return ("有一条路经过“{tags}”" if each.mode == "some" else "到“{before}”的每条路都经过“{tags}”"), names


def _order(each: law.Order, lang: str) -> _Said:
    return "两个环节都经过的，顺序是 {steps}", {"steps": " < ".join(_tags(tags, lang) for tags in each.steps)}


def _between(each: law.Between, lang: str) -> _Said:
    return "从“{after}”到“{before}”的每条路都经过“{tags}”", {
        "after": _tags(each.after, lang), "before": _tags(each.before, lang), "tags": _tags(each.tags, lang),
    }


def _follow(each: law.Follow, lang: str) -> _Said:
    return "“{after}”之后直到办结的每条路都经过“{tags}”", {"after": _tags(each.after, lang), "tags": _tags(each.tags, lang)}


def _bar(each: law.Bar, lang: str) -> _Said:
    if each.asks:
        return "问“{asks}”的判断，出口“{exits}”不重新判断到不了“{reach}”", {
            "asks": str(each.asks), "exits": str(each.exits), "reach": _tags(each.reach, lang),
        }
    return "“{tags}”的出口“{exits}”不经重新审核到不了“{reach}”", {
        "tags": _tags(each.tags, lang), "exits": str(each.exits), "reach": _tags(each.reach, lang),
    }


def _within(each: law.Within, lang: str) -> _Said:
    n = each.n if each.n is not None else each.default_n
    names: dict[str, object] = {"start": _tags(each.start, lang), "end": _tags(each.end, lang), "length": _length(n, each.unit, lang)}
    if each.is_of_one_step:
        return "“{start}”这一环节不超过 {length}", names
    if each.n is None:
        return "从“{start}”到“{end}”不超过事项的法定时限，没有的不超过 {length}", names
    return "从“{start}”到“{end}”最长不超过 {length}", names


def _wait(each: law.Wait, lang: str) -> _Said:
    return "从“{start}”到“{end}”至少留出 {length}", {
        "start": _tags(each.start, lang), "end": _tags(each.end, lang), "length": _length(each.n, each.unit, lang),
    }


def _differ(each: law.Differ, lang: str) -> _Said:
    return "“{tags}”由不同的{by}办", {"tags": listed((_tags(one, lang) for one in each.tags), lang), "by": say(_BY[each.by], lang)}


_BY = {"post": "岗位", "unit": "机构", "organ": "机关"}


def _field(each: law.FieldOf, lang: str) -> _Said:
    said = listed(("/".join(field_name(each.of, path, lang) for path in paths) for paths in each.names), lang)
    names = {"names": said, "tags": _tags(each.tags, lang)}
    return ("事项写明了 {names}" if each.of == "item" else "“{tags}”写明了 {names}"), names


def _staff(each: law.Staff, lang: str) -> _Said:
    said = "“{tags}”写明至少 {n} 名有执法资格的人员" if each.qualified else "“{tags}”写明至少 {n} 人"
    return said, {"tags": _tags(each.tags, lang), "n": each.n}


def _right(each: law.RightOf, lang: str) -> _Said:
    names = {"words": _words(each.all, lang), "tags": _tags(each.tags, lang)}
    return ("“{tags}”写明了权利：{words}" if each.tags else "事项写明了权利：{words}"), names


def _remedy(each: law.RemedyOf, lang: str) -> _Said:
    kinds = listed((say(_REMEDIES[kind], lang) for kind in each.kinds), lang)
    if each.first:
        return "事项写明了救济途径（{kinds}），复议在先", {"kinds": kinds}
    return "事项写明了救济途径（{kinds}）", {"kinds": kinds}


_REMEDIES = {"reconsideration": "行政复议", "litigation": "行政诉讼", "compensation": "国家赔偿"}


def _basis(each: law.Basis, lang: str) -> _Said:
    levels = listed((say(level, lang) for level in each.levels or ("—",)), lang)
    return "{of}的依据属于：{levels}", {"of": say(_OF[each.of], lang), "levels": levels}


_OF = {"item": "事项", "fee": "收费", "material": "申请材料", "intermediary": "中介服务", "step": "环节"}


def _forbid(each: law.Forbid, lang: str) -> _Said:
    what = [_tags(each.tags, lang), *(str(one) for one in (each.words, each.actor, each.source)), f"side={each.side}" if each.side else ""]
    return "{of}里没有：{what}", {"of": say(_OF[each.of], lang), "what": listed([one for one in what if one], lang) or "—"}


def _figure(each: law.Figure, lang: str) -> _Said:
    if each.of == "promise_share":
        return "承诺比法定至少缩短 {least}%", {"least": each.least}
    bound = f"<= {each.most}" if each.most is not None else f">= {each.least}"
    beside = f" ({each.beside})" if each.beside else ""
    return "{name} {bound}", {"name": f"{each.of or each.fact}{beside}", "bound": bound}


def _timer(each: law.Timer, lang: str) -> _Said:
    return "“{on}”上有定时边界事件（{length}）引向“{end}”", {
        "on": _tags(each.on, lang), "length": _length(each.n, each.unit, lang), "end": _tags(each.end, lang),
    }


def _extension(each: law.ExtensionOf, lang: str) -> _Said:
    if each.n == 0:
        return "不得延长", {}
    return "延长至多 {times} 次、{length}，由{approver}批准", {
        "times": each.times, "length": _length(each.n, each.unit, lang), "approver": str(each.approver) or "—",
    }


_SAID: Mapping[type[Demand], Callable[[Any, str], _Said]] = {
    law.Must: _must, law.Order: _order, law.Between: _between, law.Follow: _follow, law.Bar: _bar, law.Within: _within,
    law.Wait: _wait, law.Differ: _differ, law.Staff: _staff, law.FieldOf: _field, law.RightOf: _right, law.RemedyOf: _remedy,
    law.Basis: _basis, law.Forbid: _forbid, law.Figure: _figure, law.Timer: _timer, law.ExtensionOf: _extension,
    law.UnitOf: lambda each, lang: ("时限的单位按法律规定（工作日还是自然日）", {}),
    law.Exclude: lambda each, lang: (
        "不计入时限的只有：{kinds}" if each.kinds else "没有不计入时限的时间", {"kinds": listed(each.kinds or ("—",), lang)}
    ),
    law.Approver: lambda each, lang: (
        "“{tags}”由{roles}办", {"tags": _tags(each.tags, lang), "roles": str(each.roles or each.side)}
    ),
    law.DocumentOf: lambda each, lang: (
        "“{tags}”写明文书：{words}", {"tags": _tags(each.tags, lang), "words": str(each.any) or "—"}
    ),
    law.OutcomeOf: lambda each, lang: (
        "“{tags}”之后有结果：{words}", {"tags": _tags(each.tags, lang), "words": _words(each.all, lang)}
    ),
    law.OneLane: lambda each, lang: ("“{tags}”都在一条泳道", {"tags": _tags(each.tags, lang)}),
    law.AtMost: lambda each, lang: ("“{tags}”在一个办件里至多 {n} 次", {"tags": _tags(each.tags, lang), "n": each.n}),
}
