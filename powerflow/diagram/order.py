"""In which order a chart is read: the ways back, an order in which all else runs forward, and the happy path."""
from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True)
class Course:
    """`order` runs forward along all pairs but those in `back`; `before` and `after` leave these out; `main` is the happy path."""

    order: tuple[str, ...]
    back: frozenset[Pair]
    main: frozenset[Pair]
    before: Mapping[str, tuple[str, ...]]
    after: Mapping[str, tuple[str, ...]]


def course(nodes: Iterable[str], pairs: Sequence[Pair], detours: Container[Pair], ends: Mapping[str, bool]) -> Course:
    """The course through `nodes` (in file order) along `pairs`; the happy path avoids `detours`.

    `ends` says which ends are adverse to the party.
    """
    ids = list(nodes)
    following: dict[str, list[str]] = {id: [] for id in ids}
    entered = set()
    for source, target in pairs:
        if source in following and target in following and target not in following[source]:
            following[source].append(target)
            entered.add(target)
    starts = [id for id in ids if id not in entered]
    order, back = _search([*starts, *ids], following)
    after = {id: tuple(each for each in following[id] if (id, each) not in back) for id in ids}
    before: dict[str, list[str]] = {id: [] for id in ids}
    for id in order:
        for each in after[id]:
            before[each].append(id)
    main = _happy_path(
        order, {id: [each for each in after[id] if (id, each) not in detours] for id in ids},
        {id: [each for each in before[id] if (each, id) not in detours] for id in ids}, ends,
    )
    return Course(tuple(order), frozenset(back), main, {id: tuple(each) for id, each in before.items()}, after)


def _search(roots: Iterable[str], following: Mapping[str, Sequence[str]]) -> tuple[list[str], set[Pair]]:
    """Depth first without recursion (charts have any depth): nodes in reverse postorder, and the pairs that lead back."""
    done: list[str] = []
    state: dict[str, int] = {}
    back: set[Pair] = set()
    finished: list[list[str]] = []
    for root in roots:
        if root in state:
            continue
        done = []
        stack = [(root, iter(reversed(following[root])))]
        state[root] = 1
        while stack:
            node, rest = stack[-1]
            for each in rest:
                if each not in state:
                    state[each] = 1
                    stack.append((each, iter(reversed(following[each]))))
                    break
                if state[each] == 1:
                    back.add((node, each))
            else:
                state[node] = 2
                done.append(node)
                stack.pop()
        finished.append(done[::-1])
    return _joined(finished, following, back), back


def _joined(trees: list[list[str]], following: Mapping[str, Sequence[str]], back: set[Pair]) -> list[str]:
    """The trees one after the other, a later root that leads into an earlier tree moved before its first target."""
    order: list[str] = []
    for tree in trees:
        index = {id: place for place, id in enumerate(order)}
        targets = [index[each] for id in tree for each in following[id] if each in index and (id, each) not in back]
        place = min(targets, default=len(order))
        order[place:place] = tree
    return order


def _happy_path(
    order: Sequence[str], after: Mapping[str, Sequence[str]], before: Mapping[str, Sequence[str]], ends: Mapping[str, bool]
) -> frozenset[Pair]:
    """The shortest way from the first start to the deepest end that is not adverse: the full course without detours."""
    if not order:
        return frozenset()
    reached = _distances(order[0], after)
    depth: dict[str, int] = {}
    for id in order:
        depth[id] = max((depth[each] + 1 for each in before[id] if each in depth), default=0)
    candidates = [id for id in order if id in ends and id in reached]
    if not candidates:
        return frozenset()
    # Only where no end is kind to the party (penalties) may the happy path lead to an adverse one.
    last = max(candidates, key=lambda end: (depth[end] - (3 if ends[end] else 0), -order.index(end)))
    path = set()
    while last != order[0]:
        previous = min((each for each in before[last] if each in reached), key=lambda each: reached[each])
        path.add((previous, last))
        last = previous
    return frozenset(path)


def _distances(start: str, after: Mapping[str, Sequence[str]]) -> dict[str, int]:
    found, queue = {start: 0}, deque([start])
    while queue:
        node = queue.popleft()
        for each in after[node]:
            if each not in found:
                found[each] = found[node] + 1
                queue.append(each)
    return found
