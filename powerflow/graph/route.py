"""The cheapest way to make a node happen: which choices were made and which steps were passed over."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from powerflow.graph.tokens import Marking, Move, MoveKind, TokenGame
from powerflow.model import Event

# What a move costs, given the acts before it on the way that left no entry; None: it is not allowed.
Price = Callable[[Move, tuple[str, ...]], "int | None"]


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


def route(game: TokenGame, marking: Marking, goal: str, *, now: int, price: Price, most: int = 20_000) -> Route | None:
    """The cheapest way from a settled marking to the act or choice of `goal`; None if there is none.

    Of ways that cost the same, one with the fewest moves, so that nothing is decided without need. What acts on
    the way bring stands there since `now`. Raises OverBudget after `most` markings.
    """
    leading = game.wiring.before(goal)
    heap: list[tuple[int, int, int, _Way]] = [(0, 0, 0, _Way(marking, (), (), None))]
    done: set[Marking] = set()
    count = 0
    while heap:
        cost, length, _, way = heappop(heap)
        if way.marking in done:
            continue
        done.add(way.marking)
        if len(done) > most:
            raise OverBudget
        for move in game.moves(way.marking):
            if move.node == goal and _happens(game, move):
                return _arrived(game, way, move, now, cost)
        for move, paid in _onward(game, way, leading, price):
            acts = (*way.acts, move.node) if move.kind is MoveKind.ACT else way.acts
            following, silent = game.settle(game.after(way.marking, move, now if move.kind is MoveKind.ACT else None))
            count += 1
            heappush(heap, (cost + paid, length + 1, count, _Way(following, (move, *silent), acts, way)))
    return None


def _happens(game: TokenGame, move: Move) -> bool:
    """Whether the move is the node itself happening, rather than a choice at it (an exit, another turn)."""
    return move.kind is MoveKind.ACT or isinstance(game.chart.nodes.get(move.node), Event)


def _arrived(game: TokenGame, way: _Way, move: Move, now: int, cost: int) -> Route:
    marking, silent = game.settle(game.after(way.marking, move, now))
    return Route((*way.all_moves(), move, *silent), marking, cost)


def _onward(game: TokenGame, way: _Way, leading: frozenset[str], price: Price) -> Iterator[tuple[Move, int]]:
    for move in game.moves(way.marking):
        paid = price(move, way.acts) if move.node in leading else None
        if paid is not None:
            yield move, paid
