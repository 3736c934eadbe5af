"""Lays a case's history over its chart: who did which step when, what was skipped, how every clock ran. It judges nothing."""
from powerflow.replay.act import Act, Fit, TimerEnd, Turn
from powerflow.replay.aligning import activities_of, align
from powerflow.replay.alignment import AlignedMove, Alignment, Alignments, Costs, Departure, DepartureKind, Fitness
from powerflow.replay.case import Mark, MarkState, OpenNode, Replay, replay
from powerflow.replay.chain import BreakKind, ChainBreak, chain_breaks
from powerflow.replay.clocks import Clocks, Reading
from powerflow.replay.course import Course, Done, Opening, When, is_timer
from powerflow.replay.firing import not_before, runs_out
from powerflow.replay.reading import BadLine, HistoryError, read_history
from powerflow.replay.saying import Amount, DueDay, moment
from powerflow.replay.verdict import verdict

__all__ = [
    "Act", "AlignedMove", "Alignment", "Alignments", "Amount", "BadLine", "BreakKind", "ChainBreak", "Clocks", "Costs",
    "Course", "Departure", "DepartureKind", "Done", "DueDay", "Fit", "Fitness", "HistoryError", "Mark", "MarkState", "OpenNode",
    "Opening", "Reading", "Replay", "TimerEnd", "Turn", "When", "activities_of", "align", "chain_breaks",
    "is_timer", "moment", "not_before", "read_history", "replay", "runs_out", "verdict",
]
