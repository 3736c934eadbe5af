"""Every row of law that is shipped can be read, names what there is, and says how it is shown or why it cannot be."""
from __future__ import annotations

from pathlib import Path

import pytest

from powerflow.bpmn import tags
from powerflow.law import DEMANDS, FieldOf, Row, all_rows, packs, read_rows, sections, sources
from powerflow.law.applies import Applies
from powerflow.law.demand import AnyOf, Demand
from powerflow.rules import all_rules
from powerflow.rules.lawful import is_field

_ROWS = tuple(all_rows().values())
_FOLDER = Path(__file__).parents[2] / "powerflow" / "law" / "rows"
# What a demand may name beside tags: the end of a run, and a run's beginning.
_PLACES = {"END", "START"}
_TAGGED = ("tags", "before", "after", "reach", "start", "end", "on", "steps", "waived")


def test_every_file_of_rows_is_read() -> None:
    assert {file.stem for file in _FOLDER.glob("*.toml")} == {section.key for section in sections()}


def test_titles_stand_in_both_languages() -> None:
    assert [section.key for section in sections() if not (section.title and section.english)] == []


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row.id)
def test_row_says_what_it_demands_in_both_languages(row: Row) -> None:
    assert row.demand and row.english and row.cites and row.checked_on
    assert bool(row.exception) == bool(row.exception_english)
    assert bool(row.note) == bool(row.note_english)
    assert row.id.partition("-")[0] in {row.section, *(section.key for section in sections())}


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row.id)
def test_row_is_judged_somehow_or_says_why_not(row: Row) -> None:
    assert row.demands or row.judged_by or row.exception
    assert not (row.demands and row.exception)


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row.id)
def test_row_names_only_tags_rules_and_fields_that_exist(row: Row) -> None:
    known = {*tags(), *_PLACES}
    assert [tag for applies in (row.applies, *(each.applies for each in row.demands)) for tag in _of(applies) if tag not in known] == []
    assert [tag for each in row.demands for tag in _tags(each) if tag not in known] == []
    assert [id for id in row.judged_by if id not in all_rules()] == []
    assert [name for each in row.demands if isinstance(each, FieldOf) for names in each.names for name in names
            if not is_field(each.of, name)] == []


def _of(applies: Applies) -> tuple[str, ...]:
    return (*applies.tag, *applies.not_tag)


def _tags(demand: Demand) -> list[str]:
    found: list[str] = []
    for name in _TAGGED:
        value = getattr(demand, name, ())
        found += value if isinstance(value, AnyOf) else [tag for each in value for tag in each] if isinstance(value, tuple) else []
    return found


def test_every_operator_has_its_rule() -> None:
    assert [rule for _, rule in DEMANDS.values() if rule not in all_rules()] == []


def test_every_source_is_dated_and_a_dead_one_says_so() -> None:
    assert [each.key for each in sources().values() if not (each.name and each.english)] == []
    assert [each.key for each in sources().values() if each.valid_from and each.valid_to and each.valid_to <= each.valid_from] == []
    assert [each.key for each in sources().values() if each.successor and not each.valid_to] == []


def test_packs_are_named_by_rows() -> None:
    assert all(any(row.pack == pack for row in _ROWS) for pack in packs())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[[row]]\nid = "X-01"\nsevrity = "E"', "sevrity"),
        ('[[row]]\nid = "X-01"\nseverity = "F"', "severity"),
        ('[[row]]\nid = "X-01"\ncite = ["无此法 第一条"]', "cite"),
        ('[[row]]\nid = "X-01"\n[[row.must]]\ntag = "HEAR"', "must.tag"),
        ('[[row]]\nid = "X-01"\n[[row.within]]\nfrom = "A"\nto = "B"\nn = "five"', "within.n"),
        ('[[row]]\nid = "X-01"\napplies = { trait = { mood = true } }', "applies.trait"),
    ],
)
def test_mistake_names_file_row_and_key(tmp_path: Path, text: str, named: str) -> None:
    from powerflow.errors import InputError

    file = tmp_path / "X.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_rows(file, sources())
    said = caught.value.say("zh")
    assert str(file) in said and "X-01" in said and named in said
