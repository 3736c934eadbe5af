"""Block-structured flow as a tree: drawn as a chart on the one side, run by a few lines of its own on the other."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.builders import ChartBuilder


@dataclass(frozen=True)
class Step:
    """One step; of a loop the last step says whether to go round again."""

    name: str


@dataclass(frozen=True)
class Block:
    """`seq`, `and`, `xor`, `or` of its children; `loop` repeats its child and then the step `name`.

    The first branch of `xor` is taken for amounts over `low`, the second else; of `or` the first for amounts over
    `low`, the second for amounts under `high`.
    """

    kind: str
    name: str
    children: tuple[Tree, ...]
    low: int = 0
    high: int = 0

    def chosen(self, amount: int) -> tuple[Tree, ...]:
        """The branches that are entered."""
        first, *rest = self.children
        if self.kind == "xor":
            return (first,) if amount > self.low else tuple(rest)
        if self.kind == "or":
            return (*([first] if amount > self.low else []), *(rest if amount < self.high else []))
        return self.children


Tree = Step | Block


def names(tree: Tree) -> list[str]:
    """The steps of a tree, in the order of the drawing."""
    if isinstance(tree, Step):
        return [tree.name]
    found = [name for child in tree.children for name in names(child)]
    return [*found, tree.name] if tree.kind == "loop" else found


def named(tree: Tree, numbers: Iterator[int]) -> Tree:
    """The tree with a name for each step and block."""
    if isinstance(tree, Step):
        return Step(f"s{next(numbers)}")
    name = f"{tree.kind}{next(numbers)}"
    return Block(tree.kind, name, tuple(named(child, numbers) for child in tree.children), tree.low, tree.high)


def _blocks(children: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    low = st.integers(0, 5)
    return st.one_of(
        st.builds(lambda parts: Block("seq", "", tuple(parts)), st.lists(children, min_size=2, max_size=3)),
        st.builds(lambda a, b: Block("and", "", (a, b)), children, children),
        st.builds(lambda a, b, t: Block("xor", "", (a, b), t), children, children, low),
        st.builds(lambda a, b, t, more: Block("or", "", (a, b), t, t + 1 + more), children, children, low, low),
        st.builds(lambda a: Block("loop", "", (a,)), children),
    )


# Without names, see `named`.
TREES: st.SearchStrategy[Tree] = st.recursive(st.just(Step("")), _blocks, max_leaves=10)


@dataclass
class Running:
    """A tree under way; `open` are the names of its open steps."""

    tree: Tree
    amount: int

    def __post_init__(self) -> None:
        self._parts: list[Running] = []
        self._next = 0
        self.is_over = False
        self._enter()

    def _enter(self) -> None:
        if isinstance(self.tree, Step):
            return
        if self.tree.kind in ("seq", "loop"):
            self._advance()
            return
        self._parts = [Running(each, self.amount) for each in self.tree.chosen(self.amount)]
        self.is_over = all(part.is_over for part in self._parts)

    def _advance(self) -> None:
        assert isinstance(self.tree, Block)
        children = (*self.tree.children, Step(self.tree.name)) if self.tree.kind == "loop" else self.tree.children
        while self._next < len(children):
            self._parts = [Running(children[self._next], self.amount)]
            self._next += 1
            if not self._parts[0].is_over:
                return
        self.is_over = True

    @property
    def open(self) -> list[str]:
        """The open steps."""
        return list(self._open())

    def _open(self) -> Iterator[str]:
        if isinstance(self.tree, Step):
            if not self.is_over:
                yield self.tree.name
            return
        for part in self._parts:
            if not part.is_over:
                yield from part.open

    def may_come(self, name: str) -> bool:
        """Whether the step `name` may still be done, whatever the conditions say; a loop may always begin again."""
        if self.is_over:
            return False
        if isinstance(self.tree, Step) or self.tree.kind == "loop":
            return name in names(self.tree)
        ahead = self.tree.children[self._next :] if self.tree.kind == "seq" else ()
        return any(part.may_come(name) for part in self._parts) or any(name in names(child) for child in ahead)

    def do(self, name: str, again: bool) -> None:
        """The open step `name` is done."""
        if isinstance(self.tree, Step):
            self.is_over = True
            return
        part = next(part for part in self._parts if not part.is_over and name in part.open)
        part.do(name, again)
        if not part.is_over:
            return
        if self.tree.kind == "loop" and name == self.tree.name and again:
            self._next = 0
        if self.tree.kind in ("seq", "loop"):
            self._advance()
        else:
            self.is_over = all(part.is_over for part in self._parts)


# Draws one step with the facts that it records.
Pen = Callable[[ChartBuilder, str, Sequence[str]], ChartBuilder]


def plain(drawn: ChartBuilder, name: str, sets: Sequence[str]) -> ChartBuilder:
    """A step and nothing else."""
    return drawn.step(name, sets=sets)


def draw(tree: Tree, drawn: ChartBuilder, pen: Pen = plain) -> ChartBuilder:
    """Draws `tree` after the last node of `drawn`."""
    if isinstance(tree, Step):
        return pen(drawn, tree.name, ())
    if tree.kind == "seq":
        for child in tree.children:
            drawn = draw(child, drawn, pen)
        return drawn
    if tree.kind == "loop":
        drawn = pen(draw(tree.children[0], drawn.decision(f"{tree.name}.in"), pen), tree.name, ["听证"])
        drawn = drawn.decision(f"{tree.name}.out").via("", "听证").to(f"{tree.name}.in")
        return drawn.via("", "not 听证")
    return _branches(tree, drawn, pen)


def _branches(tree: Block, drawn: ChartBuilder, pen: Pen) -> ChartBuilder:
    split, join = f"{tree.name}.split", f"{tree.name}.join"
    kind = {"and": "parallelGateway", "xor": "exclusiveGateway", "or": "inclusiveGateway"}[tree.kind]
    conditions = {
        "and": (None, None), "xor": (f"金额 > {tree.low}", f"金额 <= {tree.low}"),
        "or": (f"金额 > {tree.low}", f"金额 < {tree.high}"),
    }[tree.kind]
    drawn = drawn.decision(split, type=kind)
    for number, (child, condition) in enumerate(zip(tree.children, conditions, strict=True)):
        drawn = draw(child, drawn.at(split).via("", condition), pen)
        drawn = drawn.decision(join, type=kind) if number == 0 else drawn.to(join)
    return drawn.at(join)
