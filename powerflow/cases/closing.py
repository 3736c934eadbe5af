"""Facts put right (更正), cases ended before their end (终止), files closed (归档)."""
from __future__ import annotations

from datetime import datetime

from powerflow.cases.authority import refuse_other_office
from powerflow.cases.casefile import CaseFile
from powerflow.cases.given import values_of
from powerflow.cases.registry import Act, Registry
from powerflow.cases.transaction import Scene, Wish, carry_out
from powerflow.errors import UsageError
from powerflow.model import DOING_KINDS, Entry, EntryKind


def correct(registry: Registry, case: str, act: Act, *, now: datetime, at: datetime | None = None) -> CaseFile:
    """The facts of `act` replace what was recorded, or add what nobody has (更正), because of `act.note`.

    What was recorded stays in the history; decisions that were made stand. Raises UsageError.
    """
    return carry_out(registry, case, Wish(kind=EntryKind.CORRECT, act=act), _correct, now=now, at=at)


def terminate(
    registry: Registry, case: str, act: Act, *, document: str, now: datetime, at: datetime | None = None
) -> CaseFile:
    """Ends a case before its end (终止) by `document`, because of `act.note`: nothing is open any more. Raises UsageError."""
    return carry_out(registry, case, Wish(kind=EntryKind.TERMINATE, act=act, document=document), _terminate, now=now, at=at)


def archive(
    registry: Registry, case: str, act: Act, *, document: str, now: datetime, at: datetime | None = None
) -> CaseFile:
    """Closes the file of a case that is over (归档) under the number `document`; only supervision may add to it afterwards."""
    return carry_out(registry, case, Wish(kind=EntryKind.ARCHIVE, act=act, document=document), _archive, now=now, at=at)


def _correct(scene: Scene) -> Entry:
    act = scene.wish.act
    refuse_other_office(scene.run, scene.power, scene.what)
    if not act.facts or not act.note:
        raise UsageError("更正要用 --set 名称=值 写明正确的事实，用 --note 写明理由")
    facts = values_of(scene.chart, act.facts)
    same = [name for name, value in facts.items() if name in scene.run.facts and scene.run.facts[name] == value]
    if same:
        raise UsageError("事实“{name}”登记的本来就是“{value}”", name=same[0], value=facts[same[0]])
    sources = (entry.seq for entry in reversed(scene.run.entries) if _told(entry) & facts.keys())
    return scene.entry(facts=facts, refers=next(sources, 0))


def _told(entry: Entry) -> set[str]:
    """The names of the facts of the case that an entry says."""
    return set(entry.facts) if entry.kind in DOING_KINDS or entry.kind is EntryKind.CORRECT else set()


def _terminate(scene: Scene) -> Entry:
    refuse_other_office(scene.run, scene.power, scene.what)
    if scene.run.ended:
        raise UsageError("办件 {case} 已经办结，不能再“{what}”", case=scene.case, what=scene.what)
    if not scene.wish.document or not scene.wish.act.note:
        raise UsageError("终止要用 --document 写明文书，用 --note 写明事由")
    return scene.entry()


def _archive(scene: Scene) -> Entry:
    refuse_other_office(scene.run, scene.power, scene.what)
    if not scene.run.ended:
        raise UsageError("办件 {case} 还没有办结，不能归档", case=scene.case)
    if not scene.wish.document:
        raise UsageError("归档要用 --document 写明档案号")
    return scene.entry()
