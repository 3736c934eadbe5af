"""What a compiled chart leaves out: places that a token passes at once, and choices that do not matter for what comes next."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from powerflow.graph.changes import Change, Place


class Flattening:
    """Leaves out every place that a token passes at once, whatever else happens."""

    def __init__(self, drawn: Sequence[Change]) -> None:
        users: dict[Place, list[Change]] = {}
        for change in drawn:
            for place in change.needs:
                users.setdefault(place, []).append(change)
        self._passing = {
            place: used[0] for place, used in users.items()
            if len(used) == 1 and used[0].is_forced and len(used[0].needs) == 1
            and not (used[0].forbids or used[0].clears or used[0].gate is not None)
        }
        self._gone: set[Place] = set()
        self._leads: dict[Place, tuple[Place, ...]] = {}
        kept = [change for change in drawn if change not in set(self._passing.values())]
        self.changes = [change._replace(puts=self._end_of(change.puts)) for change in kept]
        named = {place for change in self.changes for place in (*change.needs, *change.puts)}
        self.places = sorted(named)
        self.changes = [self._without_gone(change, named) for change in self.changes]

    def _end_of(self, puts: Iterable[Place], passed: tuple[Place, ...] = ()) -> tuple[Place, ...]:
        return tuple(end for place in puts for end in self._lead(place, passed))

    def _lead(self, place: Place, passed: tuple[Place, ...]) -> tuple[Place, ...]:
        """Where a token put at `place` comes to rest; on a circle without a step it stays for good."""
        if place not in self._passing or place in passed:
            return (place,)
        if place not in self._leads:
            self._leads[place] = self._end_of(self._passing[place].puts, (*passed, place))
        return self._leads[place]

    @staticmethod
    def _without_gone(change: Change, named: set[Place]) -> Change:
        gate = change.gate and tuple((flow, reach & named) for flow, reach in change.gate)
        return change._replace(forbids=change.forbids & named, clears=change.clears & named, gate=gate)


class Relevance:
    """Which silent changes can matter for whether another change can happen, and how."""

    def __init__(self, flat: Sequence[Change], recorded: set[str]) -> None:
        self._flat = flat
        self._silent = [not (change.is_act and change.node in recorded) for change in flat]
        self._makers = _by_place(flat, lambda change: change.puts)
        self._takers = _by_place(flat, lambda change: (*change.needs, *change.clears))
        self._forbidden = _by_place(flat, lambda change: change.forbids if change.is_forced else ())

    def of(self, number: int) -> int:
        """The silent changes that matter for change `number`, as bits."""
        bits = 0
        for each in self._all(number):
            bits |= 1 << each
        return bits

    def is_plain(self, number: int) -> bool:
        """Whether nothing but missing tokens can hinder the change, or any that it depends on, and none ends another's chance."""
        around = [self._flat[each] for each in (number, *self._all(number))]
        return not any(
            each.gate is not None or each.forbids or each.clears or any(True for _ in self._too_late(each)) for each in around
        )

    def places(self, number: int) -> set[Place]:
        """The places from which a token can silently have a part in the change."""
        found = set(self._flat[number].needs)
        for each in self._all(number):
            found.update(self._flat[each].needs)
        return found

    def _all(self, number: int) -> set[int]:
        found: set[int] = set()
        waiting = [number]
        while waiting:
            for each in self._before(self._flat[waiting.pop()]):
                if self._silent[each] and each not in found:
                    found.add(each)
                    waiting.append(each)
        return found

    def _before(self, change: Change) -> Iterator[int]:
        for place in change.needs:
            yield from self._makers.get(place, ())
        awaited = {place for _, reach in change.gate or () for place in reach}
        for place in {*change.forbids, *change.clears, *awaited}:
            yield from self._takers.get(place, ())
        yield from self._too_late(change)

    def _too_late(self, change: Change) -> Iterator[int]:
        """What can no longer happen once all has happened that `change` makes happen by itself, such as a scope that closes."""
        seen: set[int] = set()
        waiting = [change]
        while waiting:
            cause = waiting.pop()
            for number in self._consequences(cause):
                if number not in seen:
                    seen.add(number)
                    waiting.append(self._flat[number])
        for number in seen:
            follower = self._flat[number]
            lost = {*follower.needs, *(follower.clears if self._is_left_from(follower.clears) else ())}
            for place in lost:
                yield from (number for number in self._takers.get(place, ()) if not self._flat[number].is_forced)

    def _consequences(self, cause: Change) -> Iterator[int]:
        """The changes that may happen by themselves because of another."""
        for place in cause.puts:
            yield from (number for number in self._takers.get(place, ()) if self._flat[number].is_forced)
        for place in {*cause.needs, *cause.clears}:
            yield from self._forbidden.get(place, ())

    def _is_left_from(self, places: frozenset[Place]) -> bool:
        """Whether a token can leave these places, other than by what empties them all."""
        return any(
            self._silent[number] and change.clears != places and set(change.needs) & places and set(change.puts) - places
            for number, change in enumerate(self._flat)
        )


def _by_place(flat: Sequence[Change], places: Callable[[Change], Iterable[Place]]) -> dict[Place, list[int]]:
    found: dict[Place, list[int]] = {}
    for number, change in enumerate(flat):
        for place in dict.fromkeys(places(change)):
            found.setdefault(place, []).append(number)
    return found
