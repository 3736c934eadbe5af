"""What a row of law may demand of a flowchart: one dataclass for each operator, its fields the keys of the TOML table."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from powerflow.law.applies import Applies


class AnyOf(tuple[str, ...]):
    """Alternatives, written `A|B`: tags of steps, or words that may stand in a name."""

    __slots__ = ()

    def __str__(self) -> str:
        return "/".join(self)

    def within(self, text: str) -> bool:
        """Whether one of the words stands in `text`."""
        return any(word in text for word in self)

    def said_in(self, text: str) -> bool:
        """Whether one of the words stands in `text` and is not denied there: 批准 is not said in 不予批准."""
        return any(_affirms(word, text) for word in self)


# not shown: words that deny the one after them
_DENIALS = ("不", "不予", "不准", "未", "无", "非", "免予")  # not shown: words that are looked for


def _affirms(word: str, text: str) -> bool:
    start = text.find(word)
    while start >= 0:
        if not text[:start].endswith(_DENIALS):
            return True
        start = text.find(word, start + 1)
    return False


NONE = AnyOf()
_DECIDE = AnyOf(("DECIDE",))
_EVERYWHERE = Applies()


@dataclass(frozen=True, kw_only=True)
class Demand:
    """One demand of a row; `applies` narrows it further than the row, `severity` (E, W, I) differs from the row's."""

    applies: Applies = _EVERYWHERE
    severity: str = ""


@dataclass(frozen=True, kw_only=True)
class Must(Demand):
    """Steps with `tags` on every run to `before` (`mode` every; END: to every end), or in the chart at all (some)."""

    tags: AnyOf
    before: AnyOf = _DECIDE
    mode: str = "every"


@dataclass(frozen=True, kw_only=True)
class Order(Demand):
    """`steps` (`A < B < C`) in this order wherever a run passes two of them."""

    steps: tuple[AnyOf, ...]


@dataclass(frozen=True, kw_only=True)
class Between(Demand):
    """Every run from `after` to `before` passes `tags`, or takes an exit with one of the words `exits` (放弃)."""

    after: AnyOf
    before: AnyOf
    tags: AnyOf
    exits: AnyOf = NONE


@dataclass(frozen=True, kw_only=True)
class Follow(Demand):
    """Every run that passes `after`, and leaves by an exit with these words if any are given, passes `tags` later."""

    after: AnyOf
    tags: AnyOf
    exits: AnyOf = NONE


@dataclass(frozen=True, kw_only=True)
class Bar(Demand):
    """From the exits with these words behind `tags` (a review) no run comes to `reach` without passing `tags` again.

    `asks` means the decisions whose question has one of these words, in place of a review; exits with a word of `besides` may.
    """

    exits: AnyOf
    tags: AnyOf = NONE
    asks: AnyOf = NONE
    besides: AnyOf = NONE
    reach: AnyOf = _DECIDE


@dataclass(frozen=True, kw_only=True)
class Within(Demand):
    """At most `n` units from `start` to `end`; without `n` the item's own statutory limit, else `default_n`.

    An own limit longer than `default_n` must rest on another act of a rank in `special`. Where `start` is `end`, the time
    of that step itself is meant; with `next` only that of the last one before a step with such a tag. Runs that pass
    `without` on the way are not meant.
    """

    start: AnyOf
    end: AnyOf
    without: AnyOf = NONE
    n: int | None = None
    unit: str = ""
    default_n: int | None = None
    special: tuple[str, ...] = ("法律", "行政法规", "地方性法规", "自治条例")  # not shown: ranks that are compared
    next: AnyOf = NONE

    @property
    def is_of_one_step(self) -> bool:
        """Whether it limits the time of a step itself."""
        return self.start == self.end


@dataclass(frozen=True, kw_only=True)
class Wait(Demand):
    """At least `n` units from `start` to `end`, unless the run passes `waived` or takes an exit with `waived_exits`."""

    start: AnyOf
    end: AnyOf
    n: int
    unit: str
    waived: AnyOf = NONE
    waived_exits: AnyOf = NONE


@dataclass(frozen=True, kw_only=True)
class UnitOf(Demand):
    """A limit from `start` to `end` (none: any) is stated in `unit`, or in the unit that `units` gives for its number.

    `law` means only limits whose basis names that act (`articles`: with one of these, `besides`: with none of those);
    `units` has `other` for the numbers it does not list, and only limits in days are meant.
    """

    law: AnyOf = NONE
    articles: AnyOf = NONE
    besides: AnyOf = NONE
    start: AnyOf = NONE
    end: AnyOf = NONE
    unit: str = ""
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Exclude(Demand):
    """The only kinds of time that do not count; each such step has its own limit and a notice."""

    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ExtensionOf(Demand):
    """An extension is at most `n` units, `times` times, approved by a post with these words, told in a document."""

    n: int | None = None
    unit: str = ""
    times: int = 1
    approver: AnyOf = NONE
    document: AnyOf = NONE
    start: AnyOf = NONE
    end: AnyOf = NONE


@dataclass(frozen=True, kw_only=True)
class Approver(Demand):
    """Who acts at `tags` has one of the words of `roles`; `side` is that of its lane.

    With `next` only the last one before a step with such a tag is meant.
    """

    tags: AnyOf
    roles: AnyOf = NONE
    side: AnyOf = NONE
    next: AnyOf = NONE


