"""Choosing rules and findings by id, family and legal row; decisions not to report, in charts and settings."""
from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from powerflow import bpmn
from powerflow.errors import InputError, UsageError
from powerflow.model import Finding, Place, PlacedSuppression, PowerKind, Severity, Suppression
from powerflow.rules import Judged, choose, judge, read_settings
from tests.builders import chart
from tests.rules.drawn import ITEM

_DAY = date(2026, 11, 21)
_LATER = date(2027, 1, 1)


def _finding(rule: str = "step-unnamed", *, element: str = "a", path: str = "x/y.bpmn", row: str | None = None) -> Finding:
    return Finding(
        rule=rule, family="structure", severity=Severity.ERROR, place=Place(path, 3, element), message="m", row=row,
        basis=("甲法第一条（XK-32）",),
    )


def _suppression(rule: str = "step-unnamed", **more: str) -> PlacedSuppression:
    return PlacedSuppression(rule=rule, reason="r", by="b", until=_LATER, place=Place("s.toml", 1), **more)


def _silent(suppression: PlacedSuppression, finding: Finding, day: date = _DAY) -> bool:
    judged = Judged(
        place=Place("s.toml"), findings=(finding,), suppressions=(suppression,), asked=frozenset({"step-unnamed", "XK-32"})
    )
    assert (judged.unused(day) == ()) or not judged.silenced(day)
    return bool(judged.silenced(day))


@pytest.mark.parametrize(("more", "silent"), [
    ({}, True), ({"element": "a"}, True), ({"element": "b"}, False), ({"file": "x/y.bpmn"}, True), ({"file": "y.bpmn"}, True),
    ({"file": "*.bpmn"}, True), ({"file": "z/*"}, False), ({"file": "x/*", "element": "b"}, False),
])
def test_suppression_covers_its_element_and_file(more: dict[str, str], silent: bool) -> None:
    assert _silent(_suppression(**more), _finding()) is silent


@pytest.mark.parametrize(("rule", "row", "silent"), [
    ("deadlock", None, False), ("XK-32", None, True), ("XK-32", "XK-32", True), ("XK-32", "XK-33", False),
])
def test_suppression_names_a_rule_or_a_legal_row(rule: str, row: str | None, silent: bool) -> None:
    assert _silent(_suppression(rule), _finding(row=row)) is silent


def test_suppression_ends_with_its_day() -> None:
    assert _silent(_suppression(), _finding(), date(2026, 12, 31))
    assert not _silent(_suppression(), _finding(), _LATER)


def test_unused_is_said_only_where_its_rule_was_asked() -> None:
    for rule, unused in (("step-unnamed", True), ("deadlock", False)):
        judged = Judged(
            place=Place("x"), findings=(), suppressions=(_suppression(rule),), asked=frozenset({"step-unnamed"})
        )
        assert bool(judged.unused(_DAY)) is unused


def test_chart_keeps_its_suppressions_with_their_place() -> None:
    document = chart().start().step("a").end().document()
    said = Suppression(rule="step-unnamed", reason="统一名称前", by="法制科", until=_LATER)
    written = bpmn.annotate(bpmn.annotate(document, "a", said), "process", ITEM, replace(said, rule="deadlock"))
    read = bpmn.parse(bpmn.write(written), "x.bpmn").chart
    assert [(each.rule, each.element, each.until, each.place.path) for each in read.suppressions] == [
        ("deadlock", "", _LATER, "x.bpmn"), ("step-unnamed", "a", _LATER, "x.bpmn"),
    ]
    assert read.misfits == () and read.item is not None


def test_suppression_without_reason_or_person_or_day_is_a_misfit() -> None:
    drawn = chart().start().raw(
        '<task id="t" name="t"><extensionElements><pf:suppress xmlns:pf="urn:powerflow:bpmn:1" rule="x"/>'
        "</extensionElements></task>"
    ).to("t").at("t").end().build()
    assert drawn.suppressions == ()
    assert [misfit.values["name"] for misfit in drawn.misfits] == ["reason", "by", "until"]


