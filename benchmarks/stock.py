"""SpiffWorkflow as it comes, to measure against: in memory, and saved and restored around each step."""
from __future__ import annotations

import sqlite3  # noqa: TID251  an engine that is not ours
from pathlib import Path
from time import process_time, sleep
from typing import Any

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from benchmarks.shapes import Shape


def spec_of(shape: Shape) -> Any:
    """The specification that SpiffWorkflow's own parser makes."""
    parser = BpmnParser()
    parser.add_bpmn_str(shape.content)
    return parser.get_spec(next(iter(parser.process_parsers)))


def in_memory(shape: Shape, spec: Any, pause: float = 0) -> tuple[float, float]:
    """CPU seconds to begin one case, and those of its steps, with so many seconds of waiting before each; nothing is saved."""
    began = process_time()
    workflow = BpmnWorkflow(spec)
    workflow.do_engine_steps()
    begun = process_time()
    for step, facts in shape.turns:
        if pause:
            sleep(pause)
        _do(workflow, step, facts)
    assert workflow.is_completed()
    return begun - began, process_time() - begun


def naive(shape: Shape, spec: Any, folder: Path, most: int) -> tuple[float, int]:
    """CPU seconds and steps of a case that is restored, moved, saved and committed step by step, `most` steps of it."""
    serializer = BpmnWorkflowSerializer()
    connection = sqlite3.connect(folder / "naive.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY, body TEXT)")
    workflow = BpmnWorkflow(spec)
    workflow.do_engine_steps()
    connection.execute("REPLACE INTO state VALUES (1, ?)", (serializer.serialize_json(workflow),))
    # Steps from the middle of the case, so that neither its small beginning nor its large end is taken for the whole.
    first = max(0, (len(shape.turns) - most) // 2)
    for step, facts in shape.turns[:first]:
        _do(workflow, step, facts)
    connection.execute("REPLACE INTO state VALUES (1, ?)", (serializer.serialize_json(workflow),))
    turns = shape.turns[first : first + most]
    began = process_time()
    for step, facts in turns:
        [(body,)] = connection.execute("SELECT body FROM state WHERE id = 1")
        workflow = serializer.deserialize_json(body)
        _do(workflow, step, facts)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE state SET body = ? WHERE id = 1", (serializer.serialize_json(workflow),))
        connection.execute("COMMIT")
    spent = process_time() - began
    connection.close()
    return spent, len(turns)


def _do(workflow: Any, step: str, facts: Any) -> None:
    task = next(task for task in workflow.get_tasks(state=TaskState.READY, manual=True) if task.task_spec.bpmn_id == step)
    task.data.update(facts)
    task.run()
    workflow.do_engine_steps()


