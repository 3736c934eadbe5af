"""Reads what the diagram of a BPMN file draws: a box for each shape, the points of each line; not before somebody looks."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from powerflow import xml
from powerflow.bpmn.making import made
from powerflow.bpmn.names import BPMNDI, DC, DI
from powerflow.model import Bounds

_T = TypeVar("_T")
_SHAPE, _EDGE = f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"
_BOUNDS, _POINT = f"{{{DC}}}Bounds", f"{{{DI}}}waypoint"


class Drawing:
    """What a file draws, and its `root` until that has been read: half of a file is drawing, and few questions are about it.

    Of several drawings of one element the first one holds. A shape without bounds, or with bounds that are no numbers,
    is none.
    """

    def __init__(self, root: xml.Element) -> None:
        self._root: xml.Element | None = root
        self._boxes: dict[str, Bounds] = {}
        self._lines: dict[str, int] = {}

    @property
    def boxes(self) -> Mapping[str, Bounds]:
        """The box of each element that is drawn as a shape."""
        return _Later(lambda: self._read()._boxes)

    @property
    def lines(self) -> Mapping[str, int]:
        """How many points the line of each flow has."""
        return _Later(lambda: self._read()._lines)

    def _read(self) -> Drawing:
        root = self._root
        if root is not None:
            self._boxes, self._lines = _drawn(root)
            self._root = None
        return self


class _Later(Mapping[str, _T]):
    """A mapping that is made when somebody looks into it."""

    def __init__(self, held: Callable[[], dict[str, _T]]) -> None:
        self._held = held

    def __getitem__(self, key: str) -> _T:
        return self._held()[key]

    def __contains__(self, key: object) -> bool:
        return key in self._held()

    def __iter__(self) -> Iterator[str]:
        return iter(self._held())

    def __len__(self) -> int:
        return len(self._held())

    def __repr__(self) -> str:
        return repr(self._held())


def _drawn(root: xml.Element) -> tuple[dict[str, Bounds], dict[str, int]]:
    boxes: dict[str, Bounds] = {}
    lines: dict[str, int] = {}
    for diagram in root:
        if xml.namespace(diagram) != BPMNDI:
            continue
        for drawn in diagram.iter(_SHAPE, _EDGE):
            target = (drawn.get("bpmnElement") or "").rpartition(":")[2]
            if target and drawn.tag == _EDGE:
                lines.setdefault(target, [each.tag for each in drawn].count(_POINT))
            elif target and target not in boxes and (box := _box(drawn)):
                boxes[target] = box
    return boxes, lines


def _box(shape: xml.Element) -> Bounds | None:
    bounds = next((each for each in shape if each.tag == _BOUNDS), None)
    if bounds is None:
        return None
    get = bounds.get
    try:
        return made(Bounds, {side: float(get(side) or 0) for side in ("x", "y", "width", "height")})
    except ValueError:
        return None
