"""The charts whose faults are known: from the literature and from other analysers' tests.

Where a name promises another fault than the one told, the drawing decides; the comment says what it shows.
"""
from __future__ import annotations

from functools import cache

import pytest

from powerflow import bpmn
from powerflow.errors import InputError
from powerflow.graph import Soundness, Verdict, soundness
from tests.corpus import files, needs_corpus

pytestmark = needs_corpus

# Name → the fault that must be told. Faulty charts from the literature on soundness; every one of them is unsound.
LITERATURE = {
    "example/Arzttermin.bpmn": "deadlock",
    "example/IS-test.bpmn": "deadlock",
    "example/arzttermin-faulty.bpmn": "deadlock",
    # Its own tool does not find the task beside the start event that no flow leads to.
    "example/arzttermin-undetectedFaults.bpmn": "dead",
    "example/kredit.bpmn": "deadlock",
    "src/example/bpmnanalyzer/previewFail.bpmn": "unsynchronised",
    "src/example/bpmnanalyzer/reusedEndEvent3.bpmn": "repeated-end",
    "src/example/deadlock-during-loop-initialization.bpmn": "deadlock",
    "src/example/example.bpmn": "deadlock",
    "src/example/fault-blocking.bpmn": "deadlock",
    # A deadlock, and behind it two branches that only seem to meet.
    "src/example/fault-illusion.bpmn": "deadlock",
    # The token that goes round once more masks the join of two alternatives behind it.
    "src/example/fault-masking.bpmn": "unsynchronised",
    "src/example/fundbpm/Fund-BPM-Exercise-5-13.bpmn": "unsynchronised",
    "src/example/fundbpm/Fund-BPM-Fig-5-12-a.bpmn": "deadlock",
    "src/example/fundbpm/Fund-BPM-Fig-5-12-b.bpmn": "livelock",
    "src/example/fundbpm/Fund-BPM-Fig-5-13-a.bpmn": "unsynchronised",
    "src/example/fundbpm/Fund-BPM-Fig-5-13-b.bpmn": "deadlock",
    "src/example/lack-of-synchronization.bpmn": "unsynchronised",
    "src/example/no-visualization.bpmn": "deadlock",
    "src/example/non-interrupting-boundary-event.bpmn": "unsynchronised",
    # Both branches of its fork may leave the loop and may go round: the loop always has an exit, but every round may
    # double the tokens.
    "src/example/possible-endless-loop.bpmn": "unsynchronised",
    "src/example/wrong-loop-entry-1.bpmn": "deadlock",
    "src/example/wrong-loop-entry-2.bpmn": "deadlock",
}

ANALYSERS = {
    # The fork leads to the merge before the end both at once and through A.
    "bpmn-analyzer-js/resources/cyclic.bpmn": "repeated-end",
    "bpmn-analyzer-js/resources/dead-activity.bpmn": "dead",
    "bpmn-analyzer-js/resources/dead_tasks_connected.bpmn": "dead",
    "bpmn-analyzer-js/resources/implicit-task-merge.bpmn": "unsynchronised",
    "bpmn-analyzer-js/resources/implicit-task-split.bpmn": "unsynchronised",
    # "livelock": the loop has no exit, but each round leaves a token behind before the end, so that a second one comes.
    "bpmn-analyzer-js/resources/livelock.bpmn": "unsynchronised",
    "bpmn-analyzer-js/resources/order_handling.bpmn": "deadlock",
    "bpmn-analyzer-js/resources/order_handling_synchronization.bpmn": "unsynchronised",
    "bpmn-analyzer-js/resources/pools-with-message-flows.bpmn": "unsynchronised",
    "bpmn-analyzer-js/resources/reused-end-event.bpmn": "repeated-end",
    "bpmn-analyzer-js/resources/showcase.bpmn": "deadlock",
    "bpmn-analyzer-js/resources/starvation.bpmn": "message-deadlock",
    "bpmn-analyzer-js/resources/stuck.bpmn": "deadlock",
    "bpmn-analyzer-js/resources/unsafe-gateways.bpmn": "unsynchronised",
    "rust-analyzer/core/tests/resources/integration/livelock.bpmn": "unsynchronised",
    # Named like the ladder of ten branches; behind its join two alternatives meet in a parallel gateway.
    "rust-analyzer/core/tests/resources/integration/p10.bpmn": "deadlock",
    "rust-analyzer/core/tests/resources/unit/prefix/bpmn-prefix.bpmn": "deadlock",
    "rust-analyzer/core/tests/resources/unit/prefix/no-prefix.bpmn": "unsynchronised",
    "rust-analyzer/core/tests/resources/unit/prefix/wurst-prefix.bpmn": "deadlock",
    "rust-analyzer/core/tests/resources/unit/properties/no_dead_activities/dead-activities.bpmn": "dead",
    "rust-analyzer/core/tests/resources/unit/properties/option_to_complete/no-option-to-complete-1.bpmn": "deadlock",
    "rust-analyzer/core/tests/resources/unit/properties/option_to_complete/no-option-to-complete-2.bpmn": "deadlock",
    # A palette of events: most of them hang on nothing.
    "rust-analyzer/core/tests/resources/unit/reader/events.bpmn": "dead",
    # A single step of the semantics each: a fork straight into one end, into one event or one task twice, three links.
    "rust-analyzer/core/tests/resources/unit/semantics/end.bpmn": "repeated-end",
    "rust-analyzer/core/tests/resources/unit/semantics/intermediate_event.bpmn": "unsynchronised",
    "rust-analyzer/core/tests/resources/unit/semantics/link_event.bpmn": "repeated-end",
    "rust-analyzer/core/tests/resources/unit/semantics/task.bpmn": "unsynchronised",
    # The chart "showcase" again.
    "rust-analyzer/core/tests/resources/unit/semantics/nothing.bpmn": "deadlock",
    "rust-analyzer/webserver/tests/resources/p6_stuck.bpmn": "deadlock",
    # Two parallel branches meet in an exclusive gateway.
    "fbpmn/models/bpmn-origin/src/e007CheckTest.bpmn": "unsynchronised",
    # One end behind two events beside the same sub-process, which may both come.
    "fbpmn/models/bpmn-origin/src/e042MBE.bpmn": "repeated-end",
}

