"""The smallest charts that keep or break one demand of a row, made from the demand alone and bound by its row."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from powerflow import law
from powerflow.law import AnyOf, Demand, Row
from powerflow.model import (
    Decision,
    Discretion,
    Document,
    ExcludedPeriod,
    Extension,
    Fact,
    FactType,
    Fee,
    Flowchart,
    Intermediary,
    Lane,
    LaneNotes,
    LegalBasis,
    LimitRole,
    LimitSense,
    Material,
    Organ,
    PartyRight,
    Remedy,
    TimeLimit,
    Unit,
)
from tests.law.draft import PLACE, draft, item, one, switched_on

_UNITS = {unit.value: unit for unit in Unit}
Maker = Callable[[Row, Demand, bool], Flowchart]


def _row_of(row: Row, demand: Demand, tags: Iterable[str]) -> Flowchart:
    made = draft(row, demand)
    for tag in tags:
        if tag not in ("END", "START"):
            made.step(tag)
    return switched_on(made, row, demand)


def _other(tags: AnyOf, not_in: Iterable[str]) -> str:
    return next(tag for tag in tags if tag not in set(not_in))


def must(row: Row, demand: law.Must, keeps: bool) -> Flowchart:
    """With or without the step before the decision."""
    before = _other(demand.before, demand.tags) if demand.mode == "every" else "END"
    return _row_of(row, demand, [demand.tags[0], before] if keeps else [before] if before != "END" else [""])


def order(row: Row, demand: law.Order, keeps: bool) -> Flowchart:
    """In order or the other way round."""
    steps = [tags[0] for tags in demand.steps]
    return _row_of(row, demand, steps if keeps else steps[::-1])


def between(row: Row, demand: law.Between, keeps: bool) -> Flowchart:
    """With or without the step in between."""
    return _row_of(row, demand, [demand.after[0], *([demand.tags[0]] if keeps else []), demand.before[0]])


def follow(row: Row, demand: law.Follow, keeps: bool) -> Flowchart:
    """With or without the step behind the named exit."""
    made = draft(row, demand).step(demand.after[0]).decision("g")
    made.to("after", demand.exits[0] if demand.exits else "x")
    made.nodes["after"] = Decision(id="after", type="exclusiveGateway", place=PLACE, scope="p")
    if keeps:
        made.step(demand.tags[0])
    made.end()
    if demand.exits:
        made.at("g").end("other", exit="其他")
    return switched_on(made, row, demand)


def bar(row: Row, demand: law.Bar, keeps: bool) -> Flowchart:
    """The failing exit to an end, or to the decision."""
    made = draft(row, demand).step(demand.tags[0] if demand.tags else "").decision(demand.asks[0] if demand.asks else "g")
    gateway = made.last
    made.step(demand.reach[0], id="reached").end()
    if keeps:
        made.at(gateway).end("stopped", exit=demand.exits[0])
    else:
        made.at(gateway).to("reached", demand.exits[0])
    return switched_on(made, row, demand)


def approver(row: Row, demand: law.Approver, keeps: bool) -> Flowchart:
    """In the lane of whom the law names, or of a bystander."""
    side = demand.side[0] if demand.side else "L"
    name = demand.roles[0] if demand.roles else "x"
    lane = Lane(id="l", place=PLACE, process="p", name=name if keeps else "y", notes=LaneNotes(side=side if keeps else "P"))
    made = draft(row, demand).step(demand.tags[0], lane=lane)
    return switched_on(made.step(demand.next[0]) if demand.next else made, row, demand)


def differ(row: Row, demand: law.Differ, keeps: bool) -> Flowchart:
    """Every step with posts, units and organs of its own, or all in one lane."""
    made = draft(row, demand)
    for number, tags in enumerate(demand.tags):
        name = f"z{number if keeps else 0}"
        made.step(tags[0], id=f"n{number}", lane=Lane(
            id=f"l{name}", place=PLACE, process="p", name=name, notes=LaneNotes(side="A", organ=f"o{name}", unit=f"u{name}"),
        ))
    return switched_on(made, row, demand)


def staff(row: Row, demand: law.Staff, keeps: bool) -> Flowchart:
    """Enough people, or one too few."""
    notes = {"min_staff": demand.n if keeps else demand.n - 1, "qualified": True}
    return switched_on(draft(row, demand).step(demand.tags[0], **notes), row, demand)


def document(row: Row, demand: law.DocumentOf, keeps: bool) -> Flowchart:
    """With or without the document."""
    made = Document(name=demand.any[0] if demand.any else "x", delivered=bool(demand.delivered))
    return switched_on(draft(row, demand).step(demand.tags[0], documents=(made,) if keeps else ()), row, demand)


def outcome(row: Row, demand: law.OutcomeOf, keeps: bool) -> Flowchart:
    """An exit for every outcome, or for all but the last."""
    made = draft(row, demand).step(demand.tags[0]).decision("g")
    for number, words in enumerate(demand.all if keeps else [*demand.all[:-1], AnyOf(("zz",))]):
        made.at("g").end(f"e{number}", exit=words[0])
    return switched_on(made, row, demand)


def right(row: Row, demand: law.RightOf, keeps: bool) -> Flowchart:
    """Every right, or none."""
    rights = tuple(PartyRight(name=words[0]) for words in demand.all) if keeps else ()
    if demand.tags:
        return switched_on(draft(row, demand).step(demand.tags[0], rights=rights), row, demand)
    return switched_on(draft(row, demand, rights=rights).step(""), row, demand)


def remedy(row: Row, demand: law.RemedyOf, keeps: bool) -> Flowchart:
    """Every remedy as the law has it, or a wrong one."""
    kinds = demand.kinds or ("reconsideration",)
    made = [
        Remedy(kind=kind, body=demand.body[0] if demand.body else "x", time=demand.time[0] if demand.time else "x",
               first=bool(demand.first) and kind == "reconsideration")
        for kind in kinds
    ]
    if not keeps:
        if demand.time:
            made = [replace(each, time="zz") for each in made]
        elif demand.kinds:
            made = [*made[1:], Remedy(kind="compensation" if demand.kinds[0] != "compensation" else "litigation", body="x")]
        else:
            made = [replace(made[0], first=not demand.first, note=demand.forbid[0] if demand.forbid else "")]
    return switched_on(draft(row, demand, remedies=tuple(made)).step(""), row, demand)


def basis(row: Row, demand: law.Basis, keeps: bool) -> Flowchart:
    """Of the rank that is demanded, or of none."""
    level = (demand.levels[0] if demand.levels else "法律") if keeps else "口头"
    named = one((row.applies, demand.applies), "law") or "示例法"
    made = LegalBasis(law=named, level=level, url="x" if keeps else "")
    text = "x" if keeps else ""
    changes: dict[str, object] = {
        "item": {"bases": (made,) * demand.min if keeps or demand.levels or demand.published else ()},
        "fee": {"fees": (Fee(name="f", basis=text, basis_level=level),)},
        "material": {"materials": (Material(name="m", basis=text),)},
        "intermediary": {"intermediaries": (Intermediary(name="i", basis=text),)},
    }[demand.of]  # type: ignore[assignment]
    return switched_on(draft(row, demand, **changes).step(""), row, demand)


def forbid(row: Row, demand: law.Forbid, keeps: bool) -> Flowchart:
    """Nothing special, or just what is forbidden."""
    nature = demand.organ_nature[0] if demand.organ_nature else ""
    changes: dict[str, object] = {}
    if demand.entrusted:
        changes["source"] = "法定" if keeps else "委托"
    if nature:
        changes["organ"] = Organ(name="organ", nature="1" if keeps else nature)
    word = demand.words[0] if demand.words else "x"
    if demand.of == "step":
        made = draft(row, demand, **changes)
        if not keeps or nature:
            side = demand.side[0] if demand.side else "A"
            made.step(
                demand.tags[0] if demand.tags else "", name=word, excluded=ExcludedPeriod(kind="x") if demand.excluded else None,
                lane=Lane(id="l", place=PLACE, process="p", name="l", notes=LaneNotes(side=side, unit="".join(demand.actor[:1]))),
            )
        return switched_on(made.step("", id="rest", name="rest"), row, demand)
    if not keeps:
        source = demand.source[0] if demand.source else ""
        changes = {
            "fee": {"fees": (Fee(name=word, listed=demand.listed),)}, "intermediary": {"intermediaries": (Intermediary(name=word),)},
            "material": {"materials": (Material(name=word, source=source, required=demand.required is not False),)},
        }[demand.of]  # type: ignore[assignment]
    return switched_on(draft(row, demand, **changes).step(""), row, demand)


def one_lane(row: Row, demand: law.OneLane, keeps: bool) -> Flowchart:
    """All in one lane, or each in its own."""
    made = draft(row, demand)
    for number, tag in enumerate((*demand.tags, demand.tags[0])):
        name = f"l{0 if keeps else number}"
        made.step(tag, id=f"n{number}", lane=Lane(id=name, place=PLACE, process="p", name=name))
    return switched_on(made, row, demand)


def at_most(row: Row, demand: law.AtMost, keeps: bool) -> Flowchart:
    """As often as allowed, or once more."""
    return _row_of(row, demand, [demand.tags[0]] * (demand.n if keeps else demand.n + 1))


def figure(row: Row, demand: law.Figure, keeps: bool) -> Flowchart:
    """A number on the bound, or beyond it."""
    bound = demand.most if demand.most is not None else demand.least or 0
    number = bound if keeps else bound + (1 if demand.most is not None else -1)
    if demand.of == "time_limits.amount" and demand.tags:
        limit = TimeLimit(role=LimitRole.STATUTORY, amount=number, unit=Unit.WORKING_DAY)
        return switched_on(draft(row, demand).step(demand.tags[0], time_limits=(limit,)), row, demand)
    if demand.fact:
        made = draft(row, demand, facts=(Fact(name="n", title=demand.fact[0], type=FactType.INTEGER),))
        made.decision("g").step(demand.tags[0] if demand.tags else "", id="t")
        flow = next(flow for flow in made.flows.values() if flow.target == "t")
        beside = f'w == "{demand.beside[0]}" and ' if demand.beside else ""
        made.flows[flow.id] = replace(flow, condition=f"{beside}n <= {number}")
        return switched_on(made, row, demand)
    total = TimeLimit(role=LimitRole.STATUTORY, amount=number, unit=Unit.WORKING_DAY)
    whole = replace(total, amount=100)
    promise = replace(total, role=LimitRole.PROMISED, amount=100 - number)
    changes: dict[str, object] | None = {
        "visits": {"visits": number}, "time_limits.amount": {"time_limits": (total,)}, "promise_share": {"time_limits": (promise, whole)},
        "discretion.tiers": {"discretion": Discretion(standard="x", tiers=number)},
    }.get(demand.of)
    if changes is None and demand.of.startswith("traits."):
        name = demand.of.partition(".")[2]
        text = f"{demand.beside[0]}{number}元以下" if demand.beside else str(number)
        changes = {"traits": replace(item(row, demand).traits, **{name: text})}
    assert changes is not None, demand.of
    return switched_on(draft(row, demand, **changes).step(""), row, demand)


def _limit(n: int, unit: str, **more: object) -> TimeLimit:
    return TimeLimit(role=LimitRole.STATUTORY, amount=n, unit=_UNITS[unit or "WD"] if n else Unit.SPOT, **more)  # type: ignore[arg-type]


def within(row: Row, demand: law.Within, keeps: bool) -> Flowchart:
    """As long as allowed, or a year."""
    n = demand.n if demand.n is not None else demand.default_n or 1
    made = draft(row, demand)
    if not demand.is_of_one_step:
        made.step(demand.start[0])
    limit = _limit(n, demand.unit) if keeps else _limit(4 * n + 400, demand.unit if n else "WD")
    made.step(demand.end[0], time_limits=(limit,))
    if demand.next:
        made.step(demand.next[0])
    return switched_on(made, row, demand)


def wait(row: Row, demand: law.Wait, keeps: bool) -> Flowchart:
    """Waits as long as it must, or not at all."""
    made = draft(row, demand).step(demand.start[0])
    limits = (_limit(demand.n, demand.unit, sense=LimitSense.WAIT),) if keeps else ()
    return switched_on(made.step("", id="waits", time_limits=limits).step(demand.end[0]), row, demand)


def extension(row: Row, demand: law.ExtensionOf, keeps: bool) -> Flowchart:
    """An extension as the law has it, or four times as long by nobody in particular."""
    made = Extension(
        amount=(demand.n or 1) * (1 if keeps else 40), unit=_UNITS[demand.unit or "WD"], times=demand.times if keeps else demand.times + 9,
        approver=demand.approver[0] if keeps and demand.approver else "x",
        document=demand.document[0] if keeps and demand.document else "x",
    )
    changed = draft(row, demand, extensions=() if keeps and demand.n == 0 else (made,))
    for tags in (demand.start, demand.end):
        changed.step(tags[0] if tags else "")
    return switched_on(changed, row, demand)


MAKERS: dict[type[Demand], Maker] = {
    law.Must: must, law.Order: order, law.Between: between, law.Follow: follow, law.Bar: bar, law.Approver: approver,  # type: ignore[dict-item]
    law.Differ: differ, law.Staff: staff, law.DocumentOf: document, law.OutcomeOf: outcome, law.RightOf: right,  # type: ignore[dict-item]
    law.RemedyOf: remedy, law.Basis: basis, law.Forbid: forbid, law.OneLane: one_lane, law.AtMost: at_most, law.Figure: figure,  # type: ignore[dict-item]
    law.Within: within, law.Wait: wait, law.ExtensionOf: extension,  # type: ignore[dict-item]
}
DAY = date(2026, 11, 21)
