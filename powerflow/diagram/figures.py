"""How a figure of the chart looks: cards of steps, diamonds of decisions, pills of starts and ends."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from powerflow.diagram import look
from powerflow.diagram.font import width
from powerflow.diagram.lines import balanced, break_lines
from powerflow.diagram.outline import Figure, Shape
from powerflow.diagram.scene import Align, Box, Fill, Form, Item, Text, text_lines
from powerflow.diagram.short_names import short_name
from powerflow.diagram.wording import Words
from powerflow.model import Decision, Event, RiskPoint, Step, StepNotes

_STEP = look.BODY_SIZE * look.LEADING
_MOST_LINES = 12


class Profile(str, Enum):
    """For whom: the public, the authority itself (with the risk notes), or a leaflet for applicants."""

    PUBLIC = "public"
    INTERNAL = "internal"
    LEAFLET = "leaflet"


@dataclass(frozen=True)
class Drawn:
    """A figure at the origin: its size, its outline, and its shapes."""

    width: float
    height: float
    form: Form
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Row:
    """One line of facts on a card; `said` is how it is told to those who hear it, where that differs."""

    label: str
    text: str
    colour: str = look.INK
    bold: bool = False
    said: str = ""


class Draughtsman:
    """Draws figures in one style: theme, profile, language; each figure once for each width."""

    def __init__(self, words: Words, theme: look.Theme, profile: Profile, *, party_lanes: frozenset[str]) -> None:
        self._words = words
        self._theme = theme
        self._profile = profile
        self._party = party_lanes
        # On which page each sub-process is drawn; set when the pages are known.
        self.inner_pages: dict[str, int] = {}
        self._made: dict[tuple[str, float], Drawn] = {}
        self._rows: dict[str, tuple[Row, ...]] = {}

    def draw(self, figure: Figure, wide: float) -> Drawn:
        """The figure in a column that is `wide` points wide; it never gets wider."""
        if figure.shape is Shape.CONNECTOR:
            return self._connector(figure)
        if isinstance(figure.node, Step) and figure.node.inner:
            return self._drawn(figure, wide)  # what it says changes once the pages are known
        if (figure.id, wide) not in self._made:
            self._made[figure.id, wide] = self._drawn(figure, wide)
        return self._made[figure.id, wide]

    def _drawn(self, figure: Figure, wide: float) -> Drawn:
        if figure.shape is Shape.CARD:
            return self._card(figure, min(wide, look.CARD_WIDEST))
        if figure.shape is Shape.DECISION:
            return self._diamond(figure, min(wide, look.CARD_WIDEST) * 0.92)
        if figure.shape is Shape.GATE:
            return self._gate(figure)
        return self._pill(figure, min(wide * 0.86, 170.0))

    def rows(self, figure: Figure) -> tuple[Row, ...]:
        """What a card says below its title."""
        if isinstance(figure.node, Step) and figure.node.inner:
            return self._said(figure)
        if figure.id not in self._rows:
            self._rows[figure.id] = self._said(figure)
        return self._rows[figure.id]

    def _said(self, figure: Figure) -> tuple[Row, ...]:
        notes, say = figure.node.notes, self._words.say
        rows = [
            Row(say("时限"), self._time(notes), look.INK, bold=True),
            Row(say("人数"), say("不少于{n}人", n=notes.min_staff) if notes.min_staff and notes.min_staff > 1 else "", look.FAINT),
            Row(say("权利"), self._words.join(dict.fromkeys(right.name for right in notes.rights)), look.GREEN),
            *(Row(say("公开"), self._words.disclosure(each), look.INDIGO) for each in notes.disclosures),
        ]
        if self._profile is not Profile.LEAFLET:
            rows.append(Row(say("文书"), self._words.join(each.name for each in notes.documents), look.FAINT))
            laws = self._words.bases(notes.bases, short_name), self._words.bases(notes.bases)
            rows.append(Row(say("依据"), laws[0], look.FAINT, said=laws[1]))
        if self._profile is Profile.INTERNAL:
            for risk in notes.risks:
                rows.append(Row(say("风险"), risk.text, look.MAROON))
                rows.append(Row(say("防控"), self._words.parts((risk.measure, risk.accountable)), look.MAROON))
        rows.append(Row(say("事件"), self._words.join(map(self._words.timer, figure.events)), look.FAINT))
        if isinstance(figure.node, Step) and figure.node.inner:
            rows.append(Row(say("展开"), say("见第{page}页", page=self.inner_pages.get(figure.id, 99)), look.FAINT))
        return tuple(row for row in rows if row.text)

    def _time(self, notes: StepNotes) -> str:
        excluded = self._words.say("不计入时限（{kind}）", kind=notes.excluded.kind) if notes.excluded else ""
        return self._words.parts((self._words.limits(notes.time_limits), excluded))

    def title(self, figure: Figure) -> str:
        """The words on the figure."""
        title = self._words.title_of(figure.node)
        if isinstance(figure.node, Event):
            outcome = figure.node.outcome.kind if figure.node.outcome else ""
            if outcome and outcome not in title:
                title = f"{title}\n{outcome}"
            if figure.shape is Shape.EVENT:
                title = "\n".join(part for part in (title, self._words.limits(figure.node.notes.time_limits)) if part)
        return title

    # -- cards ---------------------------------------------------------------------------------------------------------

    def _card(self, figure: Figure, wide: float) -> Drawn:
        risk = self._risk(figure.node.notes.risks)
        is_party = figure.lane in self._party
        colour = look.GREEN if is_party else self._theme.colour
        head, head_high = self._card_head(figure, wide, colour, risk)
        body, body_high = self._card_body(self.rows(figure), wide, head_high)
        high = head_high + body_high
        is_high = risk is not None and risk.grade == next(iter(look.RISKS))
        edge = look.RISKS[risk.grade][1] if risk and is_high else colour
        frame = Fill(Box(0, 0, wide, high), look.WHITE, edge, 1.8 if is_high else 1.0, dashed=_is_called(figure))
        return Drawn(wide, high, Form.BOX, (frame, *head, *body))

    def _risk(self, risks: Iterable[RiskPoint]) -> RiskPoint | None:
        grades = list(look.RISKS)
        known = [] if self._profile is Profile.LEAFLET else [risk for risk in risks if risk.grade in grades]
        return min(known, key=lambda risk: grades.index(risk.grade), default=None)

    def _card_head(self, figure: Figure, wide: float, colour: str, risk: RiskPoint | None) -> tuple[list[Item], float]:
        symbol, ground = look.RISKS[risk.grade] if risk else ("", "")
        said = symbol + self._words.say(risk.grade) if risk else ""
        badge = width(said, look.BODY_SIZE, True) + 11 if risk else 0.0
        number = 20.0 if figure.number < 100 else 26.0
        room = wide - number - badge - 4
        lines = balanced(self.title(figure), room, look.TITLE_SIZE, True, most=6)
        step = look.TITLE_SIZE * 1.3
        high = len(lines) * step + 7
        items: list[Item] = [Fill(Box(0, 0, wide - badge, high), colour)]
        items.append(Text(Box(0, 0, number, high), str(figure.number), look.TITLE_SIZE, look.WHITE, True, Align.MIDDLE))
        items += text_lines(lines, Box(number, 3.5, room, high), size=look.TITLE_SIZE, colour=look.WHITE, bold=True, leading=1.3)
        if risk:
            items.append(Fill(Box(wide - badge, 0, badge, high), ground))
            items.append(Text(Box(wide - badge, 0, badge, high), said, look.BODY_SIZE, look.WHITE, True, Align.MIDDLE))
        return items, high

    def _card_body(self, rows: tuple[Row, ...], wide: float, top: float) -> tuple[list[Item], float]:
        items: list[Item] = []
        indent = max((_label_width(row.label) for row in rows), default=0.0)
        room = wide - 2 * look.CARD_PAD - indent
        y = top + 4
        for row in rows:
            lines = break_lines(row.text, room, look.BODY_SIZE, row.bold, most=_MOST_LINES)
            items.append(Text(Box(look.CARD_PAD, y, indent, _STEP), row.label, look.BODY_SIZE, row.colour, True))
            items += text_lines(lines, Box(look.CARD_PAD + indent, y, room, _STEP), bold=row.bold)
            y += len(lines) * _STEP
        return items, (y - top + 4) if rows else 0.0

    # -- decisions, gates, pills -------------------------------------------------------------------------------------------

    def _diamond(self, figure: Figure, wide: float) -> Drawn:
        """The flattest diamond that holds the question: a block w by h fits where w/W + h/H is at most 1."""
        title, size = self.title(figure), look.BODY_SIZE
        best: tuple[float, tuple[str, ...]] | None = None
        for share in (0.72, 0.64, 0.56, 0.48, 0.4):
            lines = balanced(title, wide * share, size, most=6)
            needed = (len(lines) * size * 1.3 + 2) / (1 - min(0.9, share + 4 / wide))
            if best is None or needed < best[0]:
                best = needed, lines
        high, lines = best or (40.0, ())
        high = max(high, 44.0)
        text_high = len(lines) * size * 1.3
        texts = text_lines(
            lines, Box(0, (high - text_high) / 2, wide, text_high), size=size, align=Align.MIDDLE, leading=1.3
        )
        frame = Fill(Box(0, 0, wide, high), look.GROUND_OF_DECISION, look.EDGE_OF_DECISION, 1.2, Form.DIAMOND)
        return Drawn(wide, high, Form.DIAMOND, (frame, *texts))

    def _gate(self, figure: Figure) -> Drawn:
        side = 30.0
        sign = {"parallelGateway": "＋", "inclusiveGateway": "○", "eventBasedGateway": "◎"}.get(figure.node.type, "×")
        frame = Fill(Box(0, 0, side, side), look.GROUND_OF_DECISION, look.EDGE_OF_DECISION, 1.2, Form.DIAMOND)
        text = Text(Box(0, 0, side, side), sign, 13.0, look.EDGE_OF_DECISION, True, Align.MIDDLE)
        return Drawn(side, side, Form.DIAMOND, (frame, text))

    def _connector(self, figure: Figure) -> Drawn:
        """A small sign with the sheet and the letter where the chart goes on."""
        text = figure.node.name
        wide, high = width(text, look.BODY_SIZE, True) + 14, _STEP + 5
        frame = Fill(Box(0, 0, wide, high), look.PALE, look.FLOW_MAIN, 1.2, Form.ROUND)
        return Drawn(wide, high, Form.ROUND, (frame, Text(Box(0, 0, wide, high), text, look.BODY_SIZE, look.FLOW_MAIN, True, Align.MIDDLE)))

    def _pill(self, figure: Figure, wide: float) -> Drawn:
        is_end = figure.shape in (Shape.PILL, Shape.POOL)
        lines = balanced(self.title(figure), wide - 16, look.BODY_SIZE, is_end, most=6)
        high = max(len(lines), 1) * _STEP + 9
        colours = (look.INK, look.WHITE) if figure.shape is Shape.PILL else (look.WHITE, look.INK)
        frame = Fill(Box(0, 0, wide, high), colours[0], look.INK, 1.0, Form.ROUND)
        texts = text_lines(lines, Box(8, 4.5, wide - 16, _STEP), colour=colours[1], bold=is_end, align=Align.MIDDLE)
        return Drawn(wide, high, Form.ROUND, (frame, *texts))

    # -- in words --------------------------------------------------------------------------------------------------------

    def sentence(self, figure: Figure, post: str) -> str:
        """The whole figure as one sentence, for whoever hears the chart instead of seeing it."""
        say, node = self._words.say, figure.node
        title = self._words.title_of(node)
        if isinstance(node, Step):
            head = say("第{n}步 {name}", n=figure.number, name=title)
        elif isinstance(node, Decision):
            head = say("判断：{name}", name=node.name or say("分支"))
        else:
            head = self.title(figure).replace("\n", "，")
        risk = self._risk(node.notes.risks)
        parts = [head, say("岗位：{post}", post=post) if post else "", figure.phase and say("阶段：{phase}", phase=figure.phase)]
        parts += [say("{label}：{text}", label=row.label, text=row.said or row.text) for row in self.rows(figure)]
        parts.append(say("廉政风险等级：{grade}", grade=say(risk.grade)) if risk else "")
        return self._words.parts(part for part in parts if part) + say("。")


def _is_called(figure: Figure) -> bool:
    return isinstance(figure.node, Step) and figure.node.triggered_by_event


def _label_width(label: str) -> float:
    return max(24.0, sum(10.0 if ord(letter) > 255 else 6.0 for letter in label) + 5.0)
