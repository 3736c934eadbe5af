"""Pictures of a tour: several processes draw what one would."""
from __future__ import annotations

import pytest

from powerflow.tour.pictures import Order, pictures
from tests.builders import chart


@pytest.mark.exe
@pytest.mark.slow
def test_several_processes_draw_the_same_in_the_same_order() -> None:
    orders = [
        Order(stem=name, content=chart(name).start().step("审查").end().data(), path=name, paper="a4", lang="zh", formats=("svg",))
        for name in ("甲", "乙", "丙")
    ]
    alone = list(pictures(orders, 1))
    assert [name for name, _ in alone] == ["甲.svg", "乙.svg", "丙.svg"]
    assert list(pictures(orders, 2)) == alone
