"""Calls of other items (调用事项): a case of its own, linked both ways, begun once and answered once whatever breaks between.

The called case begins under a command id made of case, step and turn, so that whoever comes again finds the same one; only
then the caller's history names it. What it hands back is read from its history, never from a message that could be lost.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from powerflow.bpmn import Document
from powerflow.cases.acts import start
from powerflow.cases.casefile import CaseFile, case_file
from powerflow.cases.circles import library
from powerflow.cases.course import follow
from powerflow.cases.links import begun_by
from powerflow.cases.registry import Act, Registry
from powerflow.cases.standing import Standing, call_of, standing
from powerflow.cases.warm import Held
from powerflow.errors import InputError, UsageError
from powerflow.model import Call, Entry, EntryKind, FactValue, Flowchart, parse_fact

_YES_NO = {True: "是", False: "否"}  # not shown: as they are given with --set


@dataclass(frozen=True)
class Answer:
    """What a called case has come to: its number, the instant, the outcome, and all facts that it recorded by then.

    `is_agreed`: that is one of the `returns` of the call, where it names any.
    """

    case: str
    at: datetime
    outcome: str
    facts: Mapping[str, FactValue]
    is_agreed: bool = True


def begin(registry: Registry, held: Held, here: Standing, *, now: datetime, moment: datetime) -> Entry:
    """Begins the called case, unless that was done before; the entry that says so in the caller's history.

    Raises PowerflowError where it cannot: an unknown item, a circle of calls, a chart that cannot run.
    """
    caller, code = held.history, here.node.called
    command = f"call/{caller.case}/{here.node.id}/{here.place}/{here.calls + 1}"
    case = begun_by(registry.store, command)
    if not case:
        document, content, path = _found(registry.items, code)
        _refuse_circle(registry, held, code)
        act = Act(facts=_given(here, held.run.facts), command=command)
        begun = start(
            registry, content, path, act, now=now, at=moment if caller.simulated else None, simulated=caller.simulated,
            caller=caller.case, calling=here.node.id,
        )
        case, digest = begun.history.case, document.digest
    else:
        digest = registry.store.read(case).chart_digest
    return Entry(
        seq=held.last.seq + 1, at=moment, kind=EntryKind.CALL, node=here.node.id, post=held.chart.post_of(here.node), to=code,
        case=case, chart=digest, command=command,
    )


def answers(registry: Registry, held: Held) -> Iterator[tuple[Standing, Answer]]:
    """What the cases that are waited for have come to, as far as they have."""
    for here in standing(held.run):
        call = call_of(here.node)
        if call is not None and call.is_waited_for and here.call is not None and not here.is_halted:
            file = case_file(registry.store, here.call.case)
            found = answer(call, file)
            if found is not None:
                yield here, found


def answer(call: Call, file: CaseFile) -> Answer | None:
    """What the called case hands back; None as long as it has neither done one of the `returns` nor ended."""
    values = {each.node: each.value for each in call.returns}
    entries = file.history.entries
    for node, when in file.course.done:
        if node in values:
            outcome = values[node] or _outcome(file, node)
            return Answer(file.history.case, when.at, outcome, follow(file.chart, entries[: when.position + 1]).facts)
    if not file.course.ended:
        return None
    outcome, facts = _outcome(file, *file.course.ends[-1:]), follow(file.chart, entries).facts
    return Answer(file.history.case, entries[-1].at, outcome, facts, is_agreed=not call.returns)


def handing_back(held: Held, here: Standing, found: Answer) -> Entry:
    """The entry that ends the caller's step. Raises UsageError for an end that was not agreed, and for facts that do not fit."""
    call = call_of(here.node)
    assert call is not None
    if not found.is_agreed:
        raise UsageError("办件 {case} 以“{outcome}”办结，没有交回约定的结果", case=found.case, outcome=found.outcome or "—")
    facts = dict(_taken(held.chart, call, found))
    return Entry(
        seq=held.last.seq + 1, at=max(found.at, held.last.at), kind=EntryKind.CALLED, node=here.node.id,
        post=held.chart.post_of(here.node), case=found.case, facts=facts,
        command=f"called/{held.history.case}/{here.node.id}/{here.place}",
    )


def _refuse_circle(registry: Registry, held: Held, code: str) -> None:
    """A case that is called from a case of its own item, however far up, would call for ever."""
    codes = [held.history.item]
    first = held.run.entries[0]
    while first.case and code not in codes:
        above = registry.store.read(first.case)
        codes.append(above.item)
        first = above.entries[0]
    if code in codes:
        raise UsageError("事项的调用绕成了圈：{circle}，不能办理", circle=(*reversed(codes), code))


def _found(items: Path | None, code: str) -> tuple[Document, bytes, str]:
    """The item with this code, never a path; its bytes, and how histories name its file."""
    if items is None:
        raise InputError("没有指明事项库，找不到要调用的事项 {item}", item=code)
    document = next((each for each in library(items).documents if each.chart.item and each.chart.item.code == code), None)
    if document is None:
        raise InputError("事项库 {path} 里没有要调用的事项 {item}", path=items, item=code)
    path = Path(document.path)
    return document, path.read_bytes(), path.relative_to(items).as_posix() if items in path.parents else path.name


def _given(here: Standing, known: Mapping[str, FactValue]) -> dict[str, str]:
    call = call_of(here.node)
    return {each.fact: _text(known[each.source]) for each in (call.gives if call else ()) if each.source in known}


def _outcome(file: CaseFile, *ends: str) -> str:
    found = (file.chart.events[end].outcome for end in ends if end in file.chart.events)
    return next((each.kind for each in found if each is not None), "")


def _taken(chart: Flowchart, call: Call, found: Answer) -> Iterator[tuple[str, FactValue]]:
    declared = {fact.name: fact for fact in chart.item.facts} if chart.item else {}
    texts = {each.fact: _text(found.facts[each.source]) for each in call.takes if each.source in found.facts}
    missing = tuple(each.source for each in call.takes if each.source not in found.facts)
    if missing:
        raise UsageError("办件 {case} 没有登记要交回的事实：{facts}", case=found.case, facts=missing)
    if call.outcome:
        texts[call.outcome] = found.outcome
    for name, text in texts.items():
        if name in declared:
            yield name, parse_fact(declared[name], text)


def _text(value: FactValue) -> str:
    if isinstance(value, bool):
        return _YES_NO[value]
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
