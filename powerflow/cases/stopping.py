"""The clocks of a case by command: stopped for a supplement (补正) or a suspension (中止), set going again, extended (延期)."""
from __future__ import annotations

from datetime import datetime

from powerflow.cases.authority import refuse_barred, refuse_other_office
from powerflow.cases.casefile import CaseFile
from powerflow.cases.naming import steps_called
from powerflow.cases.registry import Act, Registry
from powerflow.cases.transaction import KindSaid, Scene, Wish, carry_out
from powerflow.deadlines import Period, local_day, read_period
from powerflow.errors import UsageError
from powerflow.model import Entry, EntryKind, Extension, LimitSense
from powerflow.replay import Reading, allowed, approving_posts, stops


def supplement(
    registry: Registry, case: str, act: Act, *, document: str, limit: str = "", now: datetime, at: datetime | None = None
) -> CaseFile:
    """The party is told once what is missing (补正通知), `act.note`, by the notice `document`, within `limit`.

    The clocks stand still until `supplemented`; after acceptance nothing can be asked for in this way (行政许可法第三十二条).
    Raises UsageError.
    """
    wish = Wish(kind=EntryKind.SUPPLEMENT, act=act, document=document, limit=limit)
    return carry_out(registry, case, wish, _supplement, now=now, at=at)


def supplemented(registry: Registry, case: str, act: Act, *, now: datetime, at: datetime | None = None) -> CaseFile:
    """All that was missing is there (补正收齐): the clocks go on. Raises UsageError."""
    return carry_out(registry, case, Wish(kind=EntryKind.SUPPLEMENTED, act=act), _go_on, now=now, at=at)


def suspend(
    registry: Registry, case: str, act: Act, *, document: str, now: datetime, at: datetime | None = None
) -> CaseFile:
    """Suspends the case (中止) by the notice `document`, because of `act.note`: its clocks stand still, no step is done."""
    return carry_out(registry, case, Wish(kind=EntryKind.SUSPEND, act=act, document=document), _suspend, now=now, at=at)


def resume(
    registry: Registry, case: str, act: Act, *, document: str = "", now: datetime, at: datetime | None = None
) -> CaseFile:
    """A suspended case goes on (恢复). Raises UsageError."""
    return carry_out(registry, case, Wish(kind=EntryKind.RESUME, act=act, document=document), _go_on, now=now, at=at)


def extend(
    registry: Registry, case: str, act: Act, *, limit: str, approver: str, step: str = "", document: str = "",
    now: datetime, at: datetime | None = None,
) -> CaseFile:
    """Extends the limits of the item, or of `step`, by `limit` (`10WD`), because of `act.note`, as `approver` agreed (延期).

    The chart must allow it by `pf:extension`, for as long and as often, and the limit must not have run out. Who approves
    holds the post that the extension names; where that is no post of the chart ("本机关负责人"), one of a deciding lane.
    Raises UsageError.
    """
    wish = Wish(kind=EntryKind.EXTEND, act=act, step=step, document=document, limit=limit, approver=approver)
    return carry_out(registry, case, wish, _extend, now=now, at=at)


def _supplement(scene: Scene) -> Entry:
    wish = scene.wish
    refuse_other_office(scene.run, scene.power, scene.what)
    _refuse_over(scene)
    if not wish.document or not wish.act.note:
        raise UsageError("补正通知要用 --document 写明文书，用 --note 一次写明要补正的全部内容")
    if wish.limit and read_period(wish.limit).amount <= 0:
        raise UsageError("补正期限“{limit}”应当是正数", limit=wish.limit)
    _refuse_accepted(scene)
    _refuse_stopped(scene, EntryKind.SUPPLEMENT)
    return scene.entry()


def _refuse_accepted(scene: Scene) -> None:
    """What is missing is told before acceptance; who accepts says that all is there, and the time of the law runs."""
    undone = {entry.refers for entry in scene.run.entries if entry.kind is EntryKind.WITHDRAW}
    for entry in scene.run.entries:
        node = scene.chart.nodes.get(entry.node)
        if node is not None and entry.is_doing and entry.seq not in undone and "ACCEPT" in node.tags:
            raise UsageError(
                "办件已在 {day} 受理（第 {seq} 项记录），受理之后不能再以补正停止计时（行政许可法第三十二条）",
                day=local_day(entry.at), seq=entry.seq,
            )


def _suspend(scene: Scene) -> Entry:
    refuse_other_office(scene.run, scene.power, scene.what)
    _refuse_over(scene)
    if not scene.wish.document or not scene.wish.act.note:
        raise UsageError("中止要用 --document 写明告知文书，用 --note 写明事由")
    _refuse_stopped(scene, EntryKind.SUSPEND)
    return scene.entry()


