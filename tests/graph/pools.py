"""Writes small collaborations for tests: processes as BPMN text, and the messages between their nodes."""
from __future__ import annotations

from collections.abc import Mapping

from powerflow import bpmn
from powerflow.model import Flowchart

_NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_MESSAGE = "<messageEventDefinition/>"
_SHORT = {
    "start": ("startEvent", ""), "startM": ("startEvent", _MESSAGE), "end": ("endEvent", ""), "endM": ("endEvent", _MESSAGE),
    "terminate": ("endEvent", "<terminateEventDefinition/>"), "error": ("endEvent", "<errorEventDefinition/>"),
    "catch": ("intermediateCatchEvent", _MESSAGE), "throw": ("intermediateThrowEvent", _MESSAGE),
    "timer": ("intermediateCatchEvent", "<timerEventDefinition/>"),
    "send": ("sendTask", ""), "receive": ("receiveTask", ""), "task": ("task", ""), "user": ("userTask", ""),
    "service": ("serviceTask", ""), "xor": ("exclusiveGateway", ""), "and": ("parallelGateway", ""),
    "first": ("eventBasedGateway", ""), "or": ("inclusiveGateway", ""), "complex": ("complexGateway", ""),
}
_BOUNDARY = {"M": _MESSAGE, "T": "<timerEventDefinition/>", "E": "<errorEventDefinition/>"}


def read(pools: Mapping[str, str], messages: Mapping[str, tuple[str, str]]) -> Flowchart:
    """The chart of these processes (id → BPMN) and message flows (id → source and target; "outside" is a black box)."""
    drawn = "".join(f'<process id="{id}">{inside}</process>' for id, inside in pools.items())
    said = "".join(f'<messageFlow id="{id}" sourceRef="{a}" targetRef="{b}"/>' for id, (a, b) in messages.items())
    shown = "".join(f'<participant id="pool-{id}" processRef="{id}"/>' for id in pools)
    text = (
        f'<definitions xmlns="{_NAMESPACE}"><collaboration id="c">{shown}<participant id="outside"/>{said}</collaboration>'
        f"{drawn}</definitions>"
    )
    return bpmn.parse(text.encode(), "pools.bpmn").chart


def talk(messages: str, **pools: str) -> Flowchart:
    """The same, written short: `talk("m: s > r", A="start > send s > end", B="start > receive r > end")`.

    A process is made of lines; a line is a chain `kind id > kind id > …`, where a node named before is written by its id
    alone. `M!b@x` and `M?b@x` are boundary events at x that interrupt or do not (M message, T timer, E error), and
    `sub x { … }` is a sub-process with lines of its own. A node without an id is called by its process, kind and place.
    """
    flows = {}
    for each in messages.split(","):
        name, ends = each.split(":")
        source, target = ends.split(">")
        flows[name.strip()] = (source.strip(), target.strip())
    return read({name: _written(name, text) for name, text in pools.items()}, flows)


def _written(name: str, text: str) -> str:
    before, opened, rest = text.partition("{")
    if not opened:
        return "".join(_line(f"{name}{number}", line) for number, line in enumerate(before.split(";")) if line.strip())
    inside, _, after = rest.partition("}")
    outer = _written(name, before + after)
    step = before.rsplit("sub ", 1)[1].strip()
    empty = f'<subProcess id="{step}"></subProcess>'
    return outer.replace(empty, f'<subProcess id="{step}">{_written(f"{name}-{step}", inside)}</subProcess>')


def _line(name: str, line: str) -> str:
    written, last = [], ""
    for place, part in enumerate(line.split(">")):
        kind, _, id = part.strip().partition(" ")
        id = id.strip()
        if kind[1:2] in ("!", "?"):
            id, _, step = kind[2:].partition("@")
            interrupts = str(kind[1] == "!").lower()
            written.append(
                f'<boundaryEvent id="{id}" attachedToRef="{step}" cancelActivity="{interrupts}">{_BOUNDARY[kind[0]]}</boundaryEvent>'
            )
        elif kind in _SHORT or kind == "sub":
            id = id or f"{name}-{kind}-{place}"
            type, inner = _SHORT.get(kind, ("subProcess", ""))
            written.append(f'<{type} id="{id}">{inner}</{type}>')
        else:
            id = kind
        if last:
            written.append(f'<sequenceFlow id="{last}-{id}" sourceRef="{last}" targetRef="{id}"/>')
        last = id
    return "".join(written)
