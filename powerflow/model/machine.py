"""What a step leaves to the system: a call of another item (调用事项), a random draw (随机抽取)."""
from __future__ import annotations

from dataclasses import dataclass

# The services that a step may name; no other code is ever run for a step.
RANDOM_DRAW = "random-draw"
SERVICES = frozenset({RANDOM_DRAW})


@dataclass(frozen=True, kw_only=True)
class Passing:
    """One fact that passes between the calling and the called case: `source` on the giving side, `fact` on the other."""

    fact: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Return:
    """When a called case has done `node`, its caller goes on with `value` as the outcome; without a value, the end's own."""

    node: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Call:
    """How a call activity calls its item.

    `awaits`: "outcome" (the step waits until the called case has done one of `returns`, or has ended) or "start" (an officer
    does the step; the called case goes its own way). `outcome` names the caller's fact that takes the outcome, `gives`
    what the called case is told at its start, `takes` what is handed back.
    """

    awaits: str = "outcome"
    outcome: str = ""
    gives: tuple[Passing, ...] = ()
    takes: tuple[Passing, ...] = ()
    returns: tuple[Return, ...] = ()

    @property
    def is_waited_for(self) -> bool:
        """Whether the calling step waits for the called case."""
        return self.awaits != "start"


@dataclass(frozen=True, kw_only=True)
class Draw:
    """What a step draws at random: `count` from the list (名录) called `roll`; `result` names the fact that takes the drawn."""

    roll: str
    count: int
    result: str = ""
