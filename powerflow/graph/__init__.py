"""Describes a chart as a graph, without judging: its shape, and the game of tokens on it; the door to networkx."""
from powerflow.graph.facts import facts_known
from powerflow.graph.route import OverBudget, Route, route
from powerflow.graph.shape import Shape, shapes
from powerflow.graph.tokens import Marking, Move, MoveKind, Stand, Token, TokenGame

__all__ = [
    "Marking", "Move", "MoveKind", "OverBudget", "Route", "Shape", "Stand", "Token", "TokenGame", "facts_known",
    "route", "shapes",
]
