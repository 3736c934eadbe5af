"""Event logs of any system, read into columns: XES, CSV, Parquet, OCEL, our own histories; and what maps them to a chart."""
from powerflow.logs.mapping import ChartMap, LogMap, StatedLimit, StatedNeed, StatedSeparation, read_map
from powerflow.logs.own import of_histories
from powerflow.logs.proposal import Guess, Likeness, Proposal, propose_map
from powerflow.logs.reading import read_log, read_parts
from powerflow.logs.table import (
    NO_CODE,
    NO_DAY,
    NO_TIME,
    Broken,
    Coded,
    Column,
    EventTable,
    Moments,
    Record,
    Variants,
)
from powerflow.logs.wanted import Wanted

__all__ = [
    "NO_CODE", "NO_DAY", "NO_TIME", "Broken", "ChartMap", "Coded", "Column", "EventTable", "Guess", "Likeness", "LogMap",
    "Moments", "Proposal", "Record", "StatedLimit", "StatedNeed", "StatedSeparation", "Variants", "Wanted", "of_histories",
    "propose_map", "read_log", "read_map", "read_parts",
]
