"""Holds a pack against this program: its checking program is ours, and the engine comes to the states that it records."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from powerflow import __version__, bpmn
from powerflow.cases import run_again
from powerflow.deadlines import national_calendar
from powerflow.evidence import verify
from powerflow.model import canonical
from powerflow.replay import read_history


@dataclass(frozen=True)
class Rerun:
    """How many states were reached again, and the numbers of the entries after which they differ from those in the pack."""

    count: int
    differing: tuple[int, ...]


def rerun(files: Mapping[str, bytes]) -> Rerun | None:
    """The case run again by the engine from the chart and the history in the pack; None for one without states.

    Days are counted by the national calendar as it is known now: a state with a due day that a notice has moved since differs.
    Raises InputError for a chart or history that cannot be read.
    """
    if verify.STATES not in files:
        return None
    told = json.loads(files[verify.STATES])["states"]
    chart = bpmn.parse(files[verify.CHART], verify.CHART).chart
    history = read_history(files[verify.HISTORY], verify.HISTORY)
    again = run_again(replace(history, entries=history.entries[: len(told)]), chart, national_calendar())
    here = {each.seq: canonical(dict(each.state)) for each in again.states}
    return Rerun(len(again.states), tuple(each["seq"] for each in told if here.get(each["seq"]) != canonical(each["state"])))


def foreign_program(files: Mapping[str, bytes]) -> tuple[verify.Fault, ...]:
    """That the pack's checking program is not the one of its version: then it cannot be trusted to check itself."""
    own = Path(verify.__file__).read_bytes()
    is_ours = json.loads(files[verify.MANIFEST]).get("made_by") == f"powerflow {__version__}"
    if is_ours and files.get(verify.PROGRAM) != own:
        return (verify.Fault(verify.PROGRAM, "program"),)
    return ()
