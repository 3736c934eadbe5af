"""Event logs of any system as columns, whole or in pieces (XES, CSV, Parquet, OCEL, our own histories); what maps them to a chart."""
from powerflow.logs.mapping import ChartMap, LogMap, StatedBan, StatedLimit, StatedNeed, StatedSeparation, read_map
from powerflow.logs.own import of_histories
from powerflow.logs.pieces import PIECE_EVENTS, Cuttable, NotAloneError, Piece, TablePiece, Tables
from powerflow.logs.proposal import Guess, Likeness, Proposal, propose_map
from powerflow.logs.reading import LogFile, read_log
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
    "NO_CODE", "NO_DAY", "NO_TIME", "PIECE_EVENTS", "Broken", "ChartMap", "Coded", "Column", "Cuttable", "EventTable", "Guess",
    "Likeness", "LogFile", "LogMap", "Moments", "NotAloneError", "Piece", "Proposal", "Record", "StatedBan", "StatedLimit", "StatedNeed",
    "StatedSeparation", "TablePiece", "Tables", "Variants", "Wanted", "of_histories", "propose_map", "read_log", "read_map",
]
