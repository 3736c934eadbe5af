"""Two exits of a decision never share a port, however many there are; what leaves at the foot does not cross on its way."""
from __future__ import annotations

from itertools import combinations

import pytest

from powerflow.diagram.scene import Fill, Scene
from powerflow.model import Flowchart
from tests.builders import chart
from tests.diagram.measure import crossings, figures, flows
from tests.diagram.pages import poster


def fan(count: int) -> Flowchart:
    """A decision with so many exits, each to a step of its own."""
    drawn = chart("分流").start().step("收件", post="窗口").decision("sort", "属于哪一类？", post="窗口")
    for number in range(count):
        drawn = drawn.at("sort").via(f"第{number + 1}类").step(f"办理{number + 1}", f"do{number}", post=f"岗位{number % 3}").end()
    return drawn.build()


def leaving(scene: Scene, figure: str) -> list[tuple[float, float]]:
    """Where the links that begin on the border of a figure leave it."""
    shape: Fill = figures(scene)[figure]
    x, y = shape.box.centre

    def is_on(point: tuple[float, float]) -> bool:
        away = abs(point[0] - x) / (shape.box.width / 2) + abs(point[1] - y) / (shape.box.height / 2)
        return abs(away - 1) < 0.01

    return [segments[0][0] for segments in flows(scene).values() if is_on(segments[0][0])]


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6, 8])
def test_every_exit_has_a_port_of_its_own(count: int) -> None:
    ports = [port for scene in poster(fan(count)).scenes for port in (leaving(scene, "sort") if "sort" in figures(scene) else [])]
    assert len(ports) == count
    assert min(abs(x - x2) + abs(y - y2) for (x, y), (x2, y2) in combinations(ports, 2)) > 5


@pytest.mark.parametrize("count", [3, 4, 5])
def test_exits_are_ordered_by_where_they_lead(count: int) -> None:
    assert sum(map(crossings, poster(fan(count)).scenes)) == 0
