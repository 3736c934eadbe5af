"""The sentences in which breaches of a mapping file's statements are told."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from powerflow.auditing.banned import facts_at
from powerflow.auditing.stated import Measured
from powerflow.logs import NO_DAY, EventTable, StatedBan, StatedLimit, StatedNeed, StatedSeparation
from powerflow.model import LimitSense, Unit
from powerflow.replay import Amount

Message = tuple[str, Mapping[str, object]]


class Told:
    """Says the sentences of one statement's breaches, for the n-th of the acts that it speaks of."""

    def __init__(self, part: EventTable, found: Measured) -> None:
        self._part, self._found = part, found

    def of_limit(self, limit: StatedLimit, place: int) -> Message:
        """That a limit was passed, or a wait cut."""
        row, begin = int(self._found.rows[place]), int(self._found.begins[place])
        values = {
            "start": limit.start, "end": limit.end, "begin": self._day(begin), "day": self._day(row), "due": self._due(place),
            "limit": Amount(limit.amount, limit.unit), "late": self._late(place, limit.unit),
        }
        if limit.sense is LimitSense.WAIT:
            return "“{start}”（{begin}）之后应当留足{limit}，{due} 才届满，{day} 就办了“{end}”", values
        if row == begin:
            return "“{start}”（{begin}）之后应当在{limit}内办“{end}”，{due} 届满，一直没有办", values
        return "“{start}”（{begin}）之后应当在{limit}内办“{end}”，{due} 届满，{day} 才办，超期{late}", values

    def of_need(self, need: StatedNeed, place: int) -> Message:
        """That something was not done that had to be."""
        values = {
            "activity": need.activity, "needs": need.needs, "day": self._day(int(self._found.rows[place])), "right": need.right,
        }
        if need.is_notice and need.right:
            return "办了“{activity}”（{day}），却没有“{needs}”的记录：没有告知{right}", values
        if need.when == "before":
            return "办了“{activity}”（{day}），此前却没有“{needs}”的记录", values
        if need.when == "after":
            return "办了“{activity}”（{day}），此后却没有“{needs}”的记录", values
        return "办了“{activity}”（{day}），却没有“{needs}”的记录", values

    def of_separation(self, apart: StatedSeparation, place: int) -> Message:
        """That one person did both."""
        row = int(self._found.rows[place])
        return "“{first}”和“{second}”（{day}）都由 {officer} 办理，应当由不同的人办", {
            "first": apart.first, "second": apart.second, "day": self._day(row), "officer": self._part.actor.text(row),
        }

    def of_ban(self, ban: StatedBan, place: int) -> Message:
        """That something was done that may not be done then."""
        row = int(self._found.rows[place])
        facts = tuple(f"{name} = {value}" for name, value in facts_at(self._part, ban, row).items())
        return "办了“{activity}”（{day}），当时“{condition}”成立（{facts}），不应当办", {
            "activity": ban.activity, "day": self._day(row), "condition": ban.condition, "facts": facts,
        }

    def of_due(self, place: int) -> Message:
        """That the log's own date was passed."""
        return "“{name}”应当在 {due} 前办完，超期{late}", {
            "name": self._part.activity.text(int(self._found.rows[place])), "due": self._due(place),
            "late": self._late(place, Unit.CALENDAR_DAY),
        }

    def _day(self, row: int) -> str:
        day = int(self._part.day[row])
        return date.fromordinal(day).isoformat() if day != NO_DAY else "—"

    def _due(self, place: int) -> str:
        return date.fromordinal(int(self._found.due[place])).isoformat()

    def _late(self, place: int, unit: Unit) -> Amount:
        return Amount(int(self._found.late[place]), unit if unit in (Unit.WORKING_DAY, Unit.HOUR) else Unit.CALENDAR_DAY)
