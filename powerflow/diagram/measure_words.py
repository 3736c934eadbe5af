"""What a profile must show of a chart, text by text, and which of these texts a finished picture lacks."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from powerflow.diagram import look
from powerflow.diagram.figures import Profile
from powerflow.diagram.measure_svg import squeezed
from powerflow.diagram.outline import Shape, is_join, shape_of
from powerflow.diagram.short_names import bare, short_name
from powerflow.diagram.wording import KINDS, Words
from powerflow.model import Contact, Event, Flowchart, Lane, LegalBasis, Node, PowerItem

_ROUND_ENDS = "；;。"


@dataclass(frozen=True)
class Required:
    """A text that must stand on the picture; where `element` is not "" in the groups of that BPMN element.

    An act may stand there under its `short` name if every page with this name tells the full one (`text`) too.
    """

    text: str
    element: str = ""
    short: str = ""


def required_texts(chart: Flowchart, profile: Profile, lang: str) -> tuple[Required, ...]:
    """Every annotation of `chart` that `profile` shows: facts of the item anywhere, those of a step on its card."""
    words = Words(lang)
    found = [Required(words.title_of_chart(chart)), Required(chart.digest[:16])]
    # Joins of alternatives are not drawn: the arrows meet at the next figure.
    nodes = [node for node in chart.nodes.values() if not is_join(node)]
    for node in nodes:
        if node.type == "boundaryEvent":
            found.append(Required(node.name))
        else:
            found += [Required(text, node.id) for text in _node_texts(node, profile, words)]
            found += _node_bases(node, profile)
    found += [Required(flow.name) for flow in chart.flows.values() if flow.source in chart.nodes and not is_join(chart.nodes[flow.source])]
    used = {node.lane for node in nodes}
    found += [Required(text) for lane in chart.lanes.values() if lane.id in used for text in _lane_texts(lane)]
    if chart.item:
        found += [Required(text) for text in _item_texts(chart.item, words)]
    return tuple(dict.fromkeys(
        Required(squeezed(each.text), each.element, squeezed(each.short)) for each in found if squeezed(each.text)
    ))


def missing(required: Iterable[Required], pages: Sequence[str], texts_of: Callable[[str], str]) -> tuple[str, ...]:
    """The texts that do not stand on these pages, nor, where they belong to an element, in `texts_of` it."""
    whole = "".join(pages)
    return tuple(each.text for each in required if not _stands(each, pages, texts_of(each.element) if each.element else whole))


def _stands(wanted: Required, pages: Sequence[str], there: str) -> bool:
    if wanted.text in there:
        return True
    short = f"《{wanted.short}》"
    return bool(wanted.short) and short in there and all(wanted.text in page for page in pages if short in page)


def _node_texts(node: Node, profile: Profile, words: Words) -> Iterator[str]:
    shape = shape_of(node)
    if shape is Shape.GATE:
        return
    yield node.name
    notes = node.notes
    if isinstance(node, Event):
        yield node.outcome.kind if node.outcome else ""
    if shape is not Shape.CARD:
        return
    yield words.limits(notes.time_limits)
    if notes.excluded:
        yield notes.excluded.kind
    if notes.min_staff and notes.min_staff > 1:
        yield words.say("不少于{n}人", n=notes.min_staff)
    yield from (right.name for right in notes.rights)
    for one in notes.disclosures:
        yield from (one.content, one.scope, one.form, one.time) if one.public else (words.say("不公开"),)
    if profile is not Profile.LEAFLET:
        yield from (document.name for document in notes.documents)
        grades = [risk.grade for risk in notes.risks if risk.grade in look.RISKS]
        yield look.RISKS[worst(grades)][0] + words.say(worst(grades)) if grades else ""
    if profile is Profile.INTERNAL:
        for risk in notes.risks:
            yield from (risk.text, risk.measure, risk.accountable)


def _node_bases(node: Node, profile: Profile) -> Iterator[Required]:
    """The acts and articles on a card; cards call acts by their short names."""
    if shape_of(node) is not Shape.CARD or profile is Profile.LEAFLET:
        return
    for basis in node.notes.bases:
        yield Required(bare(basis.law), node.id, short_name(basis.law))
        yield Required(basis.article, node.id)


def worst(grades: Iterable[str]) -> str:
    """The highest of these grades of risk."""
    return min(grades, key=list(look.RISKS).index)


def _bases(bases: Iterable[LegalBasis]) -> Iterator[str]:
    for basis in bases:
        yield basis.law.strip("《》")
        yield basis.article


def _lane_texts(lane: Lane) -> Iterator[str]:
    yield lane.name or lane.post
    yield lane.notes.telephone


def _item_texts(item: PowerItem, words: Words) -> Iterator[str]:
    """Head and panels ① ④ ⑤ ⑥ ⑦, and what applicants bring."""
    yield from (item.code, item.implementation_code, item.version, item.organ.name if item.organ else "")
    yield words.day(item.effective_from) if item.effective_from else ""
    yield words.say(KINDS[item.kind]) if item.kind else ""
    yield from (organ.name for organ in item.joint_organs)
    yield from (condition.rstrip(_ROUND_ENDS) for condition in item.conditions)
    yield from _bases(item.bases)
    yield from (words.span(limit) for limit in item.time_limits if limit.sense == "within")
    for contact in (*item.supervision, *item.complaints):
        yield from _contact(contact)
    for right in item.rights:
        yield from (right.name, right.text)
    for remedy in item.remedies:
        yield from (words.remedy(remedy)[0], remedy.body, remedy.time, remedy.telephone)
    yield from item.obligations
    for material in item.materials:
        yield material.name.rstrip(_ROUND_ENDS)
    for fee in item.fees:
        yield from (fee.name, fee.standard)
    yield from (result.name for result in item.results)
    if item.service:
        yield from (item.service.place, item.service.hours, item.service.online, item.service.consultation)


def _contact(contact: Contact) -> Iterator[str]:
    yield from (contact.body, contact.telephone, contact.address, contact.url, contact.mail, contact.time)
