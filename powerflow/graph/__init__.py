"""Describes a chart as a graph, without judging: its shape, and the game of tokens on it; the door to networkx."""
from powerflow.graph.amounts import Amount, Piece, Way, amount_of, total
from powerflow.graph.blocks import Block, BlockKind, blocks
from powerflow.graph.coming_back import comes_back
from powerflow.graph.durations import Duration, duration
from powerflow.graph.facts import facts_known
from powerflow.graph.fix import Fix, fixed, flow_id, join_id
from powerflow.graph.fixes import Mender
from powerflow.graph.flatnet import FlatNet
from powerflow.graph.following import ends_after, exits_after
from powerflow.graph.hindrance import Hindrance, Obstacle
from powerflow.graph.once import once
from powerflow.graph.responsibility import (
    FUNCTIONS,
    Doubling,
    Function,
    Passing,
    PostWork,
    Responsibility,
    acting_lane,
    doublings,
    responsibility,
    takers,
)
from powerflow.graph.route import OverBudget, Route, route
from powerflow.graph.runnable import DECIDING, STEPS_RUN, follows_event_gateway, obstacles, obstacles_in_elements, receives
from powerflow.graph.runs import END, Leg, Runs, runs
from powerflow.graph.scope import begins, is_broken_off
from powerflow.graph.shape import Shape, shapes
from powerflow.graph.soundness import Fault, Problem, Soundness, Verdict, soundness
from powerflow.graph.strain import forks_in_loops, tasks_ahead
from powerflow.graph.tokens import Marking, Move, MoveKind, Stand, Token, TokenGame
from powerflow.graph.turns import Turn, first_named
from powerflow.graph.verdict import verdict
from powerflow.graph.wiring import leading_to

__all__ = [
    "DECIDING", "END", "FUNCTIONS", "STEPS_RUN", "Amount", "Block", "BlockKind", "Doubling", "Duration", "Fault", "Fix",
    "FlatNet", "Function", "Hindrance", "Leg", "Marking", "Mender", "Move", "MoveKind", "Obstacle", "OverBudget", "Passing",
    "Piece", "PostWork", "Problem", "Responsibility", "Route", "Runs", "Shape", "Soundness", "Stand", "Token", "TokenGame",
    "Turn", "Verdict", "Way", "acting_lane", "amount_of", "begins", "blocks", "comes_back", "doublings", "duration",
    "ends_after", "exits_after", "facts_known", "first_named", "fixed", "flow_id", "follows_event_gateway", "forks_in_loops",
    "is_broken_off", "join_id", "leading_to", "obstacles", "obstacles_in_elements", "once", "receives", "responsibility",
    "route", "runs", "shapes", "soundness", "takers", "tasks_ahead", "total", "verdict",
]
