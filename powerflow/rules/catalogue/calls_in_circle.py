"""Items call each other in a circle.

Why: each case would begin another one without end; such a case is refused.
Mend: let one of them be handed over as a message or a document, or draw the common part as an item of its own.
"""
from __future__ import annotations

from collections import defaultdict

from powerflow.model import Catalogue
from powerflow.rules.acting import label
from powerflow.rules.calling import calls
from powerflow.rules.rule import Breaches, rule


@rule(
    title="事项的调用绕成了圈",
    why="每件办件都会再开始一件，没有尽头；这样的办件不让开始。",
    mend="其中一处改为移送文书，或者把共同的部分单独画成一个事项。",
    basis="docs/running.md",
)
def check(catalogue: Catalogue) -> Breaches:
    called = defaultdict[str, set[str]](set)
    for chart, step, _ in calls(catalogue):
        if chart.item is not None:
            called[chart.item.code].add(step.called)
    for chart, step, _ in calls(catalogue):
        origin = chart.item.code if chart.item else ""
        if origin and origin in _reached(called, step.called):
            yield step, "“{name}”调用事项 {item}，而它又会调用 {origin}", {"name": label(step), "item": step.called, "origin": origin}


def _reached(called: dict[str, set[str]], code: str) -> set[str]:
    """The items that a case of `code` may call, itself or through others, and itself."""
    seen, waiting = {code}, [code]
    while waiting:
        for each in called.get(waiting.pop(), set()) - seen:
            seen.add(each)
            waiting.append(each)
    return seen