@dataclass(frozen=True, kw_only=True)
class Differ(Demand):
    """The steps of one entry of `tags` are done by another post, unit or organ (`by`) than those of every other entry."""

    tags: tuple[AnyOf, ...]
    by: str = "post"


@dataclass(frozen=True, kw_only=True)
class Staff(Demand):
    """At least `n` persons at `tags`, with enforcement ID where `qualified`."""

    tags: AnyOf
    n: int = 2
    qualified: bool = False


@dataclass(frozen=True, kw_only=True)
class FieldOf(Demand):
    """`names` are stated: paths of attributes (`organ.credit_code`) of the item, or of every step with `tags`."""

    names: tuple[AnyOf, ...]
    of: str = "item"
    tags: AnyOf = NONE


@dataclass(frozen=True, kw_only=True)
class DocumentOf(Demand):
    """Each step with `tags` (`mode` some: at least one) makes a document with one of the words in its name or type."""

    tags: AnyOf
    any: AnyOf = NONE
    delivered: bool | None = None
    mode: str = "every"


@dataclass(frozen=True, kw_only=True)
class OutcomeOf(Demand):
    """Behind the steps with `tags` there is an exit or end for each entry of `all`."""

    tags: AnyOf
    all: tuple[AnyOf, ...]


@dataclass(frozen=True, kw_only=True)
class RightOf(Demand):
    """The item, or a step with `tags`, states a right for each entry of `all`; remedies of the item count as rights."""

    all: tuple[AnyOf, ...]
    tags: AnyOf = NONE


@dataclass(frozen=True, kw_only=True)
class RemedyOf(Demand):
    """The item states these kinds of remedy; `first` says whether reconsideration must precede; `forbid` must not be said."""

    kinds: tuple[str, ...] = ()
    first: bool | None = None
    body: AnyOf = NONE
    time: AnyOf = NONE
    forbid: AnyOf = NONE


@dataclass(frozen=True, kw_only=True)
class Basis(Demand):
    """At least `min` bases, all (`every`) or at least one of a rank in `levels`, each with its publication if `published`.

    Acts with a name in `besides` do not count: the procedural law itself sets no power.
    """

    of: str = "item"
    levels: tuple[str, ...] = ()
    min: int = 1
    every: bool = False
    published: bool = False
    besides: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Forbid(Demand):
    """Nothing in the chart (`of`: step, fee, material, intermediary) fits all that is given here; `listed` is of fees.

    `actor` are words in the post, unit or organ that acts at a step; `entrusted` means an item that is done on entrustment.
    """

    of: str = "step"
    tags: AnyOf = NONE
    words: AnyOf = NONE
    actor: AnyOf = NONE
    entrusted: bool | None = None
    side: AnyOf = NONE
    organ_nature: AnyOf = NONE
    excluded: bool | None = None
    required: bool | None = None
    listed: bool | None = None
    source: AnyOf = NONE


@dataclass(frozen=True, kw_only=True)
class Timer(Demand):
    """A timer of at most `n` units on the border of `on` leads to `end`."""

    on: AnyOf
    end: AnyOf
    n: int | None = None
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class OneLane(Demand):
    """All steps with `tags` stand in one lane."""

    tags: AnyOf


@dataclass(frozen=True, kw_only=True)
class AtMost(Demand):
    """Steps with `tags` are done at most `n` times in a run; a loop without bound is too often.

    Where not even a loop bounded by what the step records is lawful, `bounded` is false.
    """

    tags: AnyOf
    n: int = 1
    bounded: bool = True


@dataclass(frozen=True, kw_only=True)
class Figure(Demand):
    """A number the item states: a path (`visits`, `discretion.tiers`) or a fact (`fact`, by name) is in these bounds.

    `beside` means only the parts of a condition (between `or`), and the amounts of a text, that say one of these words. The
    path `promise_share` is the share of the statutory limit, in per cent, that the promise saves.
    """

    of: str = ""
    fact: AnyOf = NONE
    tags: AnyOf = NONE
    beside: AnyOf = NONE
    most: int | None = None
    least: int | None = None


# The key of each operator in a row, and the rule that judges it.
DEMANDS: Mapping[str, tuple[type[Demand], str]] = {
    "must": (Must, "required-step-missing"), "order": (Order, "legal-order-broken"), "between": (Between, "step-between-missing"),
    "follow": (Follow, "following-step-missing"), "bar": (Bar, "failed-review-passes"), "within": (Within, "legal-limit-exceeded"),
    "wait": (Wait, "legal-wait-too-short"), "unit": (UnitOf, "legal-unit-wrong"), "exclude": (Exclude, "exclusion-unlawful"),
    "extension": (ExtensionOf, "extension-unlawful"), "approver": (Approver, "approver-wrong"),
    "differ": (Differ, "duties-not-separated"), "staff": (Staff, "staff-below-law"), "field": (FieldOf, "legal-field-missing"),
    "document": (DocumentOf, "legal-document-missing"), "outcome": (OutcomeOf, "legal-outcome-missing"),
    "right": (RightOf, "legal-right-missing"), "remedy": (RemedyOf, "remedy-misstated"), "basis": (Basis, "basis-insufficient"),
    "forbid": (Forbid, "forbidden-pattern"), "timer": (Timer, "deemed-effect-missing"), "one_lane": (OneLane, "legal-lane-split"),
    "at_most": (AtMost, "step-too-often"), "figure": (Figure, "legal-figure-exceeded"),
}
