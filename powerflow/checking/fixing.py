"""Mends a file where that is safe: change by change, each checked again, with the difference to show."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import unified_diff

from powerflow import bpmn
from powerflow.bpmn import Document
from powerflow.checking.one import Order, check_document
from powerflow.graph import join_id
from powerflow.model import Flowchart, Proposal

# More than this many safe changes in one file are left to a person.
_MOST_CHANGES = 50


@dataclass(frozen=True)
class Mended:
    """A file after its safe changes: its bytes before and after, the changes in order, and its encoding.

    `misnamed` are the names of gateways that speak of another kind than theirs is now.
    """

    name: str
    before: bytes
    after: bytes
    changes: tuple[Proposal, ...]
    encoding: str = "utf-8"
    misnamed: tuple[str, ...] = ()

    @property
    def difference(self) -> str:
        """The unified difference of the two texts."""
        old, new = (data.decode(self.encoding, errors="replace").splitlines(keepends=True) for data in (self.before, self.after))
        return "".join(_ended(line) for line in unified_diff(old, new, self.name, self.name))


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n"


def mend(data: bytes, name: str, order: Order) -> Mended | None:
    """The file with every safe change made, None where there is none. Legal facts and names are never touched.

    Raises InputError for what is no BPMN.
    """
    document = bpmn.parse(data, name)
    changes: list[Proposal] = []
    while len(changes) < _MOST_CHANGES:
        change = next(_safe(document, order), None)
        if change is None or (change.kind, change.element, change.to) in {(each.kind, each.element, each.to) for each in changes}:
            break
        document = _changed(document, change)
        changes.append(change)
    if not changes:
        return None
    after = bpmn.rewritten(document, data)
    return Mended(name, data, after, tuple(changes), document.encoding, tuple(_misnamed(document.chart, changes)))


_KIND_WORDS = {
    "exclusiveGateway": ("排他", "互斥", "exclusive", "xor"), "parallelGateway": ("并行", "并联", "parallel"),  # not shown: looked for
    "inclusiveGateway": ("包容", "inclusive"),  # not shown: looked for
}


def _misnamed(chart: Flowchart, changes: Iterable[Proposal]) -> Iterator[str]:
    for change in changes:
        name = chart.nodes[change.element].name if change.kind == "retype" else ""
        kinds = {kind for kind, words in _KIND_WORDS.items() if any(word in name.lower() for word in words)}
        if kinds and change.to not in kinds:
            yield name


def _safe(document: Document, order: Order) -> Iterator[Proposal]:
    findings, _, _ = check_document(document, order)
    for finding in findings:
        # An element without an id of its own cannot be found again in the file.
        yield from (fix for fix in finding.fixes if fix.safe and document.has(fix.element))


def _changed(document: Document, change: Proposal) -> Document:
    if change.kind == "retype":
        return bpmn.retype(document, change.element, change.to)
    if change.kind == "default":
        return bpmn.set_default(document, change.element)
    if change.kind == "drop":
        return bpmn.drop_flow(document, change.element)
    name = join_id(change.element, document.has)
    return bpmn.insert_join(document, before=change.element, gateway=change.to, id=name)
