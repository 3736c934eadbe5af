"""What the panels say: conditions and bases ①, time ④, supervision ⑤, rights ⑥, complaints ⑦, and what an applicant needs."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

from powerflow.diagram import look
from powerflow.diagram.blocks import Panel
from powerflow.diagram.short_names import bare
from powerflow.diagram.wording import WAYS, Words
from powerflow.model import Contact, PowerItem

_ROUND = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


class PanelWriter:
    """Writes the panels of one item."""

    def __init__(self, item: PowerItem, words: Words, theme: look.Theme) -> None:
        self._item = item
        self._words = words
        self._theme = theme

    @property
    def acts(self) -> frozenset[str]:
        """The acts that panel ① names in full."""
        return frozenset(bare(basis.law) for basis in self._item.bases)

    def conditions(self) -> Panel:
        """① How, on what law and on which conditions the power is exercised."""
        say, item = self._words.say, self._item
        rows = [
            (say("行使方式"), self._words.parts((say(WAYS.get(item.way, "")), item.content))),
            (say("法定依据"), self._words.bases(item.bases)),
            (say("行使条件"), numbered(item.conditions)),
        ]
        return Panel("conditions", say("① 行使条件与依据"), self._theme.colour, _filled(rows))

    def supervision(self) -> Panel:
        """⑤ Who supervises, inside and outside."""
        say = self._words.say
        rows = [
            (say("内部监督"), self._contacts(each for each in self._item.supervision if each.side == "internal")),
            (say("外部监督"), self._contacts(each for each in self._item.supervision if each.side != "internal")),
        ]
        return Panel("supervision", say("⑤ 监督方式"), look.MAROON, _filled(rows))

    def rights(self) -> Panel:
        """⑥ The party's rights, duties and remedies."""
        rows = [(right.name, right.text or right.basis) for right in self._item.rights]
        rows += [self._words.remedy(remedy) for remedy in self._item.remedies]
        if self._item.obligations:
            rows.append((self._words.say("依法履行的义务"), self._words.parts(self._item.obligations)))
        return Panel("rights", self._words.say("⑥ 当事人权利"), look.GREEN, tuple(row for row in rows if row[0] or row[1]))

    def complaints(self) -> Panel:
        """⑦ Where to complain and report."""
        say = self._words.say
        rows = [
            (each.form or say("投诉举报"), self._words.facts((self._words.contact(each), each.time)))
            for each in self._item.complaints
        ]
        return Panel("complaints", say("⑦ 投诉举报"), look.INDIGO, _filled(rows))

    def service(self) -> Panel:
        """What an applicant brings, pays and gets, and where."""
        say, item = self._words.say, self._item
        place = item.service
        rows = [
            (say("申请材料"), numbered([each.name if each.required else say("{name}（可选）", name=each.name) for each in item.materials])),
            (say("收费"), self.charge()),
            (say("办理结果"), self._words.join(each.name for each in item.results)),
            (say("办理地点"), self._words.facts((place.place, place.hours, place.online, place.consultation)) if place else ""),
        ]
        return Panel("service", say("办事须知"), look.BLUE, _filled(rows))

    def charge(self) -> str:
        """The fees, or that there are none; "" where the file says neither."""
        if self._item.fees:
            return self._words.parts(self._words.fee(fee) for fee in self._item.fees)
        return self._words.say("不收费") if self._item.charged is False else ""

    def excluded(self) -> str:
        """What does not count towards the limit."""
        kinds = self._words.join(dict.fromkeys(each.kind for each in self._item.excluded))
        return self._words.say("{kinds}的时间不计入时限", kinds=kinds) if kinds else ""

    def _contacts(self, contacts: Iterable[Contact]) -> str:
        return self._words.parts(self._words.facts((self._words.contact(each), each.time)) for each in contacts)


def numbered(texts: Sequence[str]) -> str:
    """Texts in a row, numbered where there are several."""
    if len(texts) < 2:
        return "".join(texts)
    return "".join(
        (_ROUND[index] if index < len(_ROUND) else f"({index + 1})") + text.rstrip("；;。") + ("；" if index + 1 < len(texts) else "")
        for index, text in enumerate(texts)
    )


def _filled(rows: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(row for row in rows if row[1])