# -- choosing ----------------------------------------------------------------------------------------------------


def test_legal_row_chooses_its_rules_and_only_its_findings() -> None:
    choice = choose(only=["xk-32"])
    assert "rights-missing" in {rule.id for rule in choice.rules}
    permit = chart(item=ITEM).start().end().build()
    penalty = chart(item=replace(ITEM, kind=PowerKind.PENALTY)).start().end().build()
    for drawn, count in ((permit, 5), (penalty, 0)):
        assert sum(map(choice.keeps, judge(drawn, choice.rules, _DAY).findings)) == count


def test_ignored_row_leaves_the_other_rows_of_its_rule() -> None:
    choice = choose(ignore=["XK-32"])
    assert not choice.keeps(_finding(row="XK-32")) and choice.keeps(_finding(row="CF-46"))
    assert not choice.keeps(_finding()), "a rule that rests on the row and has no rows of its own"


def test_family_and_rule_are_chosen_whole() -> None:
    # What makes a chart unsound by its shape alone belongs to the question of soundness.
    shape = {rule.id for rule in choose(only=["soundness"]).rules if rule.family != "soundness"}
    assert shape == {"loop-without-exit", "step-unreachable", "start-missing", "end-missing"}
    assert {rule.family for rule in choose(only=["rights"]).rules} == {"rights"}
    assert choose(only=["deadlock"]).keeps(_finding("deadlock")) and not choose(only=["deadlock"]).keeps(_finding())
    assert "deadlock" not in {rule.id for rule in choose(ignore=["soundness"]).rules}


@pytest.mark.parametrize("name", ["dedlock", "XK-9999"])
def test_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        choose(only=[name])


# -- settings ----------------------------------------------------------------------------------------------------

_ENTRY = '[[suppress]]\nrule = "deadlock"\nreason = "旧图待换"\nby = "法制科"\nuntil = 2027-01-01\n'


def _settings(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "powerflow.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_settings_are_read_with_their_lines(tmp_path: Path) -> None:
    other = '[[suppress]]\nrule = "XK-32"\nreason = "x"\nby = "y"\nuntil = "2026-12-01"\nfile = "a/*"\n'
    file = _settings(tmp_path, f"# 例外\n{_ENTRY}\n{other}")
    first, second = read_settings(file).suppressions
    assert (first.rule, first.until, first.place.line, first.file) == ("deadlock", _LATER, 2, "")
    assert (second.rule, second.until, second.place.line, second.file) == ("XK-32", date(2026, 12, 1), 8, "a/*")


def test_limits_of_rules_are_settled(tmp_path: Path) -> None:
    file = _settings(tmp_path, '[limits.chart-too-large]\nmost = 30\n')
    limits = read_settings(file).limits
    assert limits == (("chart-too-large", "most", 30),)
    (rule,) = choose(only=["chart-too-large"], limits=limits).rules
    assert rule.limits == {"most": 30}


@pytest.mark.parametrize("text", [
    "nonsense", "colour = 1", "suppress = 1", "[[suppress]]\nrule = 'deadlock'\n", _ENTRY + "who = 'x'\n",
    _ENTRY.replace("2027-01-01", '"bald"'), _ENTRY.replace('"法制科"', '""'), "limits = 3", "[limits.deadlock]\nmost = 'x'\n",
    "[limits.deadlock]\nmost = true\n", "suppress = [1]\n",
])
def test_settings_that_say_too_little_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"powerflow\.toml"):
        read_settings(_settings(tmp_path, text))


def test_settings_with_an_unknown_rule_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="deadlock"):
        read_settings(_settings(tmp_path, _ENTRY.replace("deadlock", "dead-lock")))
    with pytest.raises(UsageError):
        choose(limits=[("deadlock", "most", 3)])


def test_settings_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_settings(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        read_settings(tmp_path / "bytes.toml")
