"""Published charts: laid out in lanes and phases, drawn by Graphviz, as SVG, PDF and PNG."""
from powerflow.diagram.drawing import PAPERS, PROFILES, Drawing, draw
from powerflow.diagram.marks import Mark

__all__ = ["PAPERS", "PROFILES", "Drawing", "Mark", "draw"]