SOUND = (
    # Other analysers call a receiver dead that no message flow leads to; the message may come from outside the drawing.
    "bpmn-analyzer-js/resources/dead-mice.bpmn",
    "bpmn-analyzer-js/resources/dead-receive-task.bpmn",
    # Inclusive gateways whose default flow is taken only if no other one is.
    "fbpmn/models/bpmn-origin/src/e003OrTest.bpmn",
    "fbpmn/models/bpmn-origin/src/e012OrSize2x2.bpmn",
    "fbpmn/models/bpmn-origin/src/e014CheckTest.bpmn",
    "fbpmn/models/bpmn-origin/src/e017OnlineOrdering.bpmn",
    "fbpmn/models/bpmn-origin/src/e018OrSize2x4.bpmn",
    "fbpmn/models/bpmn-origin/src/s002Xor1.bpmn",
    *(f"lmcs2024/artifacts/experiments/models/parallel/p0{branches}x01.bpmn" for branches in (1, 3, 4, 5, 6, 9)),
    "rust-analyzer/cli/benchmark_input/400.bpmn",
    "rust-analyzer/cli/benchmark_input/500.bpmn",
    "rust-analyzer/core/tests/resources/unit/properties/no_dead_activities/no-dead-activities.bpmn",
    "rust-analyzer/core/tests/resources/unit/semantics/exg.bpmn",
    "rust-analyzer/core/tests/resources/unit/semantics/pg.bpmn",
    "rust-analyzer/core/tests/resources/unit/semantics/start.bpmn",
    "rust-analyzer/core/tests/resources/unit/semantics/task_and_gateways.bpmn",
    "rust-analyzer/webserver/tests/resources/p2.bpmn",
    # Default flows behind an inclusive gateway in the reference model of the interchange suite.
    "miwg/bpmn.io (Camunda Modeler) 18.6.1/A.2.1-export.bpmn",
)


@cache
def answers() -> dict[str, Soundness]:
    """What is said of every file of the corpus that can be read."""
    found = {}
    for name, data in files():
        try:
            found[name.partition("/")[2]] = soundness(bpmn.parse(data, name).chart)
        except InputError:
            continue
    return found


@pytest.mark.parametrize("name", LITERATURE)
def test_faults_from_the_literature_are_told(name: str) -> None:
    answer = answers()[f"bpmninvest/{name}"]
    assert answer.verdict is Verdict.UNSOUND
    assert LITERATURE[name] in {problem.fault.value for problem in answer.problems}


def test_no_chart_of_the_literature_is_left_out() -> None:
    assert {name for name in answers() if name.startswith("bpmninvest/")} == {f"bpmninvest/{name}" for name in LITERATURE}


@pytest.mark.parametrize("name", ANALYSERS)
def test_faults_that_other_analysers_test_are_told(name: str) -> None:
    answer = answers()[name]
    assert answer.verdict is Verdict.UNSOUND
    assert ANALYSERS[name] in {problem.fault.value for problem in answer.problems}


@pytest.mark.parametrize("name", SOUND)
def test_sound_charts_are_called_sound(name: str) -> None:
    answer = answers()[name]
    assert (answer.verdict, answer.problems) == (Verdict.SOUND, ())


def test_every_public_file_gets_a_verdict_and_hardly_any_is_undecided() -> None:
    """Undecided are two charts with complex gateways and one that holds a choreography and no process."""
    undecided = {name: answer.reason for name, answer in answers().items() if answer.verdict is Verdict.UNDECIDED}
    assert len(answers()) >= 4_100
    assert len(undecided) <= 3
    assert "states" not in undecided.values()
