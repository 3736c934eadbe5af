"""An office for tests: a chart with a promised step and case, officers, supervisors, and a clock that stands still."""
from __future__ import annotations

from datetime import datetime
from pathlib import Path

from powerflow import cases
from powerflow.cases import CaseFile, Registry
from powerflow.deadlines import BEIJING
from powerflow.model import Entry, LimitRole, TimeLimit, Unit
from powerflow.supervision import OfficeLamps, default_scheme, office_lamps, raise_due
from tests.builders import ChartBuilder
from tests.cases.desk import FRIDAY, act, begin, drawing, organisation, registry

SUPERVISOR, REVIEWER = "监", "复"


def at(text: str) -> datetime:
    """An instant in Beijing: `2026-09-18 09:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def days(role: LimitRole, amount: int) -> TimeLimit:
    """A limit of working days."""
    return TimeLimit(role=role, amount=amount, unit=Unit.WORKING_DAY)


def limited() -> ChartBuilder:
    """A case of five promised and ten statutory working days; a step of two; a step without a limit."""
    limits = (days(LimitRole.PROMISED, 5), days(LimitRole.STATUTORY, 10))
    return drawing(time_limits=limits).start().step("受理", days=2).step("审查").step("送达", days=1, tags=["DELIVER"]).end()


def desk(folder: Path) -> Registry:
    """A registry whose office has handlers, supervisors and a reviewer."""
    table = organisation(承办人=("甲", "乙"), 效能督办岗=(SUPERVISOR, "甲"), 效能投诉中心主任=(REVIEWER, SUPERVISOR))
    return registry(folder, table)


def begun(office: Registry) -> CaseFile:
    """A case begun on Friday, 18 September 2026, 09:00; its first step is due on Monday the 21st (Sunday is worked)."""
    return begin(office, limited())


def lamps(office: Registry, moment: datetime) -> OfficeLamps:
    """All lamps at that moment."""
    seen = cases.watched_at(office.store, office.calendar, moment)
    return office_lamps(office.store, seen, office.calendar, default_scheme(), at=moment)


def raised(office: Registry, moment: datetime) -> list[Entry]:
    """The alarms that are raised then."""
    return [entry for _, entry in raise_due(office, default_scheme(), now=FRIDAY, at=moment).alarms]


def received(office: Registry, file: CaseFile, moment: datetime = FRIDAY) -> CaseFile:
    """The first step done."""
    return act(office, file, "受理", moment)
