"""About how many steps must still be passed over to make a node happen, as if tokens never got used up."""
from __future__ import annotations

from heapq import heappop, heappush

from powerflow.graph.tokens import Marking, Stand, TokenGame
from powerflow.model import Decision, Event, Node, Step

_FAR = 1_000


class Estimate:
    """Counts for one goal: every step on the best way there once, those of all branches before a parallel join.

    It may be too high or too low, so a way that it led to is good but not proven to be the cheapest.
    """

    def __init__(self, game: TokenGame, goal: str) -> None:
        self._chart = game.chart
        self._is_scope = game.wiring.is_scope
        self._goal = goal
        self._leading = game.wiring.before(goal)
        self._after = game.wiring.after

    def of(self, marking: Marking) -> int:
        """The number of steps from `marking` to the goal; a high number where there seems to be no way."""
        flows = {token.id for token in marking if token.stand is Stand.FLOW}
        # The steps to be passed over before each node; a heap of their number finds the fewest first.
        heap: list[tuple[int, str, frozenset[str]]] = []
        for token in marking:
            if token.stand is Stand.SPENT or (token.stand is Stand.OPEN and self._is_scope(token.id)):
                continue  # what stands in it counts
            node = self._chart.flows[token.id].target if token.stand is Stand.FLOW else token.id
            if not (token.stand is Stand.FLOW and self._is_join(node)):
                heappush(heap, (0, node, frozenset()))
        for join in {self._chart.flows[id].target for id in flows}:
            if self._is_join(join):
                self._push_join(heap, join, flows, {})
        settled: dict[str, frozenset[str]] = {}
        while heap:
            size, node, plan = heappop(heap)
            if node == self._goal:
                return size
            if node in settled:
                continue
            settled[node] = plan
            self._push_followers(heap, node, plan, flows, settled)
        return _FAR

    def _push_followers(
        self, heap: list[tuple[int, str, frozenset[str]]], node: str, plan: frozenset[str], flows: set[str],
        settled: dict[str, frozenset[str]],
    ) -> None:
        done = plan | {node} if self._costs(node) else plan
        for after in self._after(node):
            if after not in self._leading or after in settled:
                continue
            if self._is_join(after):
                self._push_join(heap, after, flows, settled)
            else:
                follower = self._chart.nodes.get(after)
                hangs = isinstance(follower, Event) and follower.attached_to == node
                reached = plan if hangs else done
                heappush(heap, (len(reached), after, reached))

    def _push_join(
        self, heap: list[tuple[int, str, frozenset[str]]], join: str, flows: set[str], settled: dict[str, frozenset[str]]
    ) -> None:
        together: frozenset[str] = frozenset()
        for flow in self._chart.incoming(self._chart.nodes[join]):
            if flow.id in flows:
                continue
            if flow.source not in settled:
                return
            together |= settled[flow.source] | ({flow.source} if self._costs(flow.source) else frozenset())
        heappush(heap, (len(together), join, together))

    def _is_join(self, id: str) -> bool:
        node: Node | None = self._chart.nodes.get(id)
        return isinstance(node, Decision) and node.type == "parallelGateway" and len(node.incoming) > 1

    def _costs(self, id: str) -> bool:
        node = self._chart.nodes.get(id)
        return (isinstance(node, Step) and not node.inner) or (isinstance(node, Event) and node.type == "startEvent")
