"""Puts together an evidence pack (证据包): chart, history, findings, states, law and a page, under one manifest of digests."""
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from powerflow import __version__
from powerflow.deadlines import OutsideCalendar, local_day, local_instant
from powerflow.evidence import verify
from powerflow.evidence.excerpts import cited_rows
from powerflow.evidence.picture import pictured
from powerflow.law import Row
from powerflow.replay import Replay
from powerflow.reports import Enclosure, Replayed, ReplayedCase, replay_json, replay_page, replay_text, say
from powerflow.translation import translate

if TYPE_CHECKING:
    from powerflow.cases import Again

SCHEMA = "powerflow/evidence/1"
# The case is called by this path, so that nothing tells where it lay when the pack was made.
PATH = verify.HISTORY
_WHAT = {
    "index.html": "本页：流程图、运行记录、时限、监察灯和问题",
    verify.CHART: "办件所用的流程图文件，逐字节照录",
    "chart.svg": "流程图和办件走过的路",
    verify.HISTORY: "运行记录（JSON Lines），每项带摘要",
    verify.FINDINGS: "查出的问题和依据（JSON）",
    "replay.json": "回放的全部结果（JSON）",
    "replay.txt": "回放报告（文字）",
    "law.json": "所引法律条目及其来源（JSON）",
    "calendar.json": "所用的工作日历：期间每一天算不算工作日（JSON）",
    verify.STATES: "每一项之后的状态及其摘要（JSON），由引擎重新执行得出",
    verify.PROGRAM: "核验程序：只用 Python 标准库，python verify.py 即可核验本包",
}


@dataclass(frozen=True, kw_only=True)
class Held:
    """What personal data a pack has: who acted, which facts were recorded, how many remarks there are."""

    officers: tuple[str, ...]
    facts: tuple[str, ...]
    notes: int

    def say(self, lang: str) -> Iterator[str]:
        """The data in sentences."""
        if self.officers:
            yield say("办理人员 {count} 人：{names}", lang, count=len(self.officers), names=self.officers)
        if self.facts:
            yield say("登记的事实 {count} 项，可能涉及当事人：{names}", lang, count=len(self.facts), names=self.facts)
        if self.notes:
            yield say("备注 {count} 条", lang, count=self.notes)
        yield translate("对外提供之前，请核对其中的个人信息、商业秘密是否可以提供；隐去任何一处都会使核验不能通过。", lang)


def pack(case: ReplayedCase, replay: Replay, *, chart: bytes, history: bytes, lang: str) -> dict[str, bytes]:
    """The files of the pack by name; the same case, read to the same moment, always gives the same bytes.

    `chart` and `history` are the bytes of which `replay` was made. Words are in `lang`.
    """
    held, rows = _held(replay), cited_rows(replay.chart, case.findings)
    svg, lacking = pictured(replay, lang)
    files = {
        verify.CHART: chart, verify.HISTORY: history,
        verify.FINDINGS: _json({"schema": "powerflow/findings/1", "lang": lang, "findings": _findings(case, lang)}),
        "replay.json": replay_json(Replayed(cases=(case,)), lang).encode(),
        "replay.txt": replay_text(Replayed(cases=(case,)), lang).encode(), "law.json": _json(_law(rows)),
        "calendar.json": _json(_calendar(replay)), verify.PROGRAM: Path(verify.__file__).read_bytes(),
    }
    if svg is not None:
        files["chart.svg"] = svg
    if case.again is not None:
        files[verify.STATES] = _json(_states(case.again))
    listed = tuple(Enclosure(path=name, what=translate(what, lang)) for name, what in _WHAT.items() if name in files)
    page = replay_page(
        case, replay, lang, svg=svg, lacking=lacking.say(lang) if lacking else "", enclosures=listed, held=held.say(lang), rows=rows,
    )
    files["index.html"] = page.encode()
    manifest = _json(_manifest(case, replay, files, held, lang))
    return {**files, verify.MANIFEST: manifest, verify.SEAL: verify.seal(manifest)}


def _held(replay: Replay) -> Held:
    entries = replay.history.entries
    return Held(
        officers=tuple(dict.fromkeys(entry.officer for entry in entries if entry.officer)),
        facts=tuple(dict.fromkeys(name for entry in entries for name in entry.facts)), notes=sum(bool(entry.note) for entry in entries),
    )


def _manifest(case: ReplayedCase, replay: Replay, files: Mapping[str, bytes], held: Held, lang: str) -> dict[str, object]:
    history = replay.history
    return {
        "schema": SCHEMA, "made_by": f"powerflow {__version__}", "lang": lang, "case": history.case, "item": history.item,
        "name": history.name, "simulated": history.simulated, "moment": local_instant(replay.moment).isoformat(),
        "complete": replay.complete,
        "chart": {"path": replay.chart.path, "digest": replay.chart.digest, "is_named": history.chart_now == replay.chart.digest},
        "breaks": sorted({place + 1 for place, entry in enumerate(history.entries) if any(each.entry is entry for each in replay.breaks)}),
        "tip": history.entries[-1].digest if history.entries else "",
        "counts": {
            "entries": len(history.entries), "findings": len(case.findings), "states": len(case.again.states) if case.again else 0,
        },
        "personal": {"officers": list(held.officers), "facts": list(held.facts), "notes": held.notes},
        "files": [
            {
                "path": name, "bytes": len(files[name]), "sha256": verify.digest_of(files[name]),
                "what": translate(_WHAT[name], lang),
            }
            for name in sorted(files)
        ],
    }


def _findings(case: ReplayedCase, lang: str) -> object:
    """As the replay tells them, each with the number of its entry."""
    return json.loads(replay_json(Replayed(cases=(case,)), lang))["cases"][0]["findings"]


def _law(rows: Iterable[Row]) -> dict[str, object]:
    return {
        "schema": "powerflow/law-excerpts/1",
        "rows": [
            {
                "id": row.id, "demand": row.demand, "english": row.english, "severity": row.severity, "grade": row.grade,
                "checked_on": row.checked_on.isoformat(),
                "sources": [
                    {"name": cite.source.name, "articles": cite.articles, "version": cite.source.version,
                     "valid_from": cite.source.valid_from.isoformat() if cite.source.valid_from else None}
                    for cite in row.cites
                ],
            }
            for row in rows
        ],
    }


def _calendar(replay: Replay) -> dict[str, object]:
    """Every day of the case, and on to the last due day: what it is, and whether it counts as a working day."""
    days: list[list[object]] = []
    if replay.acts:
        day = local_day(replay.acts[0].entry.at)
        last = max([local_day(replay.moment), *(reading.deadline.day for reading in replay.readings)])
        while day <= last:
            try:
                known = replay.calendar.day(day)
                days.append([day.isoformat(), known.kind.value, replay.calendar.is_working_day(day), known.name])
            except OutsideCalendar:
                break
            day += timedelta(days=1)
    return {"schema": "powerflow/days/1", "columns": ["date", "kind", "working", "name"], "days": days}


def _states(again: Again) -> dict[str, object]:
    return {
        "schema": "powerflow/states/1", "differs": again.differs,
        "states": [{"seq": each.seq, "digest": each.digest, "state": each.state} for each in again.states],
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
