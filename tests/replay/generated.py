"""Charts of nested blocks, and ways in which a case may go through them, made without the token game."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

from powerflow.model import FactValue
from tests.builders import ChartBuilder, chart

_POSTS = ("承办人", "审核人")
# Far more than a generated case takes.
DAYS = 30


@dataclass
class Happening:
    """A step done once; `after` are those that must be done before it can open."""

    node: str
    facts: Mapping[str, FactValue]
    after: list[Happening]


@dataclass(frozen=True)
class Block:
    """`step`, `sequence`, `choice` (its own step records the fact), `parallel`, or `loop` (one step, done 1 to 3 times)."""

    kind: str
    parts: tuple[Block, ...] = ()


_STEP = Block("step")


def _compound(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(Block, st.sampled_from(["sequence", "choice", "parallel"]), parts)


blocks = st.recursive(st.sampled_from([_STEP, Block("loop")]), _compound, max_leaves=7)


@dataclass
class Drawing:
    """The chart of a block, and runs through it."""

    builder: ChartBuilder = field(default_factory=lambda: chart().start())
    count: int = 0

    def draw(self, block: Block) -> list[str]:
        """Draws the block after what is drawn already; gives the ids that it used, in a fixed order."""
        if block.kind == "step":
            return [self._step()]
        if block.kind == "sequence":
            return [id for part in block.parts for id in self.draw(part)]
        return getattr(self, f"_{block.kind}")(block)  # type: ignore[no-any-return]

    def _step(self, sets: tuple[str, ...] = ()) -> str:
        self.count += 1
        self.builder.step(f"s{self.count}", post=_POSTS[self.count % 2], days=DAYS, sets=sets)
        return f"s{self.count}"

    def _choice(self, block: Block) -> list[str]:
        number = self.count + 1
        ids = [self._step((f"选{number}",)), f"g{number}", f"m{number}"]
        self.builder.decision(ids[1])
        for branch, part in enumerate(block.parts):
            self.builder.at(ids[1]).via(str(branch), f"选{number} == {branch}")
            ids += self.draw(part)
            if branch == 0:
                self.builder.decision(ids[2])
            else:
                self.builder.to(ids[2])
        self.builder.at(ids[2])
        return ids

    def _parallel(self, block: Block) -> list[str]:
        self.count += 1
        fork, join = f"fork{self.count}", f"join{self.count}"
        self.builder.parallel(fork)
        ids = []
        for branch, part in enumerate(block.parts):
            ids += self.draw(part) if branch == 0 else self._branch(fork, part)
            if branch == 0:
                self.builder.parallel(join)
            else:
                self.builder.to(join)
        self.builder.at(join)
        return ids

    def _branch(self, fork: str, part: Block) -> list[str]:
        self.builder.at(fork)
        return self.draw(part)

    def _loop(self, _: Block) -> list[str]:
        number = self.count + 1
        self.builder.decision(f"m{number}")
        step = self._step((f"再{number}",))
        self.builder.decision(f"g{number}").via("再", f"再{number} == true").to(f"m{number}")
        self.builder.at(f"g{number}").via("过", f"再{number} == false").decision(f"x{number}")
        return [step]


@dataclass
class Walk:
    """One way through a block; numbers steps as Drawing does."""

    data: st.DataObject
    count: int = 0

    def go(self, block: Block, after: list[Happening]) -> tuple[list[Happening], list[Happening]]:
        """What happens, in an order that may be; and what must be done before the next block opens."""
        if block.kind == "step":
            return self._once(after, {})
        return getattr(self, f"_{block.kind}")(block, after)  # type: ignore[no-any-return]

    def _once(self, after: list[Happening], facts: Mapping[str, FactValue]) -> tuple[list[Happening], list[Happening]]:
        self.count += 1
        happening = Happening(f"s{self.count}", facts, after)
        return [happening], [happening]

    def _sequence(self, block: Block, after: list[Happening]) -> tuple[list[Happening], list[Happening]]:
        whole: list[Happening] = []
        for part in block.parts:
            more, after = self.go(part, after)
            whole += more
        return whole, after

    def _choice(self, block: Block, after: list[Happening]) -> tuple[list[Happening], list[Happening]]:
        chosen = self.data.draw(st.integers(0, len(block.parts) - 1))
        whole, after = self._once(after, {f"选{self.count + 1}": chosen})
        last = after
        for branch, part in enumerate(block.parts):
            more, end = self.go(part, after)  # those not taken are walked for their numbers alone
            if branch == chosen:
                whole, last = whole + more, end
        return whole, last

    def _parallel(self, block: Block, after: list[Happening]) -> tuple[list[Happening], list[Happening]]:
        self.count += 1
        runs, last = [], []
        for part in block.parts:
            more, end = self.go(part, after)
            runs.append(more)
            last += end
        whole = []
        while any(runs):
            run = self.data.draw(st.sampled_from([run for run in runs if run]))
            whole.append(run.pop(0))
        return whole, last

    def _loop(self, _: Block, after: list[Happening]) -> tuple[list[Happening], list[Happening]]:
        times = self.data.draw(st.integers(1, 3))
        whole, number = [], self.count
        for turn in range(times):
            self.count = number
            more, after = self._once(after, {f"再{number + 1}": turn < times - 1})
            whole += more
        return whole, after
