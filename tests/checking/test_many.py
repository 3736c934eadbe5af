"""Many files: processes and cache change nothing but the time; baselines tell what is new; mending in place."""
from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from powerflow import bpmn
from powerflow.checking import (
    Cache,
    Order,
    Source,
    check_all,
    mend,
    pictures,
    read_baseline,
    usual_cache,
    without_known,
    write_baseline,
)
from powerflow.checking.stored import from_record, to_record
from powerflow.errors import InputError
from powerflow.graph import Verdict, verdict
from powerflow.model import Place, PlacedSuppression, Suppression
from powerflow.reports import Checked, check_html, check_json, check_sarif
from tests.builders import ChartBuilder, chart
from tests.rules.drawn import ITEM

_ORDER = Order(date(2026, 11, 21))


def _deadlock(name: str = "乙") -> ChartBuilder:
    drawn = chart(name).start().decision("x", "听证？").via("是").step("听证").parallel("j").step("决定").end()
    return drawn.at("x").via("否").step("勘验").to("j")


def _folder(count: int = 3) -> list[Source]:
    """Some charts, one with an item, one that is no BPMN."""
    found = [Source(f"{number}.bpmn", data=_deadlock(f"第{number}张").data()) for number in range(count)]
    item = chart(item=ITEM).start().step("审查").end().data()
    return [*found, Source("item.bpmn", data=item), Source("twin.bpmn", data=item), Source("no.bpmn", data=b"<html/>")]


def _check(found: Sequence[Source], **more: object) -> Checked:
    return check_all(found, _ORDER, **more)  # type: ignore[arg-type]


def test_reports_are_the_same_from_processes_and_from_the_cache(tmp_path: Path) -> None:
    found = _folder(70)
    plain = _check(found)
    cache = Cache(tmp_path)
    others = [
        _check(found, cache=cache), _check(found, cache=cache), _check(found, jobs=2),
        _check(found, jobs=2, cache=Cache(tmp_path / "b")),
    ]
    for lang in ("zh", "en"):
        for other in others:
            assert check_json(other, lang) == check_json(plain, lang)
            assert check_sarif(other, lang) == check_sarif(plain, lang)
    assert {finding.rule for finding in plain.findings} >= {"deadlock", "code-duplicate"}


