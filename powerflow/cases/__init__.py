"""Cases (办件): run on their charts by SpiffWorkflow, kept as histories in a store, moved by acts of officers and by time."""
from powerflow.cases.acts import Act, Registry, Ticked, do, start, tick
from powerflow.cases.casefile import CaseFile, case_file, read_case
from powerflow.cases.course import Stuck
from powerflow.cases.given import shape
from powerflow.cases.obstacles import NotRunnable, obstacles
from powerflow.cases.open_steps import OpenStep
from powerflow.cases.store import DEFAULT_URL, CaseRow, Conflict, HistoryStore, OpenRow, open_store

__all__ = [
    "DEFAULT_URL", "Act", "CaseFile", "CaseRow", "Conflict", "HistoryStore", "NotRunnable", "OpenRow", "OpenStep",
    "Registry", "Stuck", "Ticked", "case_file", "do", "obstacles", "open_store", "read_case", "shape", "start", "tick",
]
