"""The cheapest way to make a node happen: which choices were made and which steps were passed over."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush

from powerflow.graph.estimate import Estimate
from powerflow.graph.tokens import Marking, Move, MoveKind, TokenGame
from powerflow.model import Event

# What a move costs, given the acts before it on the way that left no entry; None: it is not allowed.
Price = Callable[[Move, tuple[str, ...]], "int | None"]

# How many markings are looked at: first every one that is cheaper, then those that seem nearest.
_EXACT, _GUIDED = 1_000, 2_000


@dataclass(frozen=True)
class Route:
    """The moves up to and including the one that makes the goal happen; `cost` is the sum of their prices."""

    moves: tuple[Move, ...]
    marking: Marking
    cost: int


@dataclass(frozen=True)
class _Way:
    marking: Marking
    moves: tuple[Move, ...]
    acts: tuple[str, ...]
    cost: int
    before: _Way | None

    def all_moves(self) -> tuple[Move, ...]:
        way: _Way | None = self
        parts = []
        while way is not None:
            parts.append(way.moves)
            way = way.before
        return tuple(move for part in reversed(parts) for move in part)


class OverBudget(Exception):  # noqa: N818  it says that nothing was found out, not that something is wrong
    """The search looked at as many markings as it may and found no answer."""


def route(game: TokenGame, marking: Marking, goal: str, *, now: int, price: Price) -> Route | None:
    """The cheapest way from a settled marking to the act or choice of `goal`; None if there is none.

    Of ways that cost the same, one with the fewest moves, so that nothing is decided without need. What acts on
    the way bring stands there since `now`. A way through very many parallel branches is looked for by an estimate and
    not proven to be the cheapest. Raises OverBudget if neither search ends.
    """
    try:
        return _search(game, marking, goal, now, price, _EXACT, lambda _: 0)
    except OverBudget:
        return _search(game, marking, goal, now, price, _GUIDED, Estimate(game, goal).of)


def _search(
    game: TokenGame, marking: Marking, goal: str, now: int, price: Price, most: int, estimate: Callable[[Marking], int]
) -> Route | None:
    leading = game.wiring.before(goal)
    heap: list[tuple[int, int, int, int, _Way]] = [(0, 0, 0, 0, _Way(marking, (), (), 0, None))]
    done: set[Marking] = set()
    count = 0
    while heap:
        _, _, length, _, way = heappop(heap)
        if way.marking in done:
            continue
        done.add(way.marking)
        if len(done) > most:
            raise OverBudget
        moves = list(game.moves(way.marking))
        for move in moves:
            if move.node == goal and _happens(game, move):
                return _arrived(game, way, move, now)
        for move in moves:
            paid = price(move, way.acts) if move.node in leading else None
            if paid is not None:
                onward = _onward(game, way, move, now, paid)
                left = estimate(onward.marking)
                count += 1
                heappush(heap, (onward.cost + left, left, length + 1, count, onward))
    return None


def _onward(game: TokenGame, way: _Way, move: Move, now: int, paid: int) -> _Way:
    is_act = move.kind is MoveKind.ACT
    following, silent = game.settle(game.after(way.marking, move, now if is_act else None))
    acts = (*way.acts, move.node) if is_act else way.acts
    return _Way(following, (move, *silent), acts, way.cost + paid, way)


def _happens(game: TokenGame, move: Move) -> bool:
    """Whether the move is the node itself happening, rather than a choice at it (an exit, another turn)."""
    return move.kind is MoveKind.ACT or isinstance(game.chart.nodes.get(move.node), Event)


def _arrived(game: TokenGame, way: _Way, move: Move, now: int) -> Route:
    marking, silent = game.settle(game.after(way.marking, move, now))
    return Route((*way.all_moves(), move, *silent), marking, way.cost)
