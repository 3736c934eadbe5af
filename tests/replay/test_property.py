"""A case that went by its chart has no finding; one breach is found as that breach, at its place, and as no other."""
from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from powerflow.deadlines import national_calendar
from powerflow.model import Entry, EntryKind, Flowchart, History
from powerflow.replay import Replay, replay
from tests.replay.generated import Block, Drawing, Happening, Walk, blocks
from tests.replay.histories import breaches, instant

_quick = settings(max_examples=40)


def _case(block: Block, data: st.DataObject) -> tuple[Flowchart, list[Happening], list[Entry]]:
    drawing = Drawing()
    drawing.draw(block)
    chart = drawing.builder.end().build()
    done, _ = Walk(data).go(block, [])
    begun = instant("2026-03-02")
    entries = [Entry(seq=1, at=begun, kind=EntryKind.START, node="start")]
    for number, happening in enumerate(done, start=2):
        entries.append(Entry(
            seq=number, at=begun + timedelta(hours=number), kind=EntryKind.STEP, node=happening.node,
            post=chart.post_of(chart.nodes[happening.node]), officer="甲", facts=happening.facts,
        ))
    return chart, done, entries


def _replay(chart: Flowchart, entries: list[Entry]) -> Replay:
    numbered = tuple(replace(entry, seq=seq) for seq, entry in enumerate(entries, start=1))
    history = History(
        case="X", item="X", name="", chart_path="", chart_digest=chart.digest, simulated=True, entries=numbered
    )
    return replay(history, chart, national_calendar())


@_quick
@given(blocks, st.data())
def test_case_by_its_chart_has_no_finding(block: Block, data: st.DataObject) -> None:
    chart, _, entries = _case(block, data)
    case = _replay(chart, entries)
    assert breaches(case) == [] and case.complete


@_quick
@given(blocks, st.data())
def test_step_left_out_is_found_where_it_is_first_missed(block: Block, data: st.DataObject) -> None:
    chart, done, entries = _case(block, data)
    left_out = data.draw(st.integers(0, len(done) - 1))
    node = done[left_out].node
    # The last step before the end is not missed by anything, and of a loop one round less is as good.
    assume([each.node for each in done].count(node) == 1)
    following = [number for number, each in enumerate(done) if _waits_for(each, done[left_out])]
    assume(following)
    case = _replay(chart, entries[: left_out + 1] + entries[left_out + 2 :])
    assert breaches(case) == [("step-skipped", node, following[0] + 1)]


def _waits_for(one: Happening, other: Happening) -> bool:
    return any(each is other or _waits_for(each, other) for each in one.after)


@_quick
@given(blocks, st.data())
def test_delay_is_found_in_every_step_that_was_open_then(block: Block, data: st.DataObject) -> None:
    chart, done, entries = _case(block, data)
    late = data.draw(st.integers(0, len(done) - 1))
    moved = [*entries[: late + 1], *(replace(each, at=each.at + timedelta(days=90)) for each in entries[late + 1 :])]
    position = {id(each): number for number, each in enumerate(done)}
    open_then = {
        (each.node, number + 2) for number, each in enumerate(done)
        if number >= late and all(position[id(before)] < late for before in each.after)
    }
    found = breaches(_replay(chart, moved))
    assert {rule for rule, _, _ in found} == {"promise-passed"}
    assert {(element, seq) for _, element, seq in found} == open_then


@_quick
@given(blocks, st.data())
def test_wrong_post_is_found_at_its_entry_alone(block: Block, data: st.DataObject) -> None:
    chart, done, entries = _case(block, data)
    wrong = data.draw(st.integers(1, len(done)))
    entries[wrong] = replace(entries[wrong], post="路人")
    assert breaches(_replay(chart, entries)) == [("post-mismatch", entries[wrong].node, wrong + 1)]
