"""The tables of a store of cases."""
from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

VERSION = 3

metadata = MetaData()

# Instants are text in Beijing time to the second, so that they sort as they follow each other.

store = Table(
    "store", metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

charts = Table(
    "charts", metadata,
    Column("digest", String(64), primary_key=True),
    Column("path", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

cases = Table(
    "cases", metadata,
    Column("case_id", String(120), primary_key=True),
    Column("prefix", String(80), nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("item", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("chart_path", Text, nullable=False),
    Column("chart_digest", String(64), ForeignKey("charts.digest"), nullable=False),
    Column("simulated", Boolean, nullable=False),
    Column("command", String(200), unique=True),
    Column("length", Integer, nullable=False),
    Column("started", String(25), nullable=False),
    Column("last", String(25), nullable=False),
    Column("ended", String(25)),
    UniqueConstraint("prefix", "year", "number"),
    Index("cases_ended", "ended", "started"),
)

# The only truth: everything else about a case can be computed from its entries and its chart.
entries = Table(
    "entries", metadata,
    Column("case_id", String(120), ForeignKey("cases.case_id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", String(25), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("node", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("command", String(200)),
    Column("body", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("recorded", String(25), nullable=False),
    # Most entries have no command of the caller's, and none of them writes to this index.
    Index(
        "entries_command", "case_id", "command", unique=True, sqlite_where=text("command IS NOT NULL"),
        postgresql_where=text("command IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)

open_steps = Table(
    "open_steps", metadata,
    Column("case_id", String(120), ForeignKey("cases.case_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("node", Text, nullable=False),
    Column("is_timer", Boolean, nullable=False),
    Column("since", String(25), nullable=False),
    Column("post", Text, nullable=False),
    Column("over", String(25)),
    Column("due", String(25)),
    Index(
        "open_steps_over", "is_timer", "over", sqlite_where=text("over IS NOT NULL"),
        postgresql_where=text("\"over\" IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)

# The limits that run in cases that are not over: what supervision reads instead of histories.
clocks = Table(
    "clocks", metadata,
    Column("case_id", String(120), ForeignKey("cases.case_id"), primary_key=True),
    Column("clock", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("length", String(20), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("start", String(25), nullable=False),
    Column("due", String(25)),
    Column("early", String(25)),
    Column("late", String(25)),
    Column("stopped", Text, nullable=False),
    Index("clocks_due", "due", sqlite_where=text("due IS NOT NULL"), postgresql_where=text("due IS NOT NULL")),
    sqlite_with_rowid=False,
)

# How the alarms of supervision stand that histories hold.
alarms = Table(
    "alarms", metadata,
    Column("case_id", String(120), ForeignKey("cases.case_id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("code", String(20), nullable=False),
    Column("lamp", String(20), nullable=False),
    Column("node", Text, nullable=False),
    Column("refers", Integer, nullable=False),
    Column("rule", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("since", String(25), nullable=False),
    Column("post", Text, nullable=False),
    Column("term", String(20), nullable=False),
    Index("alarms_state", "state"),
    sqlite_with_rowid=False,
)

# Up to which entry and instant supervision has judged a case.
judged = Table(
    "judged", metadata,
    Column("case_id", String(120), ForeignKey("cases.case_id"), primary_key=True),
    Column("length", Integer, nullable=False),
    Column("at", String(25), nullable=False),
    sqlite_with_rowid=False,
)

# The calls between cases that are not over: which case (`caller`) waits at which step for the case that it called, and up to
# which entry of that it has looked. Whoever is to look is found here, not by a wake-up that may be lost.
calls = Table(
    "calls", metadata,
    Column("case_id", String(120), ForeignKey("cases.case_id"), primary_key=True),
    Column("caller", String(120), primary_key=True),
    Column("node", Text, nullable=False),
    Column("looked", Integer, nullable=False),
    Index("calls_caller", "caller"),
    sqlite_with_rowid=False,
)
