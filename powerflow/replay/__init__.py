"""Lays a case's history over its chart: who did which step when, what was skipped, how every clock ran. It judges nothing."""
from powerflow.replay.act import Act, Fit, Passed, TimerEnd, Turn
from powerflow.replay.case import Mark, MarkState, OpenNode, Replay, replay
from powerflow.replay.chain import BreakKind, ChainBreak, chain_breaks
from powerflow.replay.clocks import Reading
from powerflow.replay.reading import BadLine, HistoryError, read_history
from powerflow.replay.saying import Amount, DueDay, moment
from powerflow.replay.verdict import verdict

__all__ = [
    "Act", "Amount", "BadLine", "BreakKind", "ChainBreak", "DueDay", "Fit", "HistoryError", "Mark", "MarkState",
    "OpenNode", "Passed", "Reading", "Replay", "TimerEnd", "Turn", "chain_breaks", "moment", "read_history", "replay",
    "verdict",
]
