"""Processes of Graphviz that stay: the same pictures as from a process each, and no harm from one that dies."""
from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from powerflow.diagram import draw, lasting
from powerflow.diagram.dot import render
from powerflow.diagram.stream import Streams
from powerflow.errors import InputError, ToolError
from tests.diagram.charts import permit, tiny

_GRAPH = "digraph {\n\ta -> b\n}\n"
needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz itself is not installed")


@pytest.mark.exe
@pytest.mark.parametrize("format", ["svg", "png"])
def test_a_stream_draws_the_same_bytes_as_a_process_each(format: str) -> None:
    alone = [render(draw(chart).dot, "neato", format) for chart in (permit(), tiny(), permit())]
    with lasting():
        streamed = [render(draw(chart).dot, "neato", format) for chart in (permit(), tiny(), permit())]
    assert streamed == alone


@pytest.mark.exe
def test_finished_files_are_the_same_out_of_a_stream() -> None:
    drawing = draw(permit())
    alone = drawing.svg(), drawing.pdf()
    with lasting():
        assert (drawing.svg(), drawing.pdf()) == alone
        assert (drawing.svg(), drawing.pdf()) == alone


@pytest.mark.exe
def test_a_graph_that_cannot_be_read_is_an_error_and_the_next_one_is_drawn() -> None:
    with lasting():
        assert b"</svg>" in render(_GRAPH, "dot", "svg")
        with pytest.raises(ToolError):
            render("digraph { a -> ; }", "dot", "svg")
        assert b"</svg>" in render(_GRAPH, "dot", "svg")


@needs_dot
@pytest.mark.exe
def test_a_process_that_dies_is_replaced(tmp_path: Path) -> None:
    """A stand-in for dot that draws one graph and crashes on the second."""
    program = tmp_path / "dying"
    program.write_text(
        f"#!{sys.executable}\nimport os, subprocess, sys\n"
        "first = os.read(0, 1 << 16)\n"
        "sys.stdout.buffer.write(subprocess.run(['dot', '-Tsvg'], input=first, capture_output=True).stdout)\nsys.stdout.flush()\n"
        "os.read(0, 1 << 16)\nos.abort()\n"
    )
    program.chmod(0o755)
    streams = Streams(20)
    drawn = [streams.draw([str(program)], "svg", _GRAPH.encode(), os.environ) for _ in range(3)]
    streams.close()
    assert [picture is not None for picture in drawn] == [True, False, True]


@pytest.mark.exe
def test_a_process_that_hangs_is_given_up() -> None:
    streams = Streams(0.3)
    assert streams.draw([sys.executable, "-c", "import time; time.sleep(60)"], "svg", _GRAPH.encode(), os.environ) is None
    streams.close()


def test_a_program_that_is_not_there_is_no_picture() -> None:
    assert Streams(5).draw(["no-such-program-of-graphviz"], "svg", _GRAPH.encode(), os.environ) is None


def test_a_text_too_long_for_graphviz_is_refused_with_its_size() -> None:
    with pytest.raises(InputError, match="16000"):
        render('digraph {\n\ta [label="' + "字" * 6000 + '"]\n}\n', "dot", "svg")
