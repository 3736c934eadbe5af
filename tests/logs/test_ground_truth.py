"""The published figures of real logs, exactly: two independent programs agree on them."""
from __future__ import annotations

import gzip
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from powerflow import bpmn
from powerflow.logs import NO_TIME, Coded, Column, EventTable, Moments, Wanted, read_log
from powerflow.model import Flowchart
from powerflow.replay import Alignments, activities_of, align
from tests.corpus import DATA
from tests.replay.drafts import least_cost
from tests.replay.runs import assert_is_alignment

_LOGS = DATA / "logs"
_CHARTS = DATA / "charts"
pytestmark = pytest.mark.skipif(
    not _LOGS.is_dir(), reason=f"the public event logs are not at {_LOGS} (set POWERFLOW_TEST_DATA)"
)


def _chart(name: str) -> Flowchart:
    path = _CHARTS / f"{name}.bpmn"
    return bpmn.parse(path.read_bytes(), str(path)).chart


@pytest.fixture(scope="module")
def fines() -> EventTable:
    """The whole log of road fines."""
    return read_log(_LOGS / "road-fines.xes.gz")


@pytest.fixture(scope="module")
def receipt() -> EventTable:
    """The receipt phase of environmental permits."""
    return read_log(_LOGS / "environmental-permit-receipt.xes.gz")


@pytest.mark.parametrize(
    ("name", "cases", "events", "variants"),
    [
        ("road-fines", 150_370, 561_470, 231), ("road-fines-one-case-per-variant", 231, 1_891, 231),
        ("environmental-permit-receipt", 1_434, 8_577, 116), ("building-permits-1", 1_199, 52_217, 1_170),
    ],
)
def test_nothing_of_a_log_is_lost(name: str, cases: int, events: int, variants: int) -> None:
    table = read_log(_LOGS / f"{name}.xes.gz", Wanted(keep=()))
    assert (len(table.cases), len(table), table.broken_count) == (cases, events, 0)
    found = table.variants()
    assert (len(found.each), int(found.cases.sum())) == (variants, cases)


def test_road_fines_fit_as_published(fines: EventTable) -> None:
    variants = fines.variants()
    found = align(_chart("road-fines-normative"), variants.each)
    fitness = found.fitness(variants.cases.tolist())
    assert (fitness.cases, fitness.decided, fitness.fitting, fitness.cost) == (150_370, 150_370, 146_773, 3_896)
    assert (fitness.mean, fitness.of_log) == (pytest.approx(0.996523, abs=5e-7), pytest.approx(0.994527, abs=5e-7))
    assert sum(not each.fits for each in found.each) == 153
    assert _cases_by_cost(found, variants.cases.tolist()) == {0: 146_773, 1: 3_333, 2: 229, 3: 35}


def test_road_fines_fit_as_published_when_searched_or_composed(fines: EventTable) -> None:
    """The ways for charts with too many states for a table find the same costs."""
    variants = fines.variants()
    chart = _chart("road-fines-normative")
    tabled = align(chart, variants.each)
    for composed in (False, True):
        found = align(chart, variants.each, tabled=0, composed=composed)
        assert [each.cost for each in found.each] == [each.cost for each in tabled.each]


def test_the_moves_of_road_fines_are_near_the_published_ones(fines: EventTable) -> None:
    """Which of several best alignments is taken is free; that an alignment is valid is tested move by move elsewhere."""
    variants = fines.variants()
    found = align(_chart("road-fines-normative"), variants.each)
    surplus = sum(
        count * sum(move.is_added and move.activity == "Add penalty" for move in each.moves)
        for each, count in zip(found.each, variants.cases.tolist(), strict=True)
    )
    assert 3_200 < surplus <= 3_896
    for each in found.each:
        assert tuple(move.activity for move in each.moves if not move.is_skipped) == each.variant
        assert sum(move.is_added or move.is_skipped for move in each.moves) == each.cost


_NAMES = {"road-fines-one-case-per-variant": "road-fines-normative", "environmental-permit-receipt": "environmental-permit-receipt-mined"}


def _assert_each_costs_what_the_token_game_says(name: str, step: int) -> None:
    """A second opinion: plain search over the markings of the token game and the places of the trace, move by move."""
    chart = _chart(_NAMES[name])
    names = {id: activity for activity, ids in activities_of(chart).items() for id in ids}
    variants = read_log(_LOGS / f"{name}.xes.gz", Wanted(keep=())).variants().each[::step]
    answered = 0
    for each in align(chart, variants).each:
        expected = least_cost(chart, names, each.variant, 30_000)
        answered += expected is not None
        assert expected is None or each.cost == expected
        assert_is_alignment(chart, each.variant, each)
    assert answered > 0.7 * len(variants)


@pytest.mark.parametrize(("name", "step"), [("road-fines-one-case-per-variant", 12), ("environmental-permit-receipt", 40)])
def test_some_variants_cost_what_the_token_game_says(name: str, step: int) -> None:
    _assert_each_costs_what_the_token_game_says(name, step)


