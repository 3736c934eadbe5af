"""Patterns over many cases (T24): always the same two people, always at the last hour, decided minutes after acceptance.

A pattern is a hint for people, never a finding against anybody: how likely it is by chance is stated beside it.
"""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from math import comb, exp, lgamma, log

from powerflow.deadlines import local_day, local_instant
from powerflow.replay import Act, Replay
from powerflow.supervision.seen_charts import seen

# Fewer cases than these say nothing, and chance must be less likely than this, divided by how many pairs or officers were tried.
LEAST = 5
CHANCE = 0.001
_LAST_HOUR = 16
_MINUTES = timedelta(minutes=10)
_LONG = 5
# However seldom others do it, once in a hundred times is nothing to go by.
_RARELY = 0.01
_ACCEPTING = frozenset({"ACCEPT", "FILE_CASE"})
_DECIDING = frozenset({"DECIDE", "DECIDE_GRANT", "DECIDE_STOP", "SPOT_DECIDE"})
_NAMES = re.compile(r"[、,，;；/]+")  # not shown: what stands between the names of officers


class PatternKind(str, Enum):
    """PAIR: an officer decides one party's cases again and again; LAST_HOUR: steps end in the last hour of their limit;
    AT_ONCE: what may take days is decided minutes after acceptance.
    """

    PAIR = "pair"
    LAST_HOUR = "last-hour"
    AT_ONCE = "at-once"


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One pattern: `count` of the `of` acts of `officer` show it (with `party`), `expected` would by chance; `chance` is the
    probability of so many or more. `cases` are some of the cases.
    """

    kind: PatternKind
    officer: str
    party: str
    count: int
    of: int
    expected: float
    chance: float
    cases: tuple[str, ...]


def patterns(replays: Iterable[Replay]) -> tuple[Pattern, ...]:
    """The patterns that the cases show, the least likely first.

    Pairs are tested by the hypergeometric tail (draws of the officer's cases from all), the others by the binomial tail
    against what all other officers do; both corrected for the number of tests (Bonferroni).
    """
    deciders: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    hours: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    speeds: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for case in replays:
        deciders[case.case] = _deciders(case), _parties(case)
        for officer, is_last in _last_hours(case):
            hours[officer].append((case.case, is_last))
        for officer, is_quick in _speeds(case):
            speeds[officer].append((case.case, is_quick))
    found = (*_pairs(deciders), *_habits(PatternKind.LAST_HOUR, hours), *_habits(PatternKind.AT_ONCE, speeds))
    return tuple(sorted(found, key=lambda each: (each.chance, each.officer, each.party)))


# -- what single cases show --------------------------------------------------------------------------------------


def _names(acts: Iterable[Act]) -> frozenset[str]:
    return frozenset(name.strip() for act in acts for name in _NAMES.split(act.entry.officer) if name.strip())


def _with(case: Replay, tags: frozenset[str]) -> list[Act]:
    return [act for act in case.acts if act.node is not None and not act.node.tags.isdisjoint(tags)]


def _deciders(case: Replay) -> frozenset[str]:
    return _names(_with(case, _DECIDING))


def _parties(case: Replay) -> frozenset[str]:
    outside = seen(case.chart).outside
    return _names(act for act in case.acts if act.entry.node in outside)


def _last_hours(case: Replay) -> Iterator[tuple[str, bool]]:
    """Of every step that ended in time: who did it, and whether in the last hour of its last day."""
    outside = seen(case.chart).outside
    for reading in case.readings:
        if reading.ended is None or not reading.owner or reading.is_late or reading.owner in outside or not reading.limit.amount:
            continue
        act = case.acts[reading.ended]
        at = local_instant(act.entry.at)
        is_last = local_day(reading.deadline.due) == at.date() and at.hour >= _LAST_HOUR
        yield from ((officer, is_last) for officer in _names([act]))


def _speeds(case: Replay) -> Iterator[tuple[str, bool]]:
    """Of every decision that may take days: who made it, and whether minutes after acceptance."""
    item = case.chart.item
    if item is None or not any(limit.amount >= _LONG for limit in item.time_limits):
        return
    accepted = next(iter(_with(case, _ACCEPTING)), None)
    decided = next(iter(_with(case, _DECIDING)), None)
    if accepted is not None and decided is not None and accepted.position < decided.position:
        took = decided.entry.at - accepted.entry.at
        yield from ((officer, took <= _MINUTES) for officer in _names([decided]))


# -- what many show ----------------------------------------------------------------------------------------------


def _pairs(deciders: Mapping[str, tuple[frozenset[str], frozenset[str]]]) -> Iterator[Pattern]:
    known = {case: each for case, each in deciders.items() if all(each)}
    of_officer = Counter(officer for officers, _ in known.values() for officer in officers)
    of_party = Counter(party for _, parties in known.values() for party in parties)
    cases: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for case, (officers, parties) in known.items():
        for officer in officers:
            for party in parties:
                cases[officer, party].append(case)
    for (officer, party), shown in cases.items():
        whole, drawn, marked = len(known), of_officer[officer], of_party[party]
        chance = hypergeometric_tail(len(shown), whole, marked, drawn)
        if len(shown) >= LEAST and chance * len(cases) < CHANCE:
            yield Pattern(
                kind=PatternKind.PAIR, officer=officer, party=party, count=len(shown), of=drawn, expected=drawn * marked / whole,
                chance=chance, cases=tuple(shown[:LEAST]),
            )


def _habits(kind: PatternKind, done: Mapping[str, list[tuple[str, bool]]]) -> Iterator[Pattern]:
    whole = sum(map(len, done.values()))
    shown = sum(is_so for each in done.values() for _, is_so in each)
    for officer, each in done.items():
        cases = [case for case, is_so in each if is_so]
        rate = max(_RARELY, (shown - len(cases) + 1) / (whole - len(each) + 2))
        chance = binomial_tail(len(cases), len(each), rate)
        if len(cases) >= LEAST and chance * len(done) < CHANCE:
            yield Pattern(
                kind=kind, officer=officer, party="", count=len(cases), of=len(each), expected=len(each) * rate, chance=chance,
                cases=tuple(dict.fromkeys(cases))[:LEAST],
            )


def binomial_tail(least: int, trials: int, rate: float) -> float:
    """The probability of `least` or more successes in so many trials of that rate."""
    if rate >= 1:
        return 1.0
    return min(1.0, sum(
        exp(lgamma(trials + 1) - lgamma(k + 1) - lgamma(trials - k + 1) + k * log(rate) + (trials - k) * log(1 - rate))
        for k in range(least, trials + 1)
    ))


def hypergeometric_tail(least: int, whole: int, marked: int, drawn: int) -> float:
    """The probability of `least` or more marked ones among `drawn` of `whole`, of which so many are marked."""
    total = comb(whole, drawn)
    return sum(comb(marked, k) * comb(whole - marked, drawn - k) for k in range(least, min(marked, drawn) + 1)) / total
