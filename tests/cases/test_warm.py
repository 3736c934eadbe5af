"""Cases kept in memory: they answer as those read anew, notice that they were overtaken, and are bounded."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from powerflow.cases import Warm, case_file
from powerflow.errors import UsageError
from tests.cases.desk import act, begin, decided, drawing, open_names, registry


def test_two_registries_that_take_turns_at_one_case_each_see_what_the_other_did(tmp_path: Path) -> None:
    here, there = registry(tmp_path), registry(tmp_path)
    drawn = drawing().start().step("a").step("b").step("c").step("d").end()
    file = begin(here, drawn)
    for desk, step in ((here, "a"), (there, "b"), (here, "c"), (there, "d")):
        done = act(desk, file, step)
    assert done.course.ended
    assert [entry.node for entry in done.history.entries] == ["start", "a", "b", "c", "d"]


def test_a_refusal_speaks_of_the_newest_state(tmp_path: Path) -> None:
    here, there = registry(tmp_path), registry(tmp_path)
    file = begin(here, drawing().start().step("a").step("b").end())
    act(here, begin(here, decided()), "受理")
    act(there, file, "a")
    with pytest.raises(UsageError, match="打开的环节：b"):
        act(here, file, "a")


def test_a_file_stays_as_it_was_when_its_case_goes_on(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    first = begin(desk, decided())
    second = act(desk, first, "受理")
    act(desk, second, "审查", 合格="否")
    assert (open_names(first), open_names(second)) == (["受理"], ["审查"])
    assert [len(each.history.entries) for each in (first, second)] == [1, 2]


def test_what_is_kept_equals_what_is_read(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    kept = act(desk, act(desk, begin(desk, decided()), "受理"), "审查", 合格="是")
    read = case_file(desk.store, kept.history.case)
    assert kept.history == read.history
    assert kept.course == read.course


def test_a_refused_act_leaves_nothing_behind_in_memory(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    file = act(desk, begin(desk, decided()), "受理")
    with pytest.raises(UsageError):
        act(desk, file, "审查", 合格="也许")
    with pytest.raises(UsageError):
        act(desk, file, "审查", by="丙", 合格="是")
    assert open_names(act(desk, file, "审查", 合格="是")) == ["准予"]


def test_no_more_cases_are_kept_than_allowed(tmp_path: Path) -> None:
    desk = replace(registry(tmp_path), warm=Warm(3))
    files = [begin(desk, decided()) for _ in range(8)]
    for file in files:
        act(desk, file, "受理")
    assert len(desk.warm) == 3
    assert all(open_names(act(desk, file, "审查", 合格="是")) == ["准予"] for file in files)
