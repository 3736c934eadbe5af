"""Annotations go to XML and come back the same, and the table agrees with the dataclasses."""
from __future__ import annotations

import dataclasses
import json
import typing
from datetime import date
from pathlib import Path
from types import UnionType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerflow import bpmn, xml
from powerflow.bpmn import publish
from powerflow.bpmn.notes import NotesReader, to_xml
from powerflow.bpmn.rows import Element, Form
from powerflow.bpmn.vocabulary import BY_NAME, ELEMENTS, HOSTS, NAMESPACE
from powerflow.errors import UsageError
from powerflow.model import HandOver, LaneNotes, Misfit, Outcome, PowerItem, StepNotes, StepTag
from tests.builders import chart
from tests.infoset import infoset

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="|￾￿"), max_size=12)
SPREAD = "step"


def _values(row: Element) -> st.SearchStrategy[object]:
    """Any value that the row can say."""
    if row.model is None:
        return WORDS
    parts: dict[str, st.SearchStrategy[object]] = {}
    for attribute in row.attributes:
        strategy = _attribute(attribute)
        if not attribute.required:
            strategy = st.just(_default(row, attribute.field)) | strategy
        parts[attribute.field] = strategy
    if row.body:
        parts[row.body] = WORDS
    for child in row.children:
        inner = _values(BY_NAME[child.element])
        parts[child.field] = st.lists(inner, max_size=2).map(tuple) if child.many else (
            inner if child.field == "traits" else st.none() | inner
        )
    return st.builds(row.model, **parts)


def _attribute(attribute) -> st.SearchStrategy[object]:  # type: ignore[no-untyped-def]
    if attribute.enum:
        return st.sampled_from(list(attribute.enum))
    if attribute.values:
        return st.sampled_from(attribute.values)
    return {
        Form.DATE: st.dates(date(1990, 1, 1), date(2100, 1, 1)), Form.WHOLE: st.integers(-5, 5000), Form.YESNO: st.booleans(),
        Form.WORDS: st.lists(WORDS.filter(bool), max_size=3).map(tuple),
    }.get(attribute.form, WORDS)


def _default(row: Element, name: str) -> object:
    return next(each.default for each in dataclasses.fields(row.model) if each.name == name)  # type: ignore[arg-type]


@pytest.mark.parametrize("row", [row for row in ELEMENTS if row.name != SPREAD], ids=lambda row: row.name)
def test_an_annotation_comes_back_as_it_was_written(row: Element) -> None:
    @given(_values(row))
    def comes_back(value: object) -> None:
        misfits: list[Misfit] = []
        text = b"<x>" + xml.write(to_xml(value, row.name).getroottree()).partition(b"?>")[2] + b"</x>"
        [element] = xml.children(xml.parse(text, "t").getroot())
        assert NotesReader("t", misfits).read(element) == value
        assert [misfit for misfit in misfits if "标签" not in misfit.message] == []

    comes_back()


@pytest.mark.parametrize("row", ELEMENTS, ids=lambda row: row.name)
def test_the_table_and_the_dataclass_have_the_same_fields(row: Element) -> None:
    if row.model is None:
        return
    said = {attribute.field for attribute in row.attributes} | {child.field for child in row.children} | ({row.body} - {""})
    held = {each.name for each in dataclasses.fields(row.model)}  # type: ignore[arg-type]
    assert said <= held
    # Contact serves two elements; nothing else may hold a field that no file can say.
    assert held - said == set()


def test_every_child_and_host_names_an_element_of_the_table() -> None:
    assert {child.element for row in ELEMENTS for child in row.children} <= BY_NAME.keys()
    hosted = {name for names in HOSTS.values() for name in names}
    inside = {child.element for row in ELEMENTS for child in row.children}
    assert hosted | inside == BY_NAME.keys()


def test_words_and_required_fields_agree_with_the_types_of_the_model() -> None:
    for row in ELEMENTS:
        if row.model is None:
            continue
        hints = typing.get_type_hints(row.model)
        for attribute in row.attributes:
            kinds = typing.get_args(hints[attribute.field]) if isinstance(hints[attribute.field], UnionType) else (hints[attribute.field],)
            expected = {Form.DATE: date, Form.WHOLE: int, Form.YESNO: bool}.get(attribute.form)
            assert expected is None or expected in kinds, (row.name, attribute.name)


def test_annotate_replaces_ours_and_keeps_all_else() -> None:
    data = (
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:z="urn:z"><!-- keep -->'
        b'<process id="p"><task id="t"><documentation>d</documentation><extensionElements><z:a/></extensionElements>'
        b'</task></process></definitions>'
    )
    before = bpmn.parse(data, "t.bpmn")
    notes = StepNotes(post="窗口", tags=(StepTag(name="RECEIVE"),))
    once = bpmn.annotate(before, "t", notes)
    assert once.chart.nodes["t"].notes == notes
    assert b"<z:a/>" in bpmn.write(once)
    assert b"<!-- keep -->" in bpmn.write(once)
    twice = bpmn.annotate(once, "t", notes)
    assert infoset(bpmn.write(twice)) == infoset(bpmn.write(once))
    emptied = bpmn.annotate(once, "t")
    assert infoset(bpmn.write(emptied)) == infoset(data)
    assert before.chart.nodes["t"].notes == StepNotes()


def test_annotate_puts_extensions_where_the_schema_wants_them() -> None:
    data = (
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><documentation/>'
        b'<task id="t"/></process></definitions>'
    )
    written = bpmn.write(bpmn.annotate(bpmn.parse(data, "t"), "p", PowerItem(code="X", name="事")))
    names = [str(event[1]).rpartition(" ")[2] for event in infoset(written) if event[0] == "start"]
    assert names == ["definitions", "process", "documentation", "extensionElements", "item", "task"]


def test_annotating_an_unknown_element_says_so() -> None:
    with pytest.raises(UsageError, match="没有标识为“nobody”的元素"):
        bpmn.annotate(chart().start().end().document(), "nobody", LaneNotes(post="x"))


def test_lane_flow_and_outcome_notes_are_read_back() -> None:
    document = chart().start().step("审查", "a").end().document()
    document = bpmn.annotate(document, "f1", HandOver(passes="申请材料", receiver="承办人"))
    document = bpmn.annotate(document, "end", Outcome(kind="准予", adverse=False))
    read = document.chart
    assert read.flows["f1"].hand_overs == (HandOver(passes="申请材料", receiver="承办人"),)
    assert read.events["end"].outcome == Outcome(kind="准予")
    assert read.misfits == ()


def test_the_published_vocabulary_is_up_to_date(root: Path) -> None:
    assert (root / "docs" / "vocabulary.md").read_text(encoding="utf-8") == publish.page()
    assert (root / "powerflow" / "bpmn" / "powerflow.moddle.json").read_text(encoding="utf-8") == publish.moddle()


def test_the_descriptor_names_every_element_with_our_namespace() -> None:
    descriptor = json.loads(publish.moddle())
    assert descriptor["uri"] == NAMESPACE
    names = {each["name"] for each in descriptor["types"]}
    assert names == {row.name[0].upper() + row.name[1:] for row in ELEMENTS}
    for each in descriptor["types"]:
        for part in each["properties"]:
            assert part["type"] in names | {"String", "Integer", "Boolean"}
