"""Stands in for Graphviz's programs where only the pygraphviz wheel is installed: `python -m powerflow.diagram.standin neato -n2 -Tsvg`.

A program of its own, so that a crash in the C library ends it and not the caller.
"""
from __future__ import annotations

import sys


def main(arguments: list[str]) -> int:
    """Reads DOT on standard input and writes the picture to standard output, as Graphviz's programs do."""
    import pygraphviz

    engine, *options = arguments
    values = {option[:2]: option[2:] for option in options}
    graph = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode("utf-8"))
    for setting in (option[2:] for option in options if option.startswith("-G")):
        name, _, value = setting.partition("=")
        graph.graph_attr[name] = value
    # The library knows "places as given" (-n2) as an engine of its own.
    picture = graph.draw(format=values["-T"], prog="nop2" if "-n" in values else engine)
    sys.stdout.buffer.write(picture)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
