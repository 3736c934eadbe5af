"""To what a row or a demand applies: conditions on the item and its chart, three-valued where a trait is not stated."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from powerflow.model import Flowchart, PowerItem


@dataclass(frozen=True, kw_only=True)
class Applies:
    """All of these must hold; of the values in one tuple, one; an empty tuple is no condition.

    `kind` and `power_class` are codes of the item, `way`, `case_type`, `nature` (of the organ) as in `pf:item`; `law` names an
    act that the item rests on (part of its name); `tag` stands on some step, `not_tag` on none; `not_pack` are packs that
    are not asked for (another pack says otherwise); `trait` holds attributes
    of `pf:traits` and their values; `code` and `item` are for where nothing better exists: codes, words in the name.
    """

    kind: tuple[str, ...] = ()
    power_class: tuple[str, ...] = ()
    way: tuple[str, ...] = ()
    case_type: tuple[str, ...] = ()
    nature: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    not_tag: tuple[str, ...] = ()
    not_pack: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    item: tuple[str, ...] = ()
    trait: Mapping[str, object] = field(default_factory=dict)

    def holds(self, subject: Subject) -> bool:
        """Whether all but the traits hold."""
        item, tags = subject.item, subject.tags
        return (
            _among(self.kind, item.kind.value if item.kind else "")
            and _among(self.power_class, item.power_class.value if item.power_class else "")
            and _among(self.way, item.way or "") and _among(self.case_type, item.case_type or "")
            and _among(self.nature, item.organ.nature if item.organ else "") and _among(self.code, item.code)
            and (not self.tag or not tags.isdisjoint(self.tag)) and tags.isdisjoint(self.not_tag)
            and subject.packs.isdisjoint(self.not_pack)
            and (not self.item or any(word in item.name for word in self.item))
            and (not self.law or any(word in law for word in self.law for law in subject.laws))
        )

    def fits(self, subject: Subject) -> bool:
        """Whether no stated trait says otherwise."""
        return all(_agrees(_trait(subject.item, name), wanted) is not False for name, wanted in self.trait.items())

    def unstated(self, subject: Subject) -> tuple[str, ...]:
        """The traits that nobody has stated."""
        return tuple(name for name in self.trait if _trait(subject.item, name) in (None, ()))


@dataclass(frozen=True)
class Subject:
    """What conditions ask about: the item, the confirmed tags of its steps and events, the acts it rests on, its packs."""

    item: PowerItem
    tags: frozenset[str]
    laws: tuple[str, ...]
    packs: frozenset[str] = frozenset()


def subject(chart: Flowchart, item: PowerItem, packs: Collection[str] = ()) -> Subject:
    """The subject of `chart`, whose item is `item`, judged with its own packs and `packs`."""
    tags = frozenset(tag.name for node in chart.nodes.values() if node.notes.tags for tag in node.notes.tags)
    return Subject(item, tags, tuple(basis.law for basis in item.bases), frozenset({*packs, *item.packs}))


def _among(wanted: tuple[str, ...], value: str) -> bool:
    return not wanted or value in wanted


def _trait(item: PowerItem, name: str) -> object:
    return getattr(item.traits, name)


def _agrees(stated: object, wanted: object) -> bool | None:
    """Whether a trait is as wanted (of several: one); None where nobody has stated it."""
    if stated is None or stated == ():
        return None
    choices = wanted if isinstance(wanted, tuple) else (wanted,)
    if isinstance(stated, tuple):
        return any(choice in each for choice in map(str, choices) for each in stated)
    return stated in choices
