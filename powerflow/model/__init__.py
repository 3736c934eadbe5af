"""The nouns of the field, as frozen data: items, charts, cases, findings."""
from powerflow.model.case import Entry, EntryKind, History
from powerflow.model.catalogue import Catalogue
from powerflow.model.chart import (
    Bounds,
    Decision,
    Event,
    Flow,
    Flowchart,
    Kept,
    Lane,
    LaneNotes,
    LooseEnd,
    MessageFlow,
    Misfit,
    Node,
    Pool,
    Process,
    Step,
    StepNotes,
)
from powerflow.model.facts import Fact, FactType, FactValue, parse_fact
from powerflow.model.finding import Finding, PlacedSuppression, Proposal, Severity, Suppression, Term
from powerflow.model.item import (
    Change,
    Contact,
    Discretion,
    Entrustment,
    Fee,
    Intermediary,
    Material,
    Office,
    Organ,
    PowerClass,
    PowerItem,
    PowerKind,
    Question,
    Result,
    Service,
    Traits,
)
from powerflow.model.law import (
    Disclosure,
    Document,
    Duty,
    HandOver,
    Interface,
    LegalBasis,
    Outcome,
    PartyRight,
    Remedy,
    RiskPoint,
    SpecialProcedure,
    StepTag,
    WayIn,
)
from powerflow.model.limits import (
    ExcludedPeriod,
    Extension,
    LimitRole,
    LimitSense,
    Suspension,
    TimeLimit,
    Unit,
)
from powerflow.model.place import Place
from powerflow.model.record import body as entry_body
from powerflow.model.record import canonical, dump, entry_digest, entry_from, history_from
from powerflow.model.words import word

__all__ = [
    "Bounds", "Catalogue", "Change", "Contact", "Decision", "Disclosure", "Discretion", "Document", "Duty", "Entrustment",
    "Entry", "EntryKind", "Event", "ExcludedPeriod", "Extension", "Fact", "FactType", "FactValue", "Fee", "Finding",
    "Flow", "Flowchart", "HandOver", "History", "Interface", "Intermediary", "Kept", "Lane", "LaneNotes",
    "LegalBasis", "LimitRole", "LimitSense", "LooseEnd", "Material", "MessageFlow", "Misfit", "Node", "Office",
    "Organ", "Outcome", "PartyRight", "Place", "PlacedSuppression", "Pool", "PowerClass", "PowerItem", "PowerKind", "Process", "Proposal",
    "Question", "Remedy", "Result", "RiskPoint", "Service", "Severity", "SpecialProcedure", "Step", "StepNotes",
    "StepTag", "Suppression", "Suspension", "Term", "TimeLimit", "Traits", "Unit", "WayIn", "canonical", "dump",
    "entry_body", "entry_digest", "entry_from",
    "history_from",
    "parse_fact", "word",
]
