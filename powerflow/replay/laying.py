"""Lays entry after entry over the token game; each is read in the light of what came before it, never of what came after.

So a reading never changes when the case goes on. A decision that nothing has followed yet stays open: it is settled by
the entry that shows which way the case went, and compared with the facts as they were when the token came to it.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from powerflow.deadlines import Deadline, WorkCalendar
from powerflow.graph import Marking, Move, MoveKind, OverBudget, Route, Stand, TokenGame, route
from powerflow.model import Entry, EntryKind, Event, FactValue, Flowchart, Place, Step
from powerflow.replay.act import Act, Fit, TimerEnd, Turn
from powerflow.replay.clocks import Clocks
from powerflow.replay.course import Course, When, is_timer
from powerflow.replay.firing import has_run_out, runs_out
from powerflow.replay.trail import Trail, is_opening
from powerflow.replay.verdict import verdict


class _Stand(NamedTuple):
    """How the case stood before an entry, for the case that this one is taken back."""

    marking: Marking
    mark: tuple[int, int]
    passed_over: tuple[str, ...]
    facts: Mapping[str, FactValue]


# A step or start that left no entry; a decision left against the facts; a timer before its time, which explains
# less than a step that somebody forgot to record.
_SKIPPED_STEP, _AGAINST_FACTS, _EARLY_TIMER = 1, 1, 2
_MOST_POSSIBLE = 500


class Laying:
    """The entries laid so far, and the tokens as they stand after them."""

    def __init__(self, chart: Flowchart, path: str, calendar: WorkCalendar) -> None:
        self.acts: list[Act] = []
        self._game = TokenGame(chart)
        self._chart = chart
        self._path = path
        self._calendar = calendar
        self._trail = Trail(chart)
        self._ahead: tuple[Marking, tuple[Move, ...]] | None = None
        self._course: Course | None = None
        self._facts: list[Mapping[str, FactValue]] = []
        self._marking = self._game.settle(self._game.initial())[0]
        self._passed_over: list[str] = []
        self._before: dict[int, _Stand] = {}
        self._is_over = False
        self._has_timers = any(self._is_timer(id) for id in chart.events)

    def lay(self, entry: Entry) -> None:
        """Lays the next entry."""
        if not entry.is_doing:
            self._remark(entry)
            return
        overdue = self.overdue(entry.at)
        self._before[entry.seq] = _Stand(self._marking, self._trail.mark(), tuple(self._passed_over), self._known(len(self.acts)))
        act, found = self._act(entry)
        self._facts.append({**self._known(len(self.acts)), **entry.facts})
        self._follow(act, found)
        still = self._open_timers() if overdue else {}
        happened = {entry.node, *(timer.node for timer in act.timers)}
        missed = [timer for timer in overdue if timer.node not in happened and timer.node not in still]
        self._passed_over += act.skipped
        if entry.node in self._passed_over:
            self._passed_over.remove(entry.node)
        self.acts.append(replace(act, missed=tuple(missed)))

    def course(self) -> Course:
        """How the case has gone so far, as its clocks look at it."""
        if self._course is None:
            marking, moves = self._advanced()
            self._course = self._trail.course(marking, moves, ended=self._is_over or self._game.is_complete(marking))
        return self._course

    # -- entries that speak of the case --------------------------------------------------------------------------

    def _remark(self, entry: Entry) -> None:
        node = self._chart.nodes.get(entry.node)
        place = Place(self._path, None, entry.node or None, (node.name or node.id) if node else "")
        known = self._known(len(self.acts))
        self._course = None
        self.acts.append(Act(position=len(self.acts), entry=entry, place=place, node=None, fit=Fit.REMARK))
        if entry.kind is EntryKind.WITHDRAW:
            known = self._withdraw(entry, known)
        elif entry.kind is EntryKind.SEND_BACK:
            self._send_back(entry)
        elif entry.kind is EntryKind.TERMINATE:
            self._trail.give_up(entry, self._stand_still())
            self._marking, self._ahead, self._is_over = (), None, True
        else:
            self._trail.remark(entry)
        self._facts.append({**known, **entry.facts} if entry.kind is EntryKind.CORRECT else known)

    def _withdraw(self, entry: Entry, known: Mapping[str, FactValue]) -> Mapping[str, FactValue]:
        """The case stands as before the entry taken back, if nothing was done since; gives the facts known then."""
        self._trail.remark(entry)
        before = self._before.get(entry.refers)
        if before is None or entry.refers != max(self._before):
            return known
        self._before = {seq: each for seq, each in self._before.items() if seq < entry.refers}
        self._marking, self._passed_over, self._ahead = before.marking, list(before.passed_over), None
        self._trail.rewind(before.mark)
        corrected: dict[str, FactValue] = {}
        for act in self.acts:
            if act.seq > entry.refers and act.entry.kind is EntryKind.CORRECT:
                corrected.update(act.entry.facts)
        return {**before.facts, **corrected}

    def _send_back(self, entry: Entry) -> None:
        """The token of the open step stands at the earlier one."""
        marking = self._stand_still()
        move = next((each for each in self._game.acts(marking) if each.node == entry.node), None)
        if move is None or entry.to not in self._chart.steps:
            self._trail.remark(entry)
            return
        now = len(self.acts) - 1
        back = Move(entry.to, MoveKind.SILENT, move.taken, ((Stand.AT, entry.to),), move.since)
        self._marking, opened = self._game.settle(self._game.after(marking, back, now))
        self._ahead = None
        self._trail.give_up(entry, move.taken, opened)

    def _advanced(self) -> tuple[Marking, tuple[Move, ...]]:
        """The marking after all decisions that the facts settle, and the moves that lead there."""
        if self._ahead is None:
            self._ahead = self._advance()
        return self._ahead

    def _advance(self) -> tuple[Marking, tuple[Move, ...]]:
        marking = self._marking
        made: list[Move] = []
        seen = {marking}
        while (move := self._settled_choice(marking)) is not None:
            marking, silent = self._game.settle(self._game.after(marking, move))
            made += [move, *silent]
            if marking in seen:
                break
            seen.add(marking)
        return marking, tuple(made)

    def open_nodes(self) -> dict[str, int]:
        """The steps and timers that are open, each with the position of the entry that opened it (-1: none did)."""
        return self._game.open_nodes(self._advanced()[0])

    def possible(self) -> tuple[frozenset[str], bool]:
        """What may be open as well because the facts leave a decision undecided, and whether the case may be over."""
        marking, _ = self._advanced()
        certain = self._game.open_nodes(marking)
        found, waiting, over = {marking}, [marking], False
        nodes: set[str] = set()
        while waiting and len(found) < _MOST_POSSIBLE:
            marking = waiting.pop()
            nodes.update(self._game.open_nodes(marking))
            over = over or self._game.is_complete(marking)
            for move in self._game.moves(marking):
                if move.exits and self._verdict(move) is None:
                    following, _ = self._game.settle(self._game.after(marking, move))
                    if following not in found:
                        found.add(following)
                        waiting.append(following)
        return frozenset(nodes - set(certain)), self._is_over or (over and not certain)

    def overdue(self, at: datetime) -> tuple[TimerEnd, ...]:
        """The open timers that have run out by `at`."""
        found = ((id, self._due(id, since, at)) for id, since in self._open_timers().items())
        return tuple(TimerEnd(id, due) for id, due in found if due is not None and has_run_out(due, at))

    def _stand_still(self) -> Marking:
        """The marking where the facts have led; from now on nothing before can be taken back."""
        self._marking, ahead = self._advanced()
        self._ahead = None
        self._before.clear()
        for move in ahead:
            self._trail.pass_by(move)
        return self._marking

    # -- one entry -------------------------------------------------------------------------------------------

    def _act(self, entry: Entry) -> tuple[Act, Route | None]:
        """The entry, and the way of the tokens to it if it has one."""
        node = self._chart.nodes.get(entry.node)
        place = Place(self._path, None, entry.node, node.name if node else "")
        act = Act(position=len(self.acts), entry=entry, place=place, node=node, fit=Fit.UNKNOWN)
        if not isinstance(node, (Step, Event)):
            return act, None
        try:
            found = route(
                self._game, self._marking, node.id, now=act.position,
                price=lambda move, skipped: self._price(move, skipped, entry.at),
            )
        except OverBudget:
            return replace(act, fit=Fit.UNDECIDED), None
        act = replace(act, fit=self._fit(node.id, found))
        return (self._placed(act, found), found) if found is not None and act.fits else (act, None)

    def _follow(self, act: Act, found: Route | None) -> None:
        self._ahead = self._course = None
        if found is None:
            self._trail.follow_astray(act.entry)
            return
        ends = ((timer.node, timer.due) for timer in act.timers)
        fired = {id: min(runs_out(due), act.entry.at) for id, due in ends if due is not None and has_run_out(due, act.entry.at)}
        self._trail.follow(act.entry, found.moves, fired)
        self._marking = found.marking

    def _fit(self, node: str, found: Route | None) -> Fit:
        if found is not None and found.cost == 0:
            return Fit.OPEN
        if node in self._passed_over:
            return Fit.LATE
        # One more round of a loop is believed if one step of it is missing, not if most of it is.
        if (found is None or found.cost > 1) and any(act.entry.node == node and act.entry.is_doing for act in self.acts):
            return Fit.REPEATED
        return Fit.CLOSED if found is None else Fit.JUMPED

    def _placed(self, act: Act, found: Route) -> Act:
        happened = [move for move in found.moves if move.kind is not MoveKind.SILENT]
        own = happened[-1]  # only silent moves come after it
        before = [move for move in happened[:-1] if move.kind is MoveKind.ACT]
        timers = tuple(
            TimerEnd(
                move.node, self._due(move.node, move.since, act.entry.at),
                move.since if 0 <= move.since < act.position else None,
            )
            for move in before if self._is_timer(move.node)
        )
        return replace(
            act, since=own.since if 0 <= own.since < act.position else None,
            due=self._due(own.node, own.since, act.entry.at) if self._is_timer(own.node) else None,
            skipped=tuple(move.node for move in before if not self._is_timer(move.node)), timers=timers,
            turns=tuple(self._turns(found.moves)),
            passed=tuple(move.node for move in found.moves if not is_opening(move)),
            flows=tuple(flow for move in found.moves for flow in move.flows),
        )

    def _turns(self, moves: Iterable[Move]) -> Iterable[Turn]:
        skipped: list[str] = []
        for move in moves:
            if move.kind is MoveKind.ACT:
                skipped.append(move.node)
            elif move.exits:
                allowed = self._verdict(move, skipped)
                yield Turn(move.node, move.exits, None if allowed is None else tuple(sorted(allowed)))

    # -- decisions -------------------------------------------------------------------------------------------

    def _price(self, move: Move, skipped: Sequence[str], at: datetime) -> int:
        if move.kind is MoveKind.CHOICE:
            allowed = self._verdict(move, skipped) if move.exits else None
            return 0 if allowed is None or allowed == frozenset(move.exits) else _AGAINST_FACTS
        if not self._is_timer(move.node):
            return _SKIPPED_STEP
        due = self._due(move.node, move.since, at)
        return 0 if due is not None and has_run_out(due, at) else _EARLY_TIMER

    def _settled_choice(self, marking: Marking) -> Move | None:
        return next(
            (move for move in self._game.moves(marking) if move.exits and self._verdict(move) == frozenset(move.exits)), None
        )

    def _verdict(self, move: Move, skipped: Iterable[str] = ()) -> frozenset[str] | None:
        """The exits that the facts allowed when the token came to the node that `move` leaves."""
        facts = self._known(move.since + 1)
        if move.since >= len(self.acts):  # what the steps passed over would have recorded is not known
            hidden = {name for id in skipped for name in self._chart.nodes[id].notes.sets}
            facts = {name: value for name, value in facts.items() if name not in hidden}
        return verdict(self._chart, self._chart.nodes[move.node], facts)

    def _known(self, count: int) -> Mapping[str, FactValue]:
        """The facts recorded by the first `count` entries."""
        count = min(count, len(self._facts))
        return self._facts[count - 1] if count > 0 else {}

    # -- timers ----------------------------------------------------------------------------------------------

    def _is_timer(self, id: str) -> bool:
        return is_timer(self._chart.nodes.get(id))

    def _open_timers(self) -> dict[str, int]:
        if not self._has_timers:
            return {}
        return {id: since for id, since in self.open_nodes().items() if self._is_timer(id)}

    def _due(self, timer: str, since: int, at: datetime) -> Deadline | None:
        if not 0 <= since < len(self.acts):
            return None
        clock = Clocks(self.course(), self._calendar, at).timer(timer, When(since, self.acts[since].entry.at))
        return clock.deadline if clock else None