def test_cache_is_asked_by_bytes_name_and_options(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    keys = [
        cache.key("a", b"1", _ORDER), cache.key("a", b"2", _ORDER), cache.key("b", b"1", _ORDER),
        cache.key("a", b"1", replace(_ORDER, only=("soundness",))), cache.key("a", b"1", replace(_ORDER, ignore=("soundness",))),
        cache.key("a", b"1", replace(_ORDER, day=date(2026, 1, 1))), cache.key("a", b"1", replace(_ORDER, limits=(("a", "b", 1),))),
    ]
    assert len({*keys}) == len(keys)
    assert cache.key("a", b"1", _ORDER) == keys[0]


def test_cache_that_is_damaged_or_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    found = _folder(1)
    cache = Cache(tmp_path)
    plain = check_json(_check(found, cache=cache), "zh")
    for number, file in enumerate(tmp_path.rglob("*.json")):
        file.write_text(("{}", "[1]", "nonsense", '{"findings": 3}')[number % 4], encoding="utf-8")
    assert check_json(_check(found, cache=cache), "zh") == plain
    (tmp_path / "file").write_text("x")
    assert check_json(_check(found, cache=Cache(tmp_path / "file")), "zh") == plain


def test_files_that_cannot_be_read_are_not_remembered(tmp_path: Path) -> None:
    _check([Source("no.bpmn", data=b"<html/>")], cache=Cache(tmp_path))
    assert list(tmp_path.rglob("*.json")) == []


@pytest.mark.parametrize(("environment", "folder"), [
    ({"XDG_CACHE_HOME": "/x"}, "/x/powerflow/check"), ({"HOME": "/h"}, "/h/.cache/powerflow/check"), ({}, None),
    ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/powerflow/check"), ({"HOME": ""}, None),
])
def test_cache_is_in_the_users_folder(environment: dict[str, str], folder: str | None) -> None:
    cache = usual_cache(environment)
    assert (str(cache.folder) if cache else None) == folder


def test_record_of_an_unreadable_file_keeps_its_words() -> None:
    (file,) = _check([Source("no.bpmn", data=b"<html/>")]).files
    again = from_record(json.loads(json.dumps(to_record(file))), "no.bpmn")
    assert file.error is not None and again.error is not None
    assert [again.error.say(lang) for lang in ("zh", "en")] == [file.error.say(lang) for lang in ("zh", "en")]


def test_progress_is_told_file_by_file() -> None:
    told: list[int] = []
    _check(_folder(1), told=told.append)
    assert told == [1, 2, 3, 4]


# -- settings and baselines --------------------------------------------------------------------------------------


def _suppressed(**more: str) -> PlacedSuppression:
    return PlacedSuppression(
        rule="deadlock", reason="r", by="法制科", until=date(2027, 1, 1), place=Place("powerflow.toml", 4), **more
    )


def test_settings_silence_and_an_unused_entry_is_a_finding() -> None:
    found = _folder(2)[:2]
    checked = _check(found, settings=(_suppressed(file="0.bpmn"), _suppressed(file="9.bpmn")))
    rules = {file.path: [finding.rule for finding in file.findings] for file in checked.files}
    assert "deadlock" not in rules["0.bpmn"] and "deadlock" in rules["1.bpmn"]
    assert rules["powerflow.toml"] == ["suppression-unused"]
    assert (checked.silenced, checked.charts) == (1, 2)
    assert checked.files[-1].findings[0].place.line == 4


def test_suppression_in_a_chart_silences_and_ends() -> None:
    drawn = _deadlock().document()
    for until, rules in ((date(2027, 1, 1), set()), (date(2026, 1, 1), {"deadlock", "suppression-expired"})):
        said = Suppression(rule="deadlock", reason="r", by="b", until=until)
        data = bpmn.write(bpmn.annotate(drawn, "process", said))
        checked = check_all([Source("a.bpmn", data=data)], replace(_ORDER, only=("deadlock", "suppression")))
        assert {finding.rule for finding in checked.findings} == rules
        assert checked.silenced == (0 if rules else 1)


def test_baseline_leaves_only_what_is_new(tmp_path: Path) -> None:
    baseline = tmp_path / "base.json"
    paths = [Source(str(tmp_path / "a.bpmn"), data=_deadlock().data())]
    baseline.write_text(write_baseline(_check(paths), baseline), encoding="utf-8")
    assert list(json.loads(baseline.read_text(encoding="utf-8"))["files"]) == ["a.bpmn"]
    moved = b"\n\n" + _deadlock().data()[38:].replace(b"<startEvent", b"\n\n<startEvent")
    known = read_baseline(baseline)
    same = without_known(_check([replace(paths[0], data=moved)]), known, baseline)
    assert (same.findings, same.silenced) == ((), len(_check(paths).findings))
    more = _deadlock().raw('<task id="alone" name="没人来"/>').at("alone").to("end").data()
    new = without_known(_check([replace(paths[0], data=more)]), known, baseline)
    assert {finding.place.element for finding in new.findings} <= {"alone", "end"}
    assert "step-unreachable" in {finding.rule for finding in new.findings}


@pytest.mark.parametrize("text", [
    "nonsense", "[]", '{"schema": "other", "files": {}}', '{"schema": "powerflow/baseline/1", "files": {"a": 3}}',
])
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "b.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="基线"):
        read_baseline(tmp_path / "b.json")
    with pytest.raises(InputError, match="无法读取"):
        read_baseline(tmp_path / "none.json")


# -- mending -----------------------------------------------------------------------------------------------------


def test_file_is_mended_until_it_is_sound() -> None:
    drawn = chart().start().parallel("s1").step("a").decision("x").parallel("s2").step("c").decision("y").end()
    drawn.at("s1").step("b").to("x").at("s2").step("d").to("y")
    done = mend(drawn.data(), "a.bpmn", _ORDER)
    assert done is not None
    assert [(each.kind, each.element) for each in done.changes] == [("retype", "x"), ("retype", "y")]
    assert verdict(bpmn.parse(done.after, "a.bpmn").chart).verdict is Verdict.SOUND
    changed = [line for line in done.difference.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert changed == [
        '-<exclusiveGateway id="x" name=""/>', '+<parallelGateway id="x" name=""/>',
        '-<exclusiveGateway id="y" name=""/>', '+<parallelGateway id="y" name=""/>',
    ]


def test_join_whose_name_is_taken_gets_another() -> None:
    drawn = chart().start().parallel("split").step("a").step("决定", id="d").end().at("split").step("b", id="join-d").to("d")
    done = mend(drawn.data(), "a.bpmn", _ORDER)
    assert done is not None and b'<parallelGateway id="join-d-2"/>' in done.after


def test_doubled_flow_is_dropped() -> None:
    drawn = chart().start().step("a").end().flow("a", "end", id="again")
    done = mend(drawn.data(), "a.bpmn", _ORDER)
    assert done is not None
    assert [(each.kind, each.element) for each in done.changes] == [("drop", "again")]


def test_sound_chart_is_left_alone() -> None:
    assert mend(chart().start().step("a").end().data(), "a.bpmn", _ORDER) is None


# -- pictures ----------------------------------------------------------------------------------------------------


@pytest.mark.exe
def test_unsound_charts_are_drawn_with_their_tokens() -> None:
    found = _folder(1)
    checked = _check(found)
    drawn = pictures(checked, found, "zh")
    assert list(drawn) == ["0.bpmn"] and drawn["0.bpmn"].svg is not None
    text = drawn["0.bpmn"].svg.decode()
    assert "卡在这里" in text and "不会到达" in text
    page = check_html(checked, "zh", drawn)
    assert page.count("data:image/svg+xml;base64,") == 1 and "<script" not in page
