"""Performs the tour (演示): the shipped items checked, drawn, run as cases, replayed, and told in a page."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from powerflow import cases, checking, deadlines, rules
from powerflow.errors import PowerflowError, ToolError
from powerflow.library import shipped
from powerflow.model import History, dump
from powerflow.organisation import read
from powerflow.publishing import replay_marks
from powerflow.replay import replay
from powerflow.reports import (
    Checked,
    Replayed,
    ReplayedCase,
    Tour,
    TourCase,
    TourItem,
    TourRefusal,
    check_json,
    check_text,
    replay_json,
    replay_text,
    say,
    tour_page,
)
from powerflow.tour.folder import TourFolder
from powerflow.tour.items import Shipped, shipped_items
from powerflow.tour.pictures import Order, pictures
from powerflow.tour.script import Planting, script
from powerflow.tour.stage import Played, planted, play

INDEX = "index.html"
_STORE = "cases.db"
_MOST_JOBS = 8
_MANY_STEPS = 30


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Where and how the tour is performed. `now` is the system's time; `jobs` processes draw, 0 for one a core.

    `tell` gets one line of progress after another, in the language `lang`. `draws` False: no pictures are wanted.
    """

    path: Path
    lang: str
    now: datetime
    tell: Callable[[str], None]
    jobs: int = 0
    draws: bool = True


@dataclass(frozen=True)
class Performed:
    """What came out: the page, all files, why pictures are missing if they are, and what was not as it had to be."""

    index: Path
    files: tuple[str, ...]
    lacking: PowerflowError | None
    surprises: tuple[str, ...]


def perform(setting: Setting) -> Performed:
    """Performs the whole tour into a folder that is new, empty or left by a former tour.

    Raises UsageError for another folder, InputError if it cannot be written.
    """
    folder = TourFolder(setting.path)
    folder.open()
    guide = _Guide(setting, folder)
    items = guide.items()
    checked = guide.check(items)
    told = (*guide.play(items), *guide.plant(items))
    guide.report(told)
    lacking = guide.draw(items, told)
    tour = guide.tour(items, checked, told, lacking)
    folder.write(INDEX, tour_page(tour, setting.lang))
    folder.finish()
    return Performed(setting.path / INDEX, folder.files, lacking, tuple(guide.surprises(checked, told)))


@dataclass(frozen=True, kw_only=True)
class _Told:
    """One replayed history. `stem` names its files; a played case has its `played`, an altered one its `planting`."""

    stem: str
    item: Shipped
    replayed: ReplayedCase
    played: Played | None = None
    planting: Planting | None = None

    @property
    def wrong(self) -> bool:
        """Whether the replay found something else than it had to."""
        found = {finding.rule for finding in self.replayed.findings}
        return bool(found) if self.planting is None else not found >= {*self.planting.rules}


def _sheet(item: Shipped) -> str:
    """The paper on which a way through the chart is seen at one glance; nobody prints it."""
    return "a1" if len(item.document.chart.steps) > _MANY_STEPS else "a3-landscape"


