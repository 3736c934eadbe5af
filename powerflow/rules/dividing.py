"""Which posts hold powers that should be divided, as the rules see it."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.graph import Function, PostWork, responsibility
from powerflow.model import Flowchart, Step


def holding_both(chart: Flowchart, one: Function, other: Function) -> Iterator[tuple[PostWork, Step, Step]]:
    """The posts that have both functions, each with its first step of either; a party holds no power."""
    if not any(step.notes.tags for step in chart.steps.values()):
        return
    for post in responsibility(chart).posts.values():
        first, second = post.doing(one), post.doing(other)
        if first and second and post.side != "P":
            yield post, first[0], second[0]
