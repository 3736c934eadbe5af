"""Turns replays and findings into rows of words and numbers, as the pages show them."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from powerflow.deadlines import Pause, local_day, local_instant
from powerflow.model import EntryKind, FactValue, Finding, LimitSense, Unit, word
from powerflow.replay import Act, Amount, DueDay, Fit, Reading, Replay, moment
from powerflow.reports.wording import bases, say, sentence, visible
from powerflow.translation import translate

_FITS = {
    Fit.JUMPED: "未到此环节", Fit.LATE: "顺序颠倒", Fit.REPEATED: "重复", Fit.CLOSED: "没有开启", Fit.UNKNOWN: "图中没有",
    Fit.UNDECIDED: "无法判断",
}


@dataclass(frozen=True, kw_only=True)
class ClockView:
    """One run of one clock. `state` is ok, late, kept or cut; `word` says it; `share` is used time in percent of the limit."""

    owner: str
    role: str
    limit: str
    start: str
    due: str
    used: str
    left: str
    state: str
    word: str
    share: int
    pauses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RowView:
    """One entry of a history, with the clocks that it ended. `remark` says what is wrong with its place in the chart.

    `due` is the last day that a timer had to wait for, "" for all else.
    """

    seq: int
    at: str
    name: str
    post: str
    officer: str
    facts: tuple[tuple[str, str], ...]
    clocks: tuple[ClockView, ...]
    remark: str
    is_timer: bool
    due: str


@dataclass(frozen=True, kw_only=True)
class FindingView:
    """One finding in words. `where` says at which entry or line."""

    rule: str
    severity: str
    severity_word: str
    where: str
    sentence: str
    bases: tuple[str, ...]
    mend: str


def rows(replay: Replay, lang: str) -> tuple[RowView, ...]:
    """The entries of a replay, in order."""
    return tuple(_row(replay, act, lang) for act in replay.acts)


def whole_clocks(replay: Replay, lang: str) -> tuple[ClockView, ...]:
    """The clocks that belong to no single entry: those of the item, and those that still run."""
    return tuple(clock_view(replay, reading, lang) for reading in replay.readings if not _is_of_entry(replay, reading))


def findings(found: Iterable[Finding], lang: str) -> tuple[FindingView, ...]:
    """The findings, in their order."""
    return tuple(_finding(finding, lang) for finding in found)


def _row(replay: Replay, act: Act, lang: str) -> RowView:
    entry = act.entry
    return RowView(
        seq=entry.seq, at=moment(local_instant(entry.at)), name=visible(act.name), post=visible(entry.post),
        officer=visible(entry.officer), is_timer=entry.kind is EntryKind.TIMER,
        facts=tuple((visible(name), _fact(value, lang)) for name, value in entry.facts.items()),
        clocks=tuple(
            clock_view(replay, reading, lang) for reading in replay.readings
            if reading.ended == act.position and _is_of_entry(replay, reading)
        ),
        remark=translate(_FITS[act.fit], lang) if act.fit in _FITS else "",
        due=DueDay(act.due.due, act.due.provisional).say(lang) if act.due else "",
    )


def _is_of_entry(replay: Replay, reading: Reading) -> bool:
    return reading.ended is not None and reading.owner == replay.acts[reading.ended].entry.node


def clock_view(replay: Replay, reading: Reading, lang: str) -> ClockView:
    """One run of one clock, in words."""
    stands, limit = reading.standing, reading.limit
    state = _state(reading)
    item = replay.chart.item.name if replay.chart.item else replay.case
    whole = Amount(limit.amount + reading.extended, limit.unit, reading.extended)
    is_spot = limit.unit is Unit.SPOT
    return ClockView(
        owner=visible(replay.name_of(reading.owner) if reading.owner else item), role=word("role", limit.role, lang),
        limit=whole.say(lang), start=_time(reading, reading.start), due=DueDay(stands.deadline.due, stands.provisional).say(lang),
        used="" if is_spot else _length(stands.used.amount, reading, lang),
        left="" if is_spot and state == "ok" else _length(stands.late or stands.remaining, reading, lang),
        state=state, word=translate(_WORDS[state], lang), share=_share(reading),
        pauses=tuple(_pause(pause, lang) for pause in joined(reading.pauses)),
    )


def _length(amount: int, reading: Reading, lang: str) -> str:
    """A number alone where it is counted in the unit of the limit, which stands beside it."""
    unit = reading.standing.unit
    return str(amount) if unit is reading.limit.unit else Amount(amount, unit).say(lang)


_WORDS = {"ok": "按期", "late": "超期", "kept": "留足", "cut": "没有留足"}


def _state(reading: Reading) -> str:
    if reading.limit.sense is LimitSense.WAIT:
        return "cut" if reading.is_cut else "kept"
    return "late" if reading.is_late else "ok"


def _share(reading: Reading) -> int:
    """Used time against the time until the due day, in percent, in the unit in which it is counted; at most 100."""
    stands = reading.standing
    if reading.is_late:
        return 100
    whole = stands.used.amount + stands.remaining
    return round(100 * stands.used.amount / whole) if whole else 100


def joined(pauses: Iterable[Pause]) -> Iterator[Pause]:
    """The pauses, those that follow one another for the same reason as one."""
    last: Pause | None = None
    for pause in sorted(pauses, key=lambda each: each.start):
        if last is not None and (last.end, last.why) == (pause.start, pause.why):
            last = replace(last, end=pause.end)
            continue
        if last is not None:
            yield last
        last = pause
    if last is not None:
        yield last


def _pause(pause: Pause, lang: str) -> str:
    return say(
        "{start} 至 {end}（{why}）", lang, start=moment(local_instant(pause.start)), end=moment(local_instant(pause.end)), why=pause.why
    )


def _time(reading: Reading, at: date) -> str:
    return moment(local_instant(at) if reading.standing.unit is Unit.HOUR else local_day(at))


def _fact(value: FactValue, lang: str) -> str:
    if isinstance(value, bool):
        return translate("是" if value else "否", lang)
    return value.isoformat() if isinstance(value, date) else visible(str(value))


def _finding(finding: Finding, lang: str) -> FindingView:
    where = ""
    if finding.seq is not None:
        where = say("第 {seq} 项", lang, seq=finding.seq)
    elif finding.place.line:
        where = say("第 {line} 行", lang, line=finding.place.line)
    return FindingView(
        rule=finding.rule, severity=finding.severity.value, severity_word=word("severity", finding.severity, lang), where=where,
        sentence=sentence(finding, lang), bases=bases(finding, lang),
        mend=translate(finding.mend, lang),
    )
