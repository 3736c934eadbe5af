"""Running cases go on under a new version of their chart (换版), where all that was done and all that is open fits it."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from powerflow import bpmn
from powerflow.cases.authority import refuse_other_office
from powerflow.cases.casefile import CaseFile, case_file, document_of
from powerflow.cases.course import Run, follow
from powerflow.cases.obstacles import obstacles
from powerflow.cases.open_steps import open_steps
from powerflow.cases.registry import Act, Registry
from powerflow.cases.transaction import Scene, Wish, carry_out
from powerflow.deadlines import WorkCalendar
from powerflow.errors import PowerflowError, UsageError
from powerflow.model import ChartDiff, Entry, EntryKind, diff
from powerflow.replay import Clocks, Reading


@dataclass(frozen=True)
class DueMoved:
    """A limit that is due on another day after a change of version; `owner` is its step, "" the item. None: it did not or does not run."""

    owner: str
    before: date | datetime | None
    after: date | datetime | None


@dataclass(frozen=True, kw_only=True)
class Migration:
    """What a change of version would do to one case: it keeps what is open, changes the chart, and moves due days.

    `refusal` says why it cannot be done; None where it can.
    """

    case: str
    before: str
    after: str
    open: tuple[str, ...] = ()
    changes: ChartDiff | None = None
    moved: tuple[DueMoved, ...] = ()
    refusal: PowerflowError | None = None


def migration(registry: Registry, case: str, content: bytes, path: str, *, moment: datetime) -> Migration:
    """What `migrate` would do at `moment`; nothing is written. Raises UsageError for an unknown case, InputError for no chart."""
    file = case_file(registry.store, case)
    document = document_of(content, path)
    told = Migration(case=case, before=file.chart.digest, after=document.digest)
    run = follow(file.chart, file.history.entries)
    try:
        changed = _over(run, document)
    except PowerflowError as error:
        return Migration(case=case, before=told.before, after=told.after, refusal=error)
    return Migration(
        case=case, before=told.before, after=told.after, open=tuple(each.node for each in changed.open),
        changes=diff(file.chart, document.chart), moved=tuple(_moved(run, changed, registry.calendar, moment)),
    )


def migrate(
    registry: Registry, case: str, content: bytes, path: str, act: Act, *, now: datetime, at: datetime | None = None
) -> CaseFile:
    """The case goes on under the chart in the bytes `content` (换版), because of `act.note`; its history begins where it began.

    Every open step must exist in the new chart with the same post, and all that was done must have been possible by it.
    Raises UsageError saying what does not fit.
    """
    document = document_of(content, path)
    wish = Wish(kind=EntryKind.MIGRATE, act=act, chart=document.digest)
    registry.store.keep_chart(document.digest, path, content)

    def judge(scene: Scene) -> Entry:
        refuse_other_office(scene.run, scene.power, scene.what)
        if not act.note:
            raise UsageError("换版要用 --note 写明依据")
        scene.held.go_on_under(document, _over(scene.run, document))
        return scene.entry()

    return carry_out(registry, case, wish, judge, now=now, at=at)


def _over(run: Run, document: bpmn.Document) -> Run:
    """The case as it would stand under the new chart. Raises UsageError if it does not fit."""
    chart, old = document.chart, run.chart
    if run.ended:
        raise UsageError("办件已经办结，不必换版")
    if chart.digest == old.digest:
        raise UsageError("办件已经在用这一版流程图")
    if chart.item is None or old.item is None or chart.item.code != old.item.code:
        codes = [each.item.code if each.item else "—" for each in (chart, old)]
        raise UsageError("新流程图是另一个事项的：{new}，办件是 {old}", new=codes[0], old=codes[1])
    found = obstacles(chart)
    if found:
        raise UsageError("新流程图还不能办件：{why}", why=found[0])
    try:
        changed = follow(chart, run.entries)
    except PowerflowError as error:
        raise UsageError("已经办过的与新流程图不符：{why}", why=error) from error
    _refuse_unlike(run, changed)
    return changed


def _refuse_unlike(run: Run, changed: Run) -> None:
    """Raises UsageError unless the same is open, since the same entries and for the same posts."""
    before, after = (sorted((each.node, each.since.position) for each in case.open) for case in (run, changed))
    lost = [node for node, _ in before if node not in dict(after)]
    if lost or before != after:
        names = tuple(_name(run, node) for node in lost or [node for node, _ in after if node not in dict(before)]) or "—"
        raise UsageError("换版以后打开的环节不同：{names}", names=names)
    for node in dict(before):
        posts = run.chart.post_of(run.chart.nodes[node]), changed.chart.post_of(changed.chart.nodes[node])
        if posts[0] != posts[1]:
            raise UsageError(
                "打开的环节“{name}”由“{old}”办理，新流程图改由“{new}”办理；先移交或者办完再换版", name=_name(run, node),
                old=posts[0] or "—", new=posts[1] or "—",
            )


def _name(run: Run, node: str) -> str:
    known = run.chart.nodes.get(node)
    return known.name or node if known else node


def _moved(run: Run, changed: Run, calendar: WorkCalendar, moment: datetime) -> Iterable[DueMoved]:
    before, after = _due(run, calendar, moment), _due(changed, calendar, moment)
    for owner in dict.fromkeys([*before, *after]):
        if before.get(owner) != after.get(owner):
            yield DueMoved(owner, before.get(owner), after.get(owner))


def _due(run: Run, calendar: WorkCalendar, moment: datetime) -> dict[str, date | datetime]:
    """The first day on which a limit of each owner is due."""
    readings: list[Reading] = [*Clocks(run.course, calendar, moment).running()]
    readings += [clock for step in open_steps(run.course, calendar, moment) if step.is_timer for clock in step.clocks]
    found: dict[str, date | datetime] = {}
    for reading in readings:
        due = reading.deadline.due
        if reading.owner not in found or str(due) < str(found[reading.owner]):
            found[reading.owner] = due
    return found