class _Guide:
    """One performance, act by act."""

    def __init__(self, setting: Setting, folder: TourFolder) -> None:
        self._setting = setting
        self._folder = folder
        self._script = script()
        self._calendar = deadlines.national_calendar()
        self._histories: dict[str, History] = {}

    def items(self) -> dict[str, Shipped]:
        """The items of the script by code; their files go to charts/."""
        items = shipped_items(dict.fromkeys(scene.item for scene in self._script.scenes))
        for item in items:
            self._folder.write(f"charts/{item.stem}.bpmn", item.content)
        return {item.code: item for item in items}

    def check(self, items: Mapping[str, Shipped]) -> Checked:
        """What all rules in force on the day of the script find in the items."""
        found = [checking.Source(item.document.path, data=item.content) for item in items.values()]
        checked = checking.check_all(found, checking.Order(day=self._script.today.date()))
        self._folder.write("check.txt", check_text(checked, self._setting.lang))
        self._folder.write("check.json", check_json(checked, self._setting.lang))
        self._tell("检查 {count} 张流程图：发现 {found} 个问题", count=len(items), found=len(checked.findings))
        return checked

    def play(self, items: Mapping[str, Shipped]) -> Iterator[_Told]:
        """The scripted cases, run by the engine in a store in the folder; their histories go to cases/."""
        for name in (_STORE, f"{_STORE}-lock", f"{_STORE}-wal", f"{_STORE}-shm"):
            self._folder.note(name)
        with cases.open_store(f"sqlite:///{self._folder.path / _STORE}", create=True) as store:
            registry = cases.Registry(store, read(shipped() / "organisation.toml"), self._calendar, items=shipped())
            for played in play(registry, self._script.scenes, items, self._setting.now):
                history = self._histories[played.case] = played.file.history
                told = self._told("cases", items[history.item], history, played=played)
                self._tell(
                    "办理 {case} {name}：{outcome}，被拒绝 {refused} 次；回放发现 {found} 个问题", case=played.case, name=history.name,
                    outcome=played.outcomes, refused=len(played.refusals), found=len(told.replayed.findings),
                )
                yield told

    def plant(self, items: Mapping[str, Shipped]) -> Iterator[_Told]:
        """Copies of the histories with planted breaches; they go to breaches/."""
        for planting in self._script.plantings:
            history = planted(self._histories[planting.source], planting)
            told = self._told("breaches", items[history.item], history, planting=planting)
            self._tell(
                "改坏 {case}：回放发现 {found} 个问题（{rules}）", case=planting.case, found=len(told.replayed.findings),
                rules=tuple(dict.fromkeys(finding.rule for finding in told.replayed.findings)),
            )
            yield told

    def report(self, told: Sequence[_Told]) -> None:
        """The replays as text, one a history, and all as JSON."""
        lang = self._setting.lang
        for each in told:
            self._folder.write(f"{each.stem}.txt", replay_text(Replayed(cases=(each.replayed,)), lang))
        self._folder.write("replay.json", replay_json(Replayed(cases=tuple(each.replayed for each in told)), lang))

    def draw(self, items: Mapping[str, Shipped], told: Sequence[_Told]) -> PowerflowError | None:
        """All charts and all replays on their charts; or the reason why this machine cannot draw."""
        if not self._setting.draws:
            return ToolError("没有要求绘图")
        orders = [*(self._item_order(item) for item in items.values()), *(self._case_order(each) for each in told)]
        self._tell("绘制 {count} 张图…", count=len(orders))
        jobs = self._setting.jobs or min(os.cpu_count() or 1, _MOST_JOBS)
        try:
            for name, content in pictures(orders, jobs):
                self._folder.write(name, content)
        except ToolError as error:
            return error
        return None

    def tour(
        self, items: Mapping[str, Shipped], checked: Checked, told: Sequence[_Told], lacking: PowerflowError | None
    ) -> Tour:
        """Everything that the page tells."""
        counting = self._script.counting
        days = tuple(
            self._calendar.day(counting.first + timedelta(days=count)) for count in range((counting.last - counting.first).days + 1)
        )
        due = deadlines.deadline(counting.start, deadlines.read_period(counting.limit), self._calendar)
        files = zip(items.values(), checked.files, strict=True)
        return Tour(
            day=self._script.today.date(), checked=checked,
            items=tuple(
                TourItem(
                    chart=item.document.chart, checked=file, bpmn=f"charts/{item.stem}.bpmn",
                    svg=self._picture(f"charts/{item.stem}.a3.svg"), pdf=self._picture(f"charts/{item.stem}.a3.pdf"),
                ) for item, file in files
            ),
            cases=tuple(self._case(each) for each in told if each.played),
            breaches=tuple(self._case(each) for each in told if each.planting), days=days, explained=(
                f"powerflow deadline {counting.start} {counting.limit}",
                (due.due.isoformat(), *deadlines.explain(due, self._setting.lang)),
            ),
            files=self._folder.files, lacking=lacking,
        )

    def surprises(self, checked: Checked, told: Sequence[_Told]) -> Iterator[str]:
        """What was found although it must not be there, or not found although it was planted."""
        if checked.findings:
            yield self._say("随软件提供的流程图检查出问题，见 check.txt")
        for each in told:
            if each.wrong:
                yield self._say("回放 {stem} 的结果与预期不同，见 {stem}.txt", stem=each.stem)

    def _told(
        self, folder: str, item: Shipped, history: History, *, played: Played | None = None, planting: Planting | None = None
    ) -> _Told:
        stem = f"{folder}/{history.case}"
        self._folder.write(f"{stem}.jsonl", dump(history))
        whole = replay(history, item.document.chart, self._calendar, path=f"{stem}.jsonl")
        judged = rules.judge(whole, rules.all_rules().values(), whole.moment.date())
        replayed = ReplayedCase(path=f"{stem}.jsonl", replay=whole, findings=judged.findings)
        return _Told(stem=stem, item=item, replayed=replayed, played=played, planting=planting)

    def _item_order(self, item: Shipped) -> Order:
        return Order(
            stem=f"charts/{item.stem}.a3", content=item.content, path=item.document.path, paper="a3", lang=self._setting.lang,
            formats=("svg", "pdf"),
        )

    def _case_order(self, told: _Told) -> Order:
        assert told.replayed.replay is not None
        return Order(
            stem=told.stem, content=told.item.content, path=told.item.document.path, paper=_sheet(told.item),
            lang=self._setting.lang, formats=("svg",), marks=replay_marks(told.replayed.replay, self._setting.lang),
        )

    def _case(self, told: _Told) -> TourCase:
        played, planting = told.played, told.planting
        title = planting.title if planting else played.scene.title if played else None
        return TourCase(
            replayed=told.replayed, title=title.say(self._setting.lang) if title else "", outcomes=played.outcomes if played else (),
            history=f"{told.stem}.jsonl", text=f"{told.stem}.txt", svg=self._picture(f"{told.stem}.svg"),
            refusals=tuple(
                TourRefusal(at=refused.move.at, step=refused.name, officers=refused.move.officers, error=refused.error)
                for refused in (played.refusals if played else ())
            ),
        )

    def _picture(self, name: str) -> str:
        return name if name in self._folder.files else ""

    def _say(self, message: str, **values: object) -> str:
        return say(message, self._setting.lang, **values)

    def _tell(self, message: str, **values: object) -> None:
        self._setting.tell(self._say(message, **values))
