"""Electronic supervision (电子监察): lamps, alarms and their handling, scores, the register of exercised powers."""
from powerflow.supervision.acting import ACT_WORDS, BY_HANDLER, AlarmAct, act_on
from powerflow.supervision.alarming import MOST, Raised, raise_due
from powerflow.supervision.choosing import Choice, chosen
from powerflow.supervision.handling import STAGES, due_of, said_of
from powerflow.supervision.judging import Cause, causes
from powerflow.supervision.office import URGENCY, CaseLamp, Lit, OfficeLamps, StepLamp, StepLit, office_lamps, uncollected
from powerflow.supervision.orders import AlarmView, Order, acts_on, alarm_views, order_of
from powerflow.supervision.patterns import Pattern, PatternKind, patterns
from powerflow.supervision.reminding import Reminder, reminders
from powerflow.supervision.scheme import Scheme, default_scheme, read_scheme
from powerflow.supervision.scores import Aspect, AspectScore, Profile, Score, Span, profile, profiles, scores, span
from powerflow.supervision.triggers import TRIGGERS, Trigger

__all__ = [
    "ACT_WORDS", "BY_HANDLER", "MOST", "STAGES", "TRIGGERS", "URGENCY", "AlarmAct", "AlarmView", "Aspect", "AspectScore",
    "CaseLamp", "Cause", "Choice", "Lit", "OfficeLamps", "Order", "Pattern", "PatternKind", "Profile", "Raised", "Reminder",
    "Scheme", "Score", "Span", "StepLamp", "StepLit", "Trigger", "act_on", "acts_on", "alarm_views", "causes", "chosen",
    "default_scheme", "due_of", "office_lamps", "order_of", "patterns", "profile", "profiles", "raise_due", "read_scheme",
    "reminders", "said_of", "scores", "span", "uncollected",
]
