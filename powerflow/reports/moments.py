"""A replayed case moment by moment (时点): each entry, each limit that ran out between two, and how everything stood then."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from powerflow.deadlines import local_instant
from powerflow.model import Finding, LimitSense, word
from powerflow.replay import Act, Amount, Lamp, Reading, Replay, lamp, moment
from powerflow.reports.replayed import ReplayedCase
from powerflow.reports.tour_views import ClockView, FindingView, RowView, clock_view, findings, rows
from powerflow.reports.wording import say, visible
from powerflow.translation import translate

# Beyond so many entries each moment is not laid anew: the list stays whole, the slider then moves the marks alone.
MOST_LAID = 200
_WORDS = {
    Lamp.GREEN: "绿灯 正常", Lamp.BLUE: "蓝灯 提醒", Lamp.YELLOW: "黄灯 预警", Lamp.RED: "红灯 违规", Lamp.GREY: "灰灯 暂停",
    Lamp.WHITE: "白灯 无法判断",
}


@dataclass(frozen=True, kw_only=True)
class LampView:
    """A clock that ran at that moment, or an open step without one (`clock` None): its lamp, whose it is."""

    lamp: str
    word: str
    name: str
    clock: ClockView | None = None


@dataclass(frozen=True, kw_only=True)
class MomentView:
    """One moment. `row` is its entry, None where time alone passed; `said` then says what happened.

    `share` is the place of the moment in the time of the case, in hundredths of a percent; `states` are the marks of the
    elements as they stood, by BPMN id. `settled` are those that nothing touches any more. `details` is what the entry says
    beside its step and facts, each with its heading.
    """

    id: str
    at: str
    share: int
    said: str
    node: str = ""
    row: RowView | None = None
    details: tuple[tuple[str, str], ...] = ()
    lamps: tuple[LampView, ...] = ()
    findings: tuple[FindingView, ...] = ()
    states: Mapping[str, str] = field(default_factory=dict)
    settled: tuple[str, ...] = ()


def moments(case: ReplayedCase, replay: Replay, lang: str) -> tuple[MomentView, ...]:
    """The moments of a case, in order: one for each entry, each limit that ran out unmet, and how it stands at the end.

    Ids are `t1`, `t2`, … by entry, `t2.1` for what time brought after the second.
    """
    return tuple(_moments(case, replay, lang))


def _moments(case: ReplayedCase, replay: Replay, lang: str) -> Iterator[MomentView]:
    told = rows(replay, lang)
    last_touch = _last_touch(replay)
    expired = _expiries(replay, lang)
    for act, row in zip(replay.acts, told, strict=True):
        # Times that go back would hide later entries: each moment is the case after so many entries.
        stands = _after(replay, act.position + 1, act.entry.at)
        yield _moment(
            replay, stands, f"t{act.position + 1}", act.entry.at, _said(act, row.name, lang), lang, node=act.entry.node, row=row,
            found=tuple(finding for finding in case.findings if finding.seq == act.seq),
            settled=tuple(element for element, position in last_touch.items() if position == act.position),
        )
        later = replay.acts[act.position + 1].entry.at if act.position + 1 < len(replay.acts) else replay.moment
        between = [each for each in expired if act.entry.at < each[0] < later]
        for number, (at, said, owner) in enumerate(between, start=1):
            yield _moment(replay, _after(replay, act.position + 1, at), f"t{act.position + 1}.{number}", at, said, lang, node=owner)
    if replay.acts and replay.moment > replay.acts[-1].entry.at:
        yield _moment(replay, replay, f"t{len(replay.acts)}.end", replay.moment, translate("截至此时", lang), lang)


def _after(replay: Replay, count: int, at: datetime) -> Replay:
    """The case after its first `count` entries, its clocks read at `at`; very long ones are not laid so often."""
    if (count == len(replay.acts) and at == replay.moment) or len(replay.acts) > MOST_LAID:
        return replay
    return replay.after(count, at)


def _moment(
    replay: Replay, stands: Replay, id: str, at: datetime, said: str, lang: str, *, node: str = "",
    row: RowView | None = None, found: tuple[Finding, ...] = (), settled: tuple[str, ...] = (),
) -> MomentView:
    is_laid = len(stands.acts) == len(replay.acts) or len(replay.acts) <= MOST_LAID
    return MomentView(
        id=id, at=moment(local_instant(at)), share=_share(replay, at), said=visible(said), node=node, row=row,
        details=tuple(_details(replay, row.seq, lang)) if row else (),
        lamps=tuple(_lamps(stands, lang)) if is_laid else (), findings=findings(found, lang),
        states={mark.element: mark.state.value for mark in stands.marks}, settled=settled,
    )


def _said(act: Act, name: str, lang: str) -> str:
    """What an entry says was done: its step, or in one word what it says of the case."""
    if act.entry.is_doing:
        return name
    what = word("entry", act.entry.kind, lang)
    return say("{what}：{name}", lang, what=what, name=name) if act.entry.node else what


def _details(replay: Replay, seq: int, lang: str) -> Iterator[tuple[str, str]]:
    entry = next(act.entry for act in replay.acts if act.entry.seq == seq)
    for heading, value in (
        ("对象", replay.name_of(entry.to)), ("文书", entry.document), ("期间", entry.limit), ("批准人", entry.approver),
        ("相关办件", entry.case), ("备注", entry.note),
    ):
        if value:
            yield translate(heading, lang), visible(value)


def _share(replay: Replay, at: datetime) -> int:
    begin = replay.acts[0].entry.at
    whole = (replay.moment - begin).total_seconds()
    return max(0, min(10_000, round(10_000 * (at - begin).total_seconds() / whole))) if whole > 0 else 0


def _lamps(stands: Replay, lang: str) -> Iterator[LampView]:
    """Every clock that runs, the most urgent first, and the open steps that nothing times."""
    running = [reading for reading in stands.readings if reading.is_running]
    order = list(reversed([Lamp.GREEN, Lamp.WHITE, Lamp.GREY, Lamp.BLUE, Lamp.YELLOW, Lamp.RED]))
    for reading in sorted(running, key=lambda each: order.index(lamp(each))):
        shown = lamp(reading)
        yield LampView(
            lamp=shown.value, word=translate(_WORDS[shown], lang), name=_owner(stands, reading), clock=clock_view(stands, reading, lang)
        )
    timed = {reading.owner for reading in running}
    for opened in stands.open:
        if opened.node.id not in timed and opened.due is None and opened.node.id in stands.chart.steps:
            white = Lamp.WHITE
            yield LampView(lamp=white.value, word=translate(_WORDS[white], lang), name=visible(stands.name_of(opened.node.id)))


def _owner(replay: Replay, reading: Reading) -> str:
    item = replay.chart.item.name if replay.chart.item else replay.case
    return visible(replay.name_of(reading.owner) if reading.owner else item)


def _last_touch(replay: Replay) -> dict[str, int]:
    """By which entry each element was touched last."""
    touched: dict[str, int] = {}
    for act in replay.acts:
        for element in (*act.flows, *act.passed, *act.skipped, act.entry.node):
            touched[element] = act.position
    return touched


def _expiries(replay: Replay, lang: str) -> list[tuple[datetime, str, str]]:
    """When limits ran out that were not met, in order, in words, and whose they are."""
    found: dict[tuple[datetime, str, str], None] = {}
    for reading in replay.readings:
        if reading.is_late and reading.limit.sense is LimitSense.WITHIN:
            limit = Amount(reading.limit.amount + reading.extended, reading.limit.unit, reading.extended)
            said = say(
                "{role}时限届满：{name}（{limit}）", lang, role=word("role", reading.limit.role, lang), name=_owner(replay, reading),
                limit=limit,
            )
            found[reading.deadline.end, said, reading.owner] = None
    return sorted(found)
