"""The exchange between pools is what plain play of all their tokens and messages shows, for hundreds of drawn ones.

What can be demanded: where the plain play sees everything and no pool goes wrong by itself, the same nodes wait for
ever, the same pools never end, and where every course ends the same receivers are unserved and the same messages
untaken. Where more messages of one flow wait than the room counts, it may be unsure, and must not be wrong.
"""
from __future__ import annotations

import pytest

from powerflow.graph.messages import Exchange, exchange
from powerflow.graph.soundness import Fault, Verdict, soundness
from powerflow.graph.talk import MOST_COUNTED
from powerflow.model import Flowchart
from tests.graph.exchange_generated import collaboration
from tests.graph.exchange_oracle import Heard, listen

MOST_STATES = 4_000
CHARTS = 250
BLOCK = 1_000


def objection(chart: Flowchart, found: Exchange, heard: Heard) -> str:
    """What the room says otherwise than the plain play; "" where they agree."""
    stuck = {id for each in found.stuck for id in each.waiting}
    if heard.most > MOST_COUNTED:
        wrong = not stuck <= heard.stuck or (found.complete and not stuck and heard.stuck)
        return f"too many: {stuck} {heard.stuck}" if wrong else ""
    if not found.complete:
        return "not complete"
    if stuck != heard.stuck or bool(found.endless) != heard.endless:
        return f"stuck {stuck} {heard.stuck}, endless {found.endless} {heard.endless}"
    if heard.stuck or heard.endless:
        return ""
    unserved = {id for id, flows in heard.awaited.items() if id in heard.came and not heard.taken & set(flows)}
    known = {flow for id in unserved for flow in heard.awaited[id]}
    untaken = heard.sent - heard.taken - known
    if unserved != set(found.unserved) or untaken != set(found.untaken):
        return f"unserved {found.unserved} {unserved}, untaken {found.untaken} {untaken}"
    return ""


def disagreements(first: int, end: int) -> tuple[int, dict[int, str]]:
    """How many of the charts with these seeds could be compared, and where the two disagree."""
    compared, wrong = 0, {}
    for seed in range(first, end):
        chart = collaboration(seed)
        found = exchange(chart, MOST_STATES)
        heard = listen(chart)
        if found is None or not heard.complete or heard.cut:
            continue
        compared += 1
        if text := objection(chart, found, heard):
            wrong[seed] = text
    return compared, wrong


def test_no_exchange_is_judged_otherwise_than_by_plain_play() -> None:
    compared, wrong = disagreements(0, CHARTS)
    assert wrong == {}
    assert compared > CHARTS * 3 // 4


@pytest.mark.full
@pytest.mark.parametrize("block", range(1, 21))
def test_no_exchange_of_many_is_judged_otherwise_than_by_plain_play(block: int) -> None:
    assert disagreements(block * BLOCK, (block + 1) * BLOCK)[1] == {}


def test_every_course_of_a_deadlock_names_elements_of_the_chart() -> None:
    for seed in range(60):
        chart = collaboration(seed)
        known = {*chart.nodes, *chart.flows, *chart.message_flows}
        for problem in soundness(chart).problems:
            if problem.fault is Fault.MESSAGE_DEADLOCK:
                assert known >= {*problem.trace, *problem.waiting, *problem.missing, problem.element}, seed
                assert problem.scope in chart.processes
                assert soundness(chart).verdict is Verdict.UNSOUND
