"""Cases (办件): run on their charts by SpiffWorkflow, kept as histories in a store, moved by acts of officers and by time."""
from powerflow.cases.acts import Act, Registry, Ticked, do, start, tick
from powerflow.cases.casefile import CaseFile, case_file, read_case
from powerflow.cases.course import Stuck
from powerflow.cases.given import shape
from powerflow.cases.obstacles import NotRunnable, obstacles
from powerflow.cases.open_steps import OpenStep
from powerflow.cases.store import DEFAULT_URL, CaseRow, Conflict, HistoryStore, NoStore, OpenRow, broken_at, open_store
from powerflow.cases.transfer import Copied, check, copy, counts, refresh
from powerflow.cases.warm import Warm

__all__ = [
    "DEFAULT_URL", "Act", "CaseFile", "CaseRow", "Conflict", "Copied", "HistoryStore", "NoStore", "NotRunnable", "OpenRow", "OpenStep",
    "Registry", "Stuck", "Ticked", "Warm", "broken_at", "case_file", "check", "copy", "counts", "do", "obstacles", "open_store",
    "read_case", "refresh", "shape", "start", "tick",
]
