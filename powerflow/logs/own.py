"""Makes a table of our own histories, so that they can be judged like the log of any other system."""
from __future__ import annotations

from collections.abc import Iterable

from powerflow.logs.columns import BrokenLines
from powerflow.logs.rows import Rows
from powerflow.logs.table import EventTable
from powerflow.logs.wanted import Wanted
from powerflow.model import FactValue, History

_FACT = "fact:"
_KEYS = Wanted()


def of_histories(histories: Iterable[History], source: str) -> EventTable:
    """One case a history, what was done in it: activities are the ids of nodes, actors officers, groups posts;
    facts are columns `fact:…`.
    """
    rows = Rows(_KEYS)
    for history in histories:
        case = rows.new_case(history.case)
        said = {
            "item": history.item, "name": history.name, "chart": history.chart_path, "digest": history.chart_digest,
            "source": history.source, "simulated": "true" if history.simulated else "",
        }
        rows.of_case(case, ((name, text, False) for name, text in said.items() if text))
        for entry in history.done:
            own = {
                _KEYS.activity: entry.node, _KEYS.time: entry.at.isoformat(), _KEYS.actor: entry.officer, _KEYS.group: entry.post,
                "kind": entry.kind.value, "note": entry.note, "command": entry.command,
                **{_FACT + name: _text(value) for name, value in entry.facts.items()},
            }
            rows.event(case, ((name, text, False) for name, text in own.items() if text))
    return rows.table(source, BrokenLines(), by_time=False)


def _text(value: FactValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
