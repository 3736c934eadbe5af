"""Which numbers of an act are working days: as printed in the acts, and as the rows of law say."""
from __future__ import annotations

import pytest

from powerflow.deadlines import acts, unit_of
from powerflow.errors import UsageError
from powerflow.law import UnitOf, all_rows
from powerflow.model import Unit


@pytest.mark.parametrize(
    ("act", "number", "unit"),
    [
        ("行政许可法", 20, "WD"), ("行政许可法", 45, "WD"), ("行政许可法", 30, "WD"),
        ("行政处罚法", 5, "WD"), ("行政处罚法", 7, "WD"), ("行政处罚法", 15, "CD"), ("行政处罚法", 90, "CD"),
        ("行政强制法", 10, "WD"), ("行政强制法", 3, "WD"), ("行政强制法", 30, "CD"),
        ("行政复议法", 10, "WD"), ("行政复议法", 30, "CD"), ("行政复议法", 60, "CD"), ("行政复议法", 2, "CD"),
        ("政府信息公开条例", 20, "WD"), ("农业行政处罚程序规定", 7, "WD"), ("农业行政处罚程序规定", 15, "CD"),
        ("住房和城乡建设行政处罚程序规定", 15, "WD"), ("工伤保险条例", 60, "CD"), ("国家赔偿法", 10, "CD"),
        ("治安管理处罚法", 2, "WD"), ("治安管理处罚法", 30, "CD"), ("信访工作条例", 60, "CD"),
    ],
)
def test_the_unit_is_decided_act_by_act(act: str, number: int, unit: str) -> None:
    assert unit_of(act, number).unit is Unit(unit)


@pytest.mark.parametrize("name", ["处罚法", "中华人民共和国行政处罚法", "《行政处罚法》", " 行政处罚法 "])
def test_an_act_is_known_by_its_names(name: str) -> None:
    assert unit_of(name, 15).act.name == "行政处罚法"


def test_a_doubtful_reading_is_flagged() -> None:
    assert unit_of("治安法", 2).note and not unit_of("处罚法", 2).note


def test_thirty_days_of_the_licensing_law_depend_on_whose_they_are() -> None:
    """Art. 82 makes the agency's limits working days; the thirty days in which the party asks for renewal (art. 50) are not one."""
    reading = unit_of("许可法", 30)
    assert reading.unit is Unit.WORKING_DAY and "第五十条" in reading.note and "art. 50" in reading.note_english
    assert not unit_of("许可法", 20).note


@pytest.mark.parametrize(("act", "number"), [("民法典", 15), ("", 15), ("处罚法", 0), ("处罚法", 1_000)])
def test_what_is_not_in_the_table_is_not_guessed(act: str, number: int) -> None:
    with pytest.raises(UsageError):
        unit_of(act, number)


_ROWS = [
    (row.id, name, demand)
    for row in all_rows().values() for demand in row.demands if isinstance(demand, UnitOf) for name in demand.law
]


@pytest.mark.parametrize(("row", "name", "demand"), _ROWS, ids=[f"{row} {name}" for row, name, _ in _ROWS])
def test_the_rows_of_law_say_the_same(row: str, name: str, demand: UnitOf) -> None:
    act = next((act.name for act in acts() if name.removesuffix("第") == act.name), None)
    if act is None:
        pytest.skip("the row speaks of an act that the table does not hold")
    if demand.articles:
        pytest.skip("the row speaks of some articles of the act alone")
    for number, unit in demand.units.items():
        if number != "other":
            assert unit_of(act, int(number)).unit is Unit(unit)
    rest = demand.units.get("other", demand.unit)
    if rest:
        assert unit_of(act, 60).unit is Unit(rest)
