"""Finds the columns of a table without fixed names by what they are usually called, here and abroad."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from powerflow.errors import InputError
from powerflow.logs.wanted import Wanted

_CASE = (
    "case:concept:name", "case_id", "case id", "caseid", "case",
    "办件编号", "办件号", "案件编号", "业务编号", "受理编号", "受理号", "流水号", "申办编号",  # not shown: names of columns
)
_ACTIVITY = (
    "concept:name", "activity", "activity_name", "event", "task", "step",
    "环节", "环节名称", "办理环节", "活动", "活动名称",  # not shown: names of columns
)
_TIME = (
    "time:timestamp", "timestamp", "time", "complete_time", "completion time", "date",
    "时间", "办理时间", "完成时间", "发生时间", "办结时间",  # not shown: names of columns
)
_ACTOR = ("org:resource", "resource", "actor", "user", "officer", "经办人", "办理人", "人员", "操作人")  # not shown: names of columns
_GROUP = (
    "org:group", "org:role", "group", "role", "department", "post",
    "岗位", "部门", "科室", "单位",  # not shown: names of columns
)
_MISSING = (
    "{path}：没有找到写明办件编号的一列，表头有 {names}。请在映射文件的 [[log]] 里写明 case",
    "{path}：没有找到写明活动的一列，表头有 {names}。请在映射文件的 [[log]] 里写明 activity",
    "{path}：没有找到写明时间的一列，表头有 {names}。请在映射文件的 [[log]] 里写明 time",
)
_DEFAULT = Wanted()


def guessed(wanted: Wanted, names: Sequence[str], path: object) -> Wanted:
    """The same wishes with the columns' real names; those that were not left to us must be there.

    Raises InputError where the case, the activity or the time is in none of the columns.
    """
    # In XES case and activity bear the same key; in a table it is the activity's.
    case = _first(_CASE, names) if wanted.case == _DEFAULT.case else _one(wanted.case, _DEFAULT.case, (), names)
    activity = _one(wanted.activity, _DEFAULT.activity, _ACTIVITY, names)
    time = _one(wanted.time, _DEFAULT.time, _TIME, names)
    for found, message in zip((case, activity, time), _MISSING, strict=True):
        if not found:
            raise InputError(message, path=path, names=tuple(names))
    return replace(
        wanted, case=case, activity=activity, time=time, actor=_one(wanted.actor, _DEFAULT.actor, _ACTOR, names),
        group=_one(wanted.group, _DEFAULT.group, _GROUP, names),
    )


def _one(name: str, default: str, usual: Sequence[str], names: Sequence[str]) -> str:
    if name in names:
        return name
    return _first(usual, names) if name == default else ""


def _first(usual: Sequence[str], names: Sequence[str]) -> str:
    plain = {name.strip().lower(): name for name in reversed(names)}
    return next((plain[each] for each in usual if each in plain), "")
