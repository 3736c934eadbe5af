"""Dated rows of procedural law (法律条目) as data, and which of them bind an item on a day; judges nothing."""
from powerflow.law.applies import Applies
from powerflow.law.binding import Rows, Unstated, binding, statutes_named, tags_named
from powerflow.law.demand import (
    DEMANDS,
    AnyOf,
    Approver,
    AtMost,
    Bar,
    Basis,
    Between,
    Demand,
    Differ,
    DocumentOf,
    Exclude,
    ExtensionOf,
    FieldOf,
    Figure,
    Follow,
    Forbid,
    Must,
    OneLane,
    Order,
    OutcomeOf,
    RemedyOf,
    RightOf,
    Staff,
    Timer,
    UnitOf,
    Wait,
    Within,
)
from powerflow.law.reading import all_rows, packs, read_rows, read_sources, sections, sources
from powerflow.law.row import Citation, LimitLine, Row, Section, Source

__all__ = [
    "DEMANDS", "AnyOf", "Applies", "Approver", "AtMost", "Bar", "Basis", "Between", "Citation", "Demand", "Differ", "DocumentOf", "Exclude",
    "ExtensionOf", "FieldOf", "Figure", "Follow", "Forbid", "LimitLine", "Must", "OneLane", "Order", "OutcomeOf", "RemedyOf", "RightOf",
    "Row", "Rows", "Section", "Source", "Staff", "Timer", "UnitOf", "Unstated", "Wait", "Within", "all_rows", "binding", "packs",
    "read_rows", "read_sources", "sections", "sources", "statutes_named", "tags_named",
]
