"""Whether a case that is put back to an earlier step comes by itself to where it was: no parallel branch is lost or doubled."""
from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from powerflow.graph.tokens import Marking, Stand, Token, TokenGame
from powerflow.model import Flowchart

_MOST = 4_000


def comes_back(chart: Flowchart, earlier: str, step: str) -> bool:
    """Whether one token alone, standing at the step `earlier`, can come to be the only one and to stand at the open `step`.

    Then a token at `step` may be put back to `earlier`, whatever others there are: all that could follow can still follow.
    False also where more than 4,000 markings would have to be looked at.
    """
    return _comes_back(_Asked(chart.digest, earlier, step, chart))


@dataclass(frozen=True)
class _Asked:
    digest: str
    earlier: str
    step: str
    chart: Flowchart = field(compare=False)


@lru_cache(maxsize=4096)
def _comes_back(asked: _Asked) -> bool:
    game = TokenGame(asked.chart)
    node = asked.chart.nodes[asked.earlier]
    around: list[Token] = []
    scope = node.scope
    while scope:
        around.append(Token(Stand.OPEN, scope))
        scope = game.wiring.around(scope)
    first, _ = game.settle(tuple(sorted([*around, Token(Stand.AT, asked.earlier)])))
    frame = {(token.stand, token.id) for token in around}
    seen: set[Marking] = {first}
    waiting = [first]
    while waiting and len(seen) <= _MOST:
        marking = waiting.pop()
        if _standing(marking, frame) == [(Stand.OPEN, asked.step)]:
            return True
        for move in game.moves(marking):
            following, _ = game.settle(game.after(marking, move, 0))
            if following not in seen and len(following) <= len(around) + 40:
                seen.add(following)
                waiting.append(following)
    return False


def _standing(marking: Marking, frame: set[tuple[Stand, str]]) -> list[tuple[Stand, str]]:
    """Where tokens stand, but for the scopes around, timers beside an open step, and what is spent."""
    places = [(token.stand, token.id) for token in marking if token.stand not in (Stand.ARMED, Stand.SPENT)]
    return [place for place in places if place not in frame]
