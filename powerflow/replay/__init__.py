"""Lays a case's history over its chart: who did which step when, what was skipped, how every clock ran. It judges nothing."""
from powerflow.replay.act import Act, Fit, TimerEnd, Turn
from powerflow.replay.aligning import activities_of, align
from powerflow.replay.alignment import AlignedMove, Alignment, Alignments, Costs, Departure, DepartureKind, Fitness
from powerflow.replay.case import Mark, MarkState, OpenNode, Replay, replay
from powerflow.replay.chain import BreakKind, ChainBreak, chain_breaks
from powerflow.replay.clocks import Clocks, Reading
from powerflow.replay.course import Course, Done, Opening, When, is_timer
from powerflow.replay.draws import (
    SEPARATOR,
    DrawFault,
    Lot,
    RandomDraw,
    committed_lot,
    committing,
    drawn_names,
    is_commitment,
    is_reveal,
    lot,
    random_draws,
    revealing,
    undrawn_steps,
)
from powerflow.replay.extending import allowed, approving_posts, extension_of, extensions
from powerflow.replay.firing import not_before, runs_out
from powerflow.replay.holding import Holding, Remarks, barred, first_of, holding
from powerflow.replay.lamp import Lamp, lamp
from powerflow.replay.reading import BadLine, HistoryError, read_history
from powerflow.replay.saying import Amount, DueDay, moment
from powerflow.replay.stages import courses
from powerflow.replay.stops import Stop, stops
from powerflow.replay.verdict import verdict

__all__ = [
    "SEPARATOR",
    "Act",
    "AlignedMove",
    "Alignment",
    "Alignments",
    "Amount",
    "BadLine",
    "BreakKind",
    "ChainBreak",
    "Clocks",
    "Costs",
    "Course",
    "Departure",
    "DepartureKind",
    "Done",
    "DrawFault",
    "DueDay",
    "Fit",
    "Fitness",
    "HistoryError",
    "Holding",
    "Lamp",
    "Lot",
    "Mark",
    "MarkState",
    "OpenNode",
    "Opening",
    "RandomDraw",
    "Reading",
    "Remarks",
    "Replay",
    "Stop",
    "TimerEnd",
    "Turn",
    "When",
    "activities_of",
    "align",
    "allowed",
    "approving_posts",
    "barred",
    "chain_breaks",
    "committed_lot",
    "committing",
    "courses",
    "drawn_names",
    "extension_of",
    "extensions",
    "first_of",
    "holding",
    "is_commitment",
    "is_reveal",
    "is_timer",
    "lamp",
    "lot",
    "moment",
    "not_before",
    "random_draws",
    "read_history",
    "replay",
    "revealing",
    "runs_out",
    "stops",
    "undrawn_steps",
    "verdict",
]
