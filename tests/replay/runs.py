"""Whether an alignment is one: its events are the trace's, its costs add up, its steps are a run of the chart."""
from __future__ import annotations

from collections.abc import Sequence

from powerflow.graph import MoveKind, Token, TokenGame
from powerflow.model import Flowchart
from powerflow.replay import Alignment, activities_of


def names(drawn: Flowchart) -> dict[str, str]:
    """What each recorded step is called."""
    return {id: name for name, ids in activities_of(drawn).items() for id in ids}


def _is_run(drawn: Flowchart, steps: Sequence[str]) -> bool:
    """Whether the steps (ids), in this order, are all that some complete run records."""
    game, called = TokenGame(drawn), names(drawn)
    first, _ = game.settle(tuple(Token(token.stand, token.id) for token in game.initial()))
    waiting, seen = [(0, first)], {(0, first)}
    while waiting:
        done, marking = waiting.pop()
        if done == len(steps) and game.is_complete(marking):
            return True
        for move in game.moves(marking):
            is_step = move.kind is MoveKind.ACT and move.node in called
            if is_step and (done == len(steps) or steps[done] != move.node):
                continue
            after = (done + is_step, game.settle(game.after(marking, move, 0))[0])
            # Two tokens of a kind are enough for any of these runs.
            if after not in seen and len(after[1]) < 12:
                seen.add(after)
                waiting.append(after)
    return False


def assert_is_alignment(drawn: Flowchart, trace: tuple[str, ...], each: Alignment) -> None:
    """The alignment of the trace, move by move."""
    assert tuple(move.activity for move in each.moves if not move.is_skipped) == trace
    assert sum(move.is_added or move.is_skipped for move in each.moves) == each.cost
    assert all(names(drawn)[move.step] == move.activity for move in each.moves if move.step)
    assert _is_run(drawn, [move.step for move in each.moves if move.step])
