"""The commands on a case as the tests of faults send them: each may be sent again under its id, and is then there once."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from powerflow import cases
from powerflow.cases import Act, Registry, open_store, tick
from powerflow.model import Extension, StepNotes, Unit
from tests.builders import ChartBuilder
from tests.cases.desk import FRIDAY, begin, days, drawing
from tests.cases.reliability.scenes import LATE, content, deemed, found, looped, step

# What is done to a case, under which id.
Doing = Callable[[Registry, str, str], object]


@dataclass(frozen=True)
class Command:
    """Something that is done to a case: on which chart, how, after what; whether the timer fires first, whether it begins a case."""

    drawn: Callable[[], ChartBuilder]
    act: Doing
    before: Doing | None = None
    fires: bool = False
    begins: bool = False


def extendable() -> ChartBuilder:
    """Two steps; the limit of the first may be extended."""
    notes = StepNotes(time_limits=(days(5),), extension=Extension(amount=5, unit=Unit.WORKING_DAY, approver="承办人"))
    return drawing().start().step("收件", notes=notes).step("审查", sets=["合格"]).end()


def _other() -> ChartBuilder:
    return drawing().start().step("收件").step("审查", sets=["合格"]).step("送达").end()


def _act(command: str, **more: Any) -> Act:
    return Act(**{"post": "承办人", "officers": ("甲",), "note": "示例", **more}, command=command)


def _said(name: str, *words: Any, facts: Mapping[str, str] | None = None, **more: Any) -> Doing:
    """The command of that name, with what it takes besides the case and the act."""

    def do(registry: Registry, case: str, command: str) -> object:
        act = _act(command, facts=facts or {})
        return getattr(cases, name)(registry, case, *words, act, **more, now=FRIDAY, at=FRIDAY).history.case

    return do


def _step(name: str, **facts: str) -> Doing:
    return lambda registry, case, command: cases.do(
        registry, case, name, _act(command, facts=facts), now=FRIDAY, at=FRIDAY
    ).history.case


def _fire(registry: Registry, case: str, command: str) -> object:
    ticked = tick(registry, now=FRIDAY, at=LATE)
    for _, error in ticked.failed:
        raise error
    return len(ticked.fired)


_suspend, _supplement = _said("suspend", document="中止告知书"), _said("supplement", document="补正告知书")
_terminate, _claim = _said("terminate", document="终止决定书"), _said("claim", "收件")

COMMANDS = {
    "start": Command(
        looped, lambda registry, case, command: begin(registry, content(looped), command=command).history.case, begins=True
    ),
    "step": Command(looped, lambda registry, case, command: step(registry, case, command=command).history.case),
    "timer": Command(deemed, _fire, fires=True),
    "late step": Command(deemed, lambda registry, case, command: step(registry, case, "视为受理", command, LATE).history.case, fires=True),
    "claim": Command(extendable, _claim),
    "delegate": Command(extendable, _said("delegate", "收件", "乙")),
    "return": Command(extendable, _said("give_back", "收件"), before=_claim),
    "transfer": Command(extendable, _said("hand_over", "收件", "科长")),
    "bar": Command(extendable, _said("bar", "乙")),
    "suspend": Command(extendable, _suspend),
    "resume": Command(extendable, _said("resume"), before=_suspend),
    "supplement": Command(extendable, _supplement),
    "supplemented": Command(extendable, _said("supplemented"), before=_supplement),
    "extend": Command(extendable, _said("extend", limit="3WD", approver="乙", step="收件")),
    "correct": Command(extendable, _said("correct", facts={"金额": "7"})),
    "send back": Command(extendable, _said("send_back", "审查", "收件"), before=_step("收件")),
    "withdraw": Command(extendable, _said("withdraw", "收件"), before=_step("收件")),
    "terminate": Command(extendable, _terminate),
    "archive": Command(extendable, _said("archive", document="2026-0001"), before=_terminate),
    "migrate": Command(
        extendable, lambda registry, case, command: cases.migrate(
            registry, case, content(_other), "new.bpmn", _act(command), now=FRIDAY, at=FRIDAY
        ).history.case,
    ),
}


def refuse_doubles(place: str, command: Command, sent: Mapping[str, str]) -> None:
    """Each command was sent, to a case and under an id: what it makes must be there once. Every case must be whole."""
    there = found(place, sent)
    if command.begins:
        with open_store(place) as store:
            begun_by = Counter(store.read(row.case).entries[0].command for row in store.cases())
        assert all(begun_by[each] == 1 for each in sent.values()), begun_by
        return
    for case, each in there.items():
        assert each.nodes["t"] == command.fires, (case, each)
        assert command.act is _fire or each.commands[sent[case]] == 1, (case, each)
        assert set(each.commands.values()) <= {1}, (case, each)
