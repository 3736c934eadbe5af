"""Describes a chart as a graph, without judging: its shape, and the game of tokens on it; the door to networkx."""
from powerflow.graph.facts import facts_known
from powerflow.graph.fixes import Fix, Mender, fixed, flow_id, join_id
from powerflow.graph.hindrance import Hindrance, Obstacle
from powerflow.graph.responsibility import (
    FUNCTIONS,
    Doubling,
    Function,
    Passing,
    PostWork,
    Responsibility,
    doublings,
    responsibility,
    takers,
)
from powerflow.graph.route import OverBudget, Route, route
from powerflow.graph.runnable import DECIDING, STEPS_RUN, obstacles, obstacles_in_elements
from powerflow.graph.shape import Shape, shapes
from powerflow.graph.soundness import Fault, Problem, Soundness, Verdict, soundness
from powerflow.graph.strain import forks_in_loops, tasks_ahead
from powerflow.graph.tokens import Marking, Move, MoveKind, Stand, Token, TokenGame
from powerflow.graph.verdict import verdict
from powerflow.graph.wiring import leading_to

__all__ = [
    "DECIDING", "FUNCTIONS", "STEPS_RUN", "Doubling", "Fault", "Fix", "Function", "Hindrance", "Marking", "Mender",
    "Move", "MoveKind", "Obstacle", "OverBudget", "Passing", "PostWork", "Problem", "Responsibility", "Route",
    "Shape", "Soundness", "Stand", "Token", "TokenGame", "Verdict", "doublings", "facts_known", "fixed", "flow_id",
    "forks_in_loops", "join_id", "leading_to", "obstacles", "obstacles_in_elements", "responsibility", "route", "shapes",
    "soundness", "takers", "tasks_ahead", "verdict",
]
