"""What is told of messages between pools: in the verdict, and of the public drawings."""
from __future__ import annotations

from powerflow import bpmn
from powerflow.errors import InputError
from powerflow.graph.messages import exchange
from powerflow.graph.soundness import Fault, Problem, Verdict, soundness
from powerflow.model import Flowchart
from tests.corpus import files, needs_corpus
from tests.graph.pools import talk

MOST_STATES = 2_000


def told(chart: Flowchart) -> list[tuple[str, str]]:
    """Fault and element of each problem."""
    return [(problem.fault.value, problem.element) for problem in soundness(chart).problems]


# In the verdict

def test_a_deadlock_is_told_once_with_its_course() -> None:
    chart = talk("m: s > r, n: t > q", A="start a > receive q > send s > end", B="start b > receive r > send t > end")
    assert soundness(chart).problems == (Problem(
        fault=Fault.MESSAGE_DEADLOCK, scope="A", element="q", waiting=("q", "r"), missing=("n", "m"),
        trace=("a", "a-q", "b", "b-r"),
    ),)
    assert soundness(chart).verdict is Verdict.UNSOUND


def test_a_course_names_the_messages_that_were_taken() -> None:
    chart = talk(
        "m: s > r, n: t > q", A="start a > send s > receive q > end e", B="start b > receive r > xor x > send t > end; x > end f"
    )
    (problem,) = soundness(chart).problems
    assert problem.element == "q"
    assert problem.trace.index("s") < problem.trace.index("m") < problem.trace.index("r") < problem.trace.index("x-f")
    assert "t" not in problem.trace


def test_asking_again_and_again_for_a_message_that_may_not_come_never_ends() -> None:
    chart = talk(
        "m: s > r", A="start > xor x > send s > end; x > end", B="start > xor y > first g > catch r > end; g > timer > y"
    )
    assert told(chart) == [("message-livelock", "g")]


def test_what_a_pool_does_wrong_by_itself_is_told_once() -> None:
    """The other pool waits in vain, but only because the first one stands still."""
    chart = talk("m: s > r", A="start > xor x > task > and j > send s > end; x > task > j", B="start > receive r > end")
    assert {fault for fault, _ in told(chart)} == {"deadlock", "dead"}


def test_a_deadlock_beside_a_fault_of_one_pool_is_told_too() -> None:
    chart = talk(
        "m: s > r, n: t > q", A="start > xor x > receive q > send s > end; x > task > and j > end; x > task > j",
        B="start > receive r > send t > end",
    )
    faults = {fault for fault, _ in told(chart)}
    assert faults >= {"deadlock", "message-deadlock"}


# Real drawings

KNOWN = {
    # The receiver chooses without knowing what was sent.
    "e015CheckTest": {"Task_1d78ih0", "Task_19wi6kk"}, "experiments/models/e015": {"Task_1d78ih0", "Task_19wi6kk"},
    # The payment is refused and nobody tells the customer, who waits for its confirmation.
    "e037Comm": {"Payment_Confirmation_Received"},
    # The controller may shut down without a word to the robot.
    "s005Robots1": {"Gateway_09tktio"},
    # B2 sends nothing.
    "starvation": {"Activity_1bp5b5q"},
    # One branch terminates the pool before the other has sent.
    "Bonita BPM 7.2.3/B.2.0-export": {"_dymGoLWaEeaTvLEWv0tJ7A"},
    # What would send stands in a part of the pool that nothing leads to.
    "blueprint.servicenow-integration-blueprint": {"Event_166fovk"},
}
# The author of these two calls a receiver dead to which no message flow leads. Here what is not drawn comes from outside:
# most files leave out where their messages come from.
FROM_OUTSIDE = ("bpmn-analyzer-js/resources/dead-mice", "bpmn-analyzer-js/resources/dead-receive-task")


@needs_corpus
def test_the_public_files_have_the_deadlocks_that_their_drawings_show() -> None:
    found: dict[str, set[str]] = {}
    silent, unsure = [], []
    for name, data in files():
        apart = any(each in name for each in FROM_OUTSIDE)
        if b"essageFlow" not in data and not apart:
            continue
        try:
            chart = bpmn.parse(data, name).chart
        except InputError:
            continue
        heard = exchange(chart, MOST_STATES)
        if apart:
            silent.append(heard)
        if heard is None:
            continue
        assert not heard.unserved and not heard.untaken and not heard.endless, name
        if heard.stuck:
            found[name] = {id for stuck in heard.stuck for id in stuck.waiting}
        if not heard.complete:
            unsure.append(name.rsplit("/", 1)[1])
    assert silent == [None, None]
    # The first has complex gateways, the second sends without end and is unsound by itself.
    assert unsure == ["valid-complex.bpmn", "e019TemperatureIoT.bpmn"]
    for name, waiting in found.items():
        assert waiting == next((known for part, known in KNOWN.items() if part in name), None), name
    assert len(found) == len(KNOWN) + 1, "the blueprint is there twice"
