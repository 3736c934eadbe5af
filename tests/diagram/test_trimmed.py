"""A picture for the screen ends where the chart ends; a sheet of paper keeps its size."""
from __future__ import annotations

import re

import pytest

from powerflow.diagram import draw
from powerflow.library import Library
from tests.builders import chart

pytestmark = pytest.mark.exe


def _height(svg: bytes) -> float:
    found = re.search(rb'height="([\d.]+)mm"', svg)
    assert found
    return float(found[1])


def _texts(svg: bytes) -> list[bytes]:
    return sorted(re.findall(rb">([^<>\s][^<>]*)</text>", svg))


def test_trimmed_picture_is_lower_and_says_the_same() -> None:
    drawn = chart().start("申请").step("审查").end("办结").build()
    whole, trimmed = draw(drawn).svg(), draw(drawn, trimmed=True).svg()
    assert _height(whole) == 420
    assert _height(trimmed) < 210
    assert _texts(trimmed) == _texts(whole)


def test_chart_of_several_sheets_is_not_trimmed() -> None:
    fee = Library().find("E07").chart
    assert draw(fee).pages > 1
    assert _height(draw(fee, trimmed=True).svg()) == _height(draw(fee).svg())
