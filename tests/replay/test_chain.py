"""A history of which somebody changed a line shows it."""
from __future__ import annotations

from dataclasses import replace

from powerflow.model import Entry, History, entry_digest
from powerflow.replay import BreakKind, chain_breaks
from tests.builders import chart
from tests.replay.histories import history


def _sealed() -> History:
    drawn = chart().start().step("a").step("b").end().build()
    plain = history(drawn, ("2026-09-18", "start"), ("2026-09-18", "a"), ("2026-09-18", "b"))
    entries: list[Entry] = []
    for entry in plain.entries:
        previous = entries[-1].digest if entries else ""
        entries.append(replace(entry, previous=previous, digest=entry_digest(previous, entry)))
    return replace(plain, entries=tuple(entries))


def _kinds(*entries: Entry) -> list[tuple[int, BreakKind]]:
    return [(each.entry.seq, each.kind) for each in chain_breaks(replace(_sealed(), entries=entries))]


def test_whole_chain_has_no_break() -> None:
    assert chain_breaks(_sealed()) == ()


def test_history_without_digests_is_judged_by_numbers_alone() -> None:
    one, two, three = (replace(entry, previous="", digest="") for entry in _sealed().entries)
    assert _kinds(one, two, three) == []
    assert _kinds(one, three) == [(3, BreakKind.NUMBER)]


def test_changed_word_breaks_its_own_digest() -> None:
    one, two, three = _sealed().entries
    assert _kinds(one, replace(two, officer="乙"), three) == [(2, BreakKind.DIGEST)]


def test_changed_word_with_a_new_digest_breaks_the_next_entry() -> None:
    one, two, three = _sealed().entries
    forged = replace(two, officer="乙")
    forged = replace(forged, digest=entry_digest(one.digest, forged))
    assert _kinds(one, forged, three) == [(3, BreakKind.PREVIOUS)]


def test_left_out_entry_breaks_number_and_link() -> None:
    one, _, three = _sealed().entries
    assert _kinds(one, three) == [(3, BreakKind.NUMBER), (3, BreakKind.PREVIOUS)]


def test_entry_without_digest_among_others_is_a_break() -> None:
    one, two, three = _sealed().entries
    assert (2, BreakKind.MISSING) in _kinds(one, replace(two, digest=""), three)