def _go_on(scene: Scene) -> Entry:
    refuse_other_office(scene.run, scene.power, scene.what)
    begun = EntryKind.SUSPEND if scene.wish.kind is EntryKind.RESUME else EntryKind.SUPPLEMENT
    stop = next((each for each in stops(scene.run.remarks) if each.until is None and each.entry.kind is begun), None)
    if stop is None:
        raise UsageError("办件 {case} 没有还未结束的“{what}”，时限本来就在计算", case=scene.case, what=KindSaid(begun))
    return scene.entry(refers=stop.entry.seq)


def _refuse_stopped(scene: Scene, kind: EntryKind) -> None:
    stop = next((each for each in stops(scene.run.remarks) if each.until is None and each.entry.kind is kind), None)
    if stop is not None:
        raise UsageError(
            "办件 {case} 自 {since} 起已经停止计时（{document}），还没有恢复", case=scene.case, since=f"{stop.since.at:%Y-%m-%d %H:%M}",
            document=stop.entry.document,
        )


def _refuse_over(scene: Scene) -> None:
    if scene.run.ended:
        raise UsageError("办件 {case} 已经办结，不能再“{what}”", case=scene.case, what=scene.what)


def _extend(scene: Scene) -> Entry:
    wish, chart = scene.wish, scene.chart
    refuse_other_office(scene.run, scene.power, scene.what)
    period = read_period(wish.limit)
    if period.amount <= 0 or not wish.act.note:
        raise UsageError("延期要用 --limit 写明延长多久（如 10WD），用 --note 写明理由")
    owner = next((step.id for step in steps_called(chart, wish.step) if step.notes.time_limits), "") if wish.step else ""
    if wish.step and not owner:
        raise UsageError("环节“{step}”没有办理时限，无从延长", step=wish.step)
    extension = allowed(chart, owner, period)
    if extension is None or period.amount > extension.amount:
        raise UsageError(
            "流程图没有规定可以延长{limit}；可以延长的是：{most}", limit=_Length(period),
            most=_Length(Period(extension.amount, extension.unit)) if extension else "—",
        )
    _refuse_again(scene, owner, period, extension)
    _refuse_late(scene, owner, period)
    return scene.entry(owner, to=_approved_as(scene, extension), document=wish.document or extension.document)


def _refuse_again(scene: Scene, owner: str, period: Period, extension: Extension) -> None:
    granted = [
        entry for _, entry in scene.run.remarks
        if entry.kind is EntryKind.EXTEND and entry.node == owner and read_period(entry.limit).unit is period.unit
    ]
    if len(granted) >= extension.times:
        raise UsageError(
            "已经延长过 {count} 次（第 {seq} 条，{at}），只能延长 {times} 次", count=len(granted), seq=granted[-1].seq,
            at=f"{granted[-1].at:%Y-%m-%d}", times=extension.times,
        )


def _refuse_late(scene: Scene, owner: str, period: Period) -> None:
    """Raises UsageError unless a limit that the extension would lengthen runs and has not run out."""
    running = [reading for reading in scene.clocks.running() if _concerns(reading, owner, period)]
    if not running:
        raise UsageError("现在没有以“{unit}”计算的时限在计时，无从延长", unit=_Length(Period(1, period.unit)))
    if all(reading.deadline.is_over(scene.moment) for reading in running):
        due = max(reading.deadline.due for reading in running)
        raise UsageError("时限已在 {due} 届满，届满以后不能延长", due=due)


def _concerns(reading: Reading, owner: str, period: Period) -> bool:
    limit = reading.limit
    is_meant = reading.owner == owner or (not owner and limit.start is not None)
    return is_meant and limit.unit is period.unit and limit.sense is LimitSense.WITHIN


def _approved_as(scene: Scene, extension: Extension) -> str:
    """The post in which the approver may agree. Raises UsageError if there is none."""
    approver, table = scene.wish.approver, scene.registry.organisation
    posts = approving_posts(scene.chart, extension)
    held = next((post for post in posts if table.holds(approver, post, scene.day)), None)
    if held is None:
        raise UsageError(
            "延期应由“{approver}”批准，“{officer}”在 {day} 不任有权批准的岗位：{posts}", approver=extension.approver,
            officer=approver or "—", day=scene.day, posts=tuple(posts) or "—",
        )
    refuse_barred(scene.run, [approver])
    return held


class _Length:
    """A length of legal time, in either language."""

    def __init__(self, period: Period) -> None:
        self._period = period

    def say(self, lang: str) -> str:
        return self._period.say(lang)
