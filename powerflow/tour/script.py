"""Reads the script of the tour: which cases are played, who does what when, and which breaches are planted afterwards."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from powerflow.deadlines import BEIJING

_FILE = Path(__file__).with_name("script.json")


@dataclass(frozen=True, kw_only=True)
class Move:
    """One act of a scripted case at a simulated instant. `refused`: it is tried, and the engine must refuse it.

    Without a `step` time passes: the timers that have run out fire. `called` is a step that waits for a called case: the act
    is one in that case.
    """

    at: datetime
    step: str = ""
    called: str = ""
    officers: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False


@dataclass(frozen=True, kw_only=True)
class Title:
    """What a case shows, in both languages."""

    zh: str
    en: str

    def say(self, lang: str) -> str:
        """The words in `lang`."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One case to be played from its start to its end."""

    item: str
    title: Title
    moves: tuple[Move, ...]


@dataclass(frozen=True, kw_only=True)
class Planting:
    """How a breach is planted: in a copy of the history of `source`, entries are left out and instants changed.

    `chained`: the digests of the original stay, so that the change can be seen in them. `rules` must find it.
    """

    source: str
    case: str
    title: Title
    without: tuple[str, ...]
    times: Mapping[str, datetime]
    chained: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Counting:
    """A deadline to be explained, and the whole weeks around it that are shown."""

    start: date
    limit: str
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Script:
    """The whole tour. `today` is the day on which it plays: by its law the charts and cases are judged."""

    today: datetime
    counting: Counting
    scenes: tuple[Scene, ...]
    plantings: tuple[Planting, ...]


@lru_cache(maxsize=1)
def script() -> Script:
    """The shipped script."""
    data = json.loads(_FILE.read_text(encoding="utf-8"))
    return Script(
        today=_instant(data["today"]), counting=_counting(data["deadline"]),
        scenes=tuple(map(_scene, data["scenes"])),
        plantings=tuple(map(_planting, data["plantings"])),
    )


def _counting(data: Mapping[str, str]) -> Counting:
    first, last, start = (date.fromisoformat(data[name]) for name in ("first", "last", "start"))
    return Counting(start=start, limit=data["limit"], first=first, last=last)


def _scene(data: Mapping[str, object]) -> Scene:
    moves = data["moves"]
    assert isinstance(moves, list)
    return Scene(item=str(data["item"]), title=_title(data), moves=tuple(map(_move, moves)))


def _move(data: Mapping[str, object]) -> Move:
    facts = data.get("set", {})
    assert isinstance(facts, dict)
    return Move(
        at=_instant(data["at"]), step=str(data.get("step") or data.get("refused") or ""), officers=_texts(data.get("by", [])),
        facts=facts, refused="refused" in data, called=str(data.get("called", "")),
    )


def _planting(data: Mapping[str, object]) -> Planting:
    times = data["times"]
    assert isinstance(times, dict)
    return Planting(
        source=str(data["of"]), case=str(data["case"]), title=_title(data), without=_texts(data.get("without", [])),
        times={node: _instant(at) for node, at in times.items()}, chained=data.get("chained") is True,
        rules=_texts(data["rules"]),
    )


def _title(data: Mapping[str, object]) -> Title:
    return Title(zh=str(data["zh"]), en=str(data["en"]))


def _texts(data: object) -> tuple[str, ...]:
    assert isinstance(data, list)
    return tuple(map(str, data))


def _instant(text: object) -> datetime:
    """Script times are written without an offset and mean Beijing time."""
    return datetime.fromisoformat(str(text)).replace(tzinfo=BEIJING)