@pytest.mark.full
@pytest.mark.parametrize("name", _NAMES)
def test_all_variants_cost_what_the_token_game_says(name: str) -> None:
    _assert_each_costs_what_the_token_game_says(name, 1)


def _cases_by_cost(found: Alignments, cases: list[int]) -> dict[int, int]:
    counted: dict[int, int] = {}
    for each, count in zip(found.each, cases, strict=True):
        assert each.cost is not None
        counted[each.cost] = counted.get(each.cost, 0) + count
    return counted


@pytest.mark.parametrize(("tabled", "composed"), [(400, False), (0, False), (0, True)])
def test_receipts_fit_their_mined_chart_as_published(receipt: EventTable, tabled: int, composed: bool) -> None:
    variants = receipt.variants()
    found = align(_chart("environmental-permit-receipt-mined"), variants.each, tabled=tabled, composed=composed)
    fitness = found.fitness(variants.cases.tolist())
    assert (fitness.cases, fitness.fitting, fitness.cost) == (1_434, 713, 2_465)
    assert fitness.mean == pytest.approx(0.815495, abs=5e-7)


def test_a_penalty_comes_exactly_sixty_local_days_after_the_notification(fines: EventTable) -> None:
    told, added = (_first_day(fines, name) for name in ("Insert Fine Notification", "Add penalty"))
    both = (told >= 0) & (added >= 0)
    assert int(both.sum()) == int((added >= 0).sum()) == 79_860
    assert set((added - told)[both].tolist()) == {60}


def test_fines_sent_after_ninety_days_are_counted_by_local_days_not_by_hours(fines: EventTable) -> None:
    made, sent = (_first_day(fines, name) for name in ("Create Fine", "Send Fine"))
    both = (made >= 0) & (sent >= 0)
    assert (int(both.sum()), int((sent - made > 90)[both].sum())) == (103_987, 49_772)


def _first_day(table: EventTable, activity: str) -> np.ndarray:
    """The local day on which each case did the activity first, -1 where it did not."""
    rows = np.flatnonzero(table.activity.codes == table.activity.code(activity))[::-1]
    days = np.full(len(table.cases), -1, np.int64)
    days[table.case[rows]] = table.day[rows]
    return days


def test_cases_that_end_after_their_deadline(receipt: EventTable) -> None:
    deadline, end = _moments(receipt.case_attributes["deadline"]), _moments(receipt.case_attributes["enddate"])
    known = (deadline.instant != NO_TIME) & (end.instant != NO_TIME)
    assert int((end.instant > deadline.instant)[known].sum()) == 377


def test_building_permits_finished_after_their_due_date() -> None:
    table = read_log(_LOGS / "building-permits-1.xes.gz")
    due, done = _moments(table.attributes["dueDate"]), table.attributes["dateFinished"]
    assert isinstance(done, Coded)
    rows = [row for row in range(len(table)) if due.instant[row] != NO_TIME]
    # The log writes the end without an offset: on the same clock as the due date.
    late = [row for row in rows if done.text(row) and _on_the_clock(due, row) < datetime.fromisoformat(done.text(row))]
    assert (len(rows), len(late), len(set(table.case[late].tolist()))) == (3_340, 621, 248)


def _on_the_clock(moments: Moments, row: int) -> datetime:
    at = moments.at(row)
    assert at is not None
    return at.replace(tzinfo=None)


def _moments(column: Column) -> Moments:
    assert isinstance(column, Moments)
    return column


def test_the_first_fine_is_read_with_its_offsets(fines: EventTable) -> None:
    """As the file says: case A1, created 2006-07-24T00:00:00.000+02:00, sent 2006-12-05T00:00:00.000+01:00."""
    made, sent = fines.records(fines.number("A1"))
    assert (made.activity, made.actor, made.attributes["amount"]) == ("Create Fine", "561", "35.0")
    assert made.at is not None and made.at.isoformat() == "2006-07-24T00:00:00+02:00"
    assert sent.at is not None and sent.at.isoformat() == "2006-12-05T00:00:00+01:00"
    assert fines.day[:2].tolist() == [date(2006, 7, 24).toordinal(), date(2006, 12, 5).toordinal()]


def test_the_quick_reader_and_the_full_parser_read_the_same(tmp_path: Path) -> None:
    """A comment within the log sends the whole file to the full parser."""
    text = gzip.decompress((_LOGS / "environmental-permit-receipt.xes.gz").read_bytes())
    plain, commented = tmp_path / "plain.xes", tmp_path / "commented.xes"
    plain.write_bytes(text)
    commented.write_bytes(text.replace(b"</trace>", b"<!-- one case --></trace>", 1))
    quick, full = read_log(plain), read_log(commented)
    assert quick.cases == full.cases
    for case in range(len(quick.cases)):
        assert [*quick.records(case)] == [*full.records(case)]
        assert quick.of_case(case) == full.of_case(case)
