"""Cases (办件): run on their charts by SpiffWorkflow, kept as histories in a store, moved by acts of officers and by time."""
from powerflow.cases.acts import Ticked, do, start, tick
from powerflow.cases.again import Again, StateAfter, run_again
from powerflow.cases.alarms import Alarm, AlarmState, alarms
from powerflow.cases.casefile import CaseFile, case_file, read_case
from powerflow.cases.closing import archive, correct, terminate
from powerflow.cases.course import Stuck
from powerflow.cases.drawing import commit, reveal
from powerflow.cases.given import shape
from powerflow.cases.handing import bar, claim, delegate, give_back, hand_over
from powerflow.cases.jobs import has_jobs, run_jobs
from powerflow.cases.machine import Worked, settle, work
from powerflow.cases.messages import message
from powerflow.cases.migration import DueMoved, Migration, migrate, migration
from powerflow.cases.noting import note
from powerflow.cases.obstacles import NotRunnable, obstacles
from powerflow.cases.open_steps import OpenStep
from powerflow.cases.registry import Act, Registry
from powerflow.cases.seen import (
    AlarmRaised,
    AlarmSeen,
    Begun,
    CaseSeen,
    ClockSeen,
    Exercised,
    StepSeen,
    Watched,
    alarms_raised,
    begun,
    clocks_of,
    exercised,
    keep_judged,
    since_of,
    steps_of,
    to_judge,
    watched,
)
from powerflow.cases.seen_then import watched_at
from powerflow.cases.standing import waits_for
from powerflow.cases.stopping import extend, resume, supplement, supplemented, suspend
from powerflow.cases.store import DEFAULT_URL, CaseRow, Conflict, HistoryStore, NoStore, OpenRow, broken_at, open_store
from powerflow.cases.transfer import Copied, check, copy, counts, refresh
from powerflow.cases.turning_back import send_back, withdraw
from powerflow.cases.warm import Warm
from powerflow.cases.watched import INCIDENT, ClockRow

__all__ = [
    "DEFAULT_URL", "INCIDENT", "Act", "Again", "Alarm", "AlarmRaised", "AlarmSeen", "AlarmState", "Begun", "CaseFile", "CaseRow",
    "CaseSeen", "ClockRow", "ClockSeen", "Conflict", "Copied", "DueMoved", "Exercised", "HistoryStore", "Migration", "NoStore",
    "NotRunnable", "OpenRow", "OpenStep", "Registry", "StateAfter", "StepSeen", "Stuck", "Ticked", "Warm", "Watched", "Worked", "alarms",
    "alarms_raised", "archive", "bar", "begun", "broken_at", "case_file", "check", "claim", "clocks_of", "commit", "copy", "correct",
    "counts", "delegate", "do", "exercised", "extend", "give_back", "hand_over", "has_jobs", "keep_judged", "message", "migrate",
    "migration", "note", "obstacles", "open_store", "read_case", "refresh", "resume", "reveal", "run_again", "run_jobs", "send_back",
    "settle", "shape", "since_of", "start", "steps_of", "supplement", "supplemented", "suspend", "terminate", "tick", "to_judge",
    "waits_for", "watched", "watched_at", "withdraw", "work",
]
