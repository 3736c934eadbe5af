"""The whole chart in words, for those who do not see it: head, seven elements, every step with where it goes next."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from powerflow.diagram import look
from powerflow.diagram.figures import Draughtsman, Profile
from powerflow.diagram.lanes import is_party
from powerflow.diagram.marks import Mark, Marks
from powerflow.diagram.outline import Figure, Link, Manner, Outline, Shape, outline
from powerflow.diagram.panels import PanelWriter
from powerflow.diagram.published import published
from powerflow.diagram.timebar import further_totals, totals
from powerflow.diagram.wording import KINDS, Words
from powerflow.model import Disclosure, Flowchart, Lane, PowerItem

Row = tuple[str, str]


@dataclass(frozen=True)
class Passage:
    """A figure in words: one sentence, the phase it stands in, and a clause for each way that leads on."""

    element: str
    phase: str
    sentence: str
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One of the seven elements: rows of a heading and its text, or passages in the order of the process."""

    title: str
    rows: tuple[Row, ...] = ()
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class TextAlternative:
    """The chart as text. `facts` are the head of the chart, `end` says from which model the text was made."""

    title: str
    lang: str
    facts: tuple[Row, ...]
    sections: tuple[Section, ...]
    end: str


def text_alternative(chart: Flowchart, *, profile: str = "public", marks: Iterable[Mark] = (), lang: str = "zh") -> TextAlternative:
    """Everything that the chart shows in `profile`, in words. Raises InputError for an item that is withheld as a whole."""
    chosen = Profile(profile)
    return _Writer(published(chart, chosen, lang), chosen, tuple(marks), Words(lang)).write()


class _Writer:
    """Writes one chart down."""

    def __init__(self, chart: Flowchart, profile: Profile, marks: tuple[Mark, ...], words: Words) -> None:
        self._chart = chart
        self._words = words
        self._marks = Marks(marks, words)
        timers = {event.id: words.timer(event) for event in chart.events.values() if event.type == "boundaryEvent"}
        self._plan: Outline = outline(chart, timers)
        party = frozenset(lane.id for lane in self._plan.lanes if is_party(lane))
        self._artist = Draughtsman(words, look.AFFAIRS, profile, party_lanes=party)

    def write(self) -> TextAlternative:
        """The text."""
        chart, say = self._chart, self._words.say
        panels = PanelWriter(chart.item, self._words, look.AFFAIRS) if chart.item else None
        sections = [
            Section(say("① 行使条件与依据"), panels.conditions().rows if panels else ()),
            Section(say("② 岗位与职责"), tuple(self._lane(lane) for lane in self._plan.lanes)),
            Section(say("③ 办理流程"), (), tuple(map(self._passage, self._plan.figures.values()))),
            Section(say("④ 办理时限"), tuple(self._times(chart.item, panels)) if chart.item and panels else ()),
            Section(say("⑤ 监督方式"), panels.supervision().rows if panels else ()),
            Section(say("⑥ 当事人权利"), panels.rights().rows if panels else ()),
            Section(say("⑦ 投诉举报"), panels.complaints().rows if panels else ()),
            Section(say("办事须知"), panels.service().rows if panels else ()),
            Section(say("信息公开"), tuple(self._disclosures(chart.item.disclosures)) if chart.item else ()),
        ]
        return TextAlternative(
            self._words.title_of_chart(chart), self._words.lang, tuple(self._facts(chart.item)) if chart.item else (),
            tuple(section for section in sections if section.rows or section.passages),
            say("本文字说明由 powerflow 依据流程模型自动生成（模型指纹 sha256:{digest}）。", digest=chart.digest[:16]),
        )

    # -- the head and the panels ---------------------------------------------------------------------------------------

    def _facts(self, item: PowerItem) -> Iterator[Row]:
        say, words = self._words.say, self._words
        theme = look.THEMES.get(item.power_class, look.AFFAIRS) if item.power_class else None
        rows = (
            (say("权力类型"), words.facts((say(KINDS[item.kind]) if item.kind else "", say(theme.word) if theme else ""))),
            (say("事项编码"), words.facts((item.code, item.implementation_code))),
            (say("实施机关"), words.join([item.organ.name if item.organ else "", *(each.name for each in item.joint_organs)])),
            (say("承办机构"), words.facts((item.office.unit, item.office.telephone)) if item.office else ""),
            (say("版本"), words.facts((item.version, say(item.status) if item.status not in ("", "在用") else ""))),
            (say("生效日期"), words.day(item.effective_from) if item.effective_from else ""),
        )
        yield from (row for row in rows if row[1])

    def _lane(self, lane: Lane) -> Row:
        notes = lane.notes
        steps = [str(figure.number) for figure in self._plan.figures.values() if figure.lane == lane.id and figure.number]
        numbers = self._words.say("承担第{numbers}步", numbers=self._words.join(steps)) if steps else ""
        telephone = "☎" + notes.telephone if notes.telephone else ""
        return lane.name or lane.post, self._words.facts((notes.organ, notes.unit, telephone, numbers))

    def _times(self, item: PowerItem, panels: PanelWriter) -> Iterator[Row]:
        for label, limit in zip(("承诺时限", "法定时限"), totals(item), strict=True):
            if limit:
                yield self._words.say(label), self._words.span(limit)
        for further in further_totals(item, self._plan, self._words):
            yield self._words.say("其他时限"), further
        if panels.excluded():
            yield self._words.say("不计入时限"), panels.excluded()

    def _disclosures(self, disclosures: Iterable[Disclosure]) -> Iterator[Row]:
        for one in disclosures:
            if one.public:
                yield one.stage or self._words.say("公开"), self._words.disclosure(one)

    # -- the process -----------------------------------------------------------------------------------------------------

    def _passage(self, figure: Figure) -> Passage:
        sentence = self._artist.sentence(figure, self._chart.post_of(figure.node))
        kind = {"startEvent": "开始", "endEvent": "结束"}.get(figure.node.type, "")
        sentence = self._words.say("{label}：{text}", label=self._words.say(kind), text=sentence) if kind else sentence
        said = self._words.parts((sentence, *self._marks.said(figure.id)))
        return Passage(figure.id, figure.phase, said, tuple(self._way(link) for link in self._plan.links if link.source == figure.id))

    def _way(self, link: Link) -> str:
        target = self._named(self._plan.figures[link.target]) if link.target in self._plan.figures else link.target
        template = {Manner.BACK: "退回{target}", Manner.MESSAGE: "通知{target}"}.get(link.manner, "转至{target}")
        where = self._words.say(template, target=target)
        return self._words.say("{label}：{text}", label=link.label, text=where) if link.label else where

    def _named(self, figure: Figure) -> str:
        say, title = self._words.say, self._words.title_of(figure.node)
        if figure.number:
            return say("第{n}步“{name}”", n=figure.number, name=title)
        if figure.shape in (Shape.DECISION, Shape.GATE):
            return say("判断“{name}”", name=figure.node.name or say("分支"))
        return say("“{name}”", name=title)
