"""Reads object-centric logs (OCEL 2.0 as JSON): the objects of one type are taken as the cases."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from powerflow.errors import InputError
from powerflow.logs.columns import BrokenLines
from powerflow.logs.rows import Rows
from powerflow.logs.table import Broken, EventTable
from powerflow.logs.wanted import Wanted

_KEYS = Wanted()
_MOST_BYTES = 1 << 30


def read_ocel(path: Path, wanted: Wanted) -> EventTable:
    """The log, by the objects of the type that `wanted.case` names (the commonest, if it names none).

    Raises InputError for what is not OCEL 2.0.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError("{path}：文件超过 {most} 字节", path=path, most=_MOST_BYTES)
        log = json.loads(path.read_bytes())
        kinds = {str(each["id"]): str(each["type"]) for each in log["objects"]}
        events = [*_json_events(log["events"])]
    except OSError as error:
        raise InputError("{path}：文件无法读取（{cause}）", path=path, cause=error.strerror or error) from error
    except json.JSONDecodeError as error:
        raise InputError("{path} 第 {line} 行：不是 JSON（{cause}）", path=path, line=error.lineno, cause=error.msg) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError("{path}：不是 OCEL 2.0 的运行数据（{cause}）", path=path, cause=repr(error)) from error
    return _table(path, wanted, kinds, events)


_Event = tuple[dict[str, str], list[str]]


def _json_events(events: Iterable[Mapping[str, object]]) -> Iterator[_Event]:
    for event in events:
        said = {_KEYS.activity: str(event["type"]), _KEYS.time: str(event["time"])}
        said.update((str(each["name"]), str(each["value"])) for each in _list(event.get("attributes")))
        yield said, [str(each["objectId"]) for each in _list(event.get("relationships"))]


def _list(value: object) -> list[dict[str, object]]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _table(path: Path, wanted: Wanted, kinds: Mapping[str, str], events: Iterable[_Event]) -> EventTable:
    kind = kind_of_case(path, wanted, Counter(kinds.values()))
    rows, broken = Rows(wanted), BrokenLines()
    for number, (said, objects) in enumerate(events, start=1):
        cases = [each for each in dict.fromkeys(objects) if kinds.get(each) == kind]
        if not cases:
            broken.add(Broken(0, "", number, "这一事件没有“{kind}”这类对象，未读入", {"kind": kind}))
        for case in cases:
            rows.event(rows.case(case), ((name, text, False) for name, text in said.items()))
    return rows.table(path.name, broken, by_time=True)


def kind_of_case(path: Path, wanted: Wanted, counted: Counter[str]) -> str:
    """The type of objects that are the cases, of those that were counted. Raises InputError for one that is not there."""
    if wanted.case == _KEYS.case and counted:
        return counted.most_common(1)[0][0]
    if wanted.case not in counted:
        raise InputError("{path}：没有“{kind}”这类对象，只有 {kinds}", path=path, kind=wanted.case, kinds=tuple(counted))
    return wanted.case
