"""Turns the plain TOML tables of sources and rows into their dataclasses, led by the types of the fields."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, get_type_hints

from powerflow.errors import InputError
from powerflow.law.applies import Applies
from powerflow.law.demand import DEMANDS, AnyOf, Demand
from powerflow.law.row import Citation, LimitLine, Row, Source
from powerflow.model import Traits

_T = TypeVar("_T")
# Words of Python that the tables need as keys.
_SPELT = {"from": "start", "to": "end", "class": "power_class", "on_": "on"}
_UNITS = {"WD", "CD", "M", "Y", "H", "spot"}
_CHOICES = {
    "severity": {"E", "W", "I"}, "grade": {"A", "B", "S"}, "unit": {*_UNITS, ""}, "op": {"<=", ">=", ">"}, "mode": {"every", "some"},
    "by": {"post", "unit", "organ"},
}


class _WrongError(Exception):
    """A key with a value that does not fit."""

    def __init__(self, key: str, value: object) -> None:
        super().__init__(key)
        self.key, self.value = key, value


def read_source(path: Path, key: str, table: object) -> Source:
    """One source. Raises InputError for an unknown or ill-typed key."""
    try:
        return _filled(Source, {"key": key, **_mapping("sources", table)})
    except _WrongError as wrong:
        raise _said(path, key, wrong) from wrong


def read_row(path: Path, table: Mapping[str, object], section: str, known: Mapping[str, Source]) -> Row:
    """One row of `section`. Raises InputError for an unknown or ill-typed key, or a source that is not in the list."""
    id = str(table.get("id", "?"))
    try:
        own = {key: value for key, value in table.items() if key not in (*DEMANDS, "cite", "limit", "applies")}
        return _filled(
            Row, {**own, "section": section}, cites=tuple(_citation(text, known) for text in _texts("cite", table.get("cite", []))),
            applies=_applies(table.get("applies", {})), demands=tuple(
                _demand(key, each) for key in table if key in DEMANDS for each in _many(key, table[key])
            ), limits=tuple(_filled(LimitLine, _mapping("limit", each)) for each in _many("limit", table.get("limit", []))),
        )
    except _WrongError as wrong:
        raise _said(path, id, wrong) from wrong


def _said(path: Path, id: str, wrong: _WrongError) -> InputError:
    return InputError("{path}：{row} 的 {key} 写得不对：{value}", path=path, row=id, key=wrong.key, value=wrong.value)


def _citation(text: str, known: Mapping[str, Source]) -> Citation:
    key, _, articles = text.partition(" ")
    if key not in known:
        raise _WrongError("cite", text)
    return Citation(known[key], articles)


def _demand(key: str, table: object) -> Demand:
    own = dict(_mapping(key, table))
    applies = _applies(own.pop("applies", {}))
    try:
        return _filled(DEMANDS[key][0], own, applies=applies)
    except _WrongError as wrong:
        raise _WrongError(f"{key}.{wrong.key}", wrong.value) from wrong


def _applies(table: object) -> Applies:
    own = dict(_mapping("applies", table))
    trait = _mapping("applies.trait", own.pop("trait", {}))
    unknown = next((name for name in trait if name not in _TRAITS), None)
    if unknown is not None:
        raise _WrongError("applies.trait", unknown)
    return _filled(Applies, own, trait={name: tuple(each) if isinstance(each, list) else each for name, each in trait.items()})


_TRAITS = {field.name for field in fields(Traits)}


def _filled(kind: Callable[..., _T], table: Mapping[str, object], **ready: object) -> _T:
    """A `kind` with the values of the table, each read by the type of its field; `ready` ones are taken as they are."""
    readers = _readers(kind)
    values = dict(ready)
    for spelt, value in table.items():
        name = _SPELT.get(spelt, spelt)
        if name not in readers or name in ready:
            raise _WrongError(spelt, value)
        values[name] = readers[name](spelt, value)
        if values[name] not in _CHOICES.get(name, (values[name],)):
            raise _WrongError(spelt, value)
    missing = next((name for name in _needed(kind) if name not in values), None)
    if missing is not None:
        raise _WrongError(missing, "—")
    return kind(**values)


@lru_cache(maxsize=64)
def _needed(kind: Callable[..., object]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if _is_needed(each))  # type: ignore[arg-type]


def _is_needed(each: Field[object]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


@lru_cache(maxsize=64)
def _readers(kind: Callable[..., object]) -> Mapping[str, Callable[[str, object], object]]:
    hints = get_type_hints(kind)
    return {each.name: _READERS[hints[each.name]] for each in fields(kind) if hints[each.name] in _READERS}  # type: ignore[arg-type]


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise _WrongError(key, value)
    return value


def _texts(key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list):
        raise _WrongError(key, value)
    return tuple(_text(key, each) for each in value)


def _any_of(key: str, value: object) -> AnyOf:
    return AnyOf(word.strip() for text in _texts(key, value) for word in text.split("|") if word.strip())


def _all_of(key: str, value: object) -> tuple[AnyOf, ...]:
    """A list of alternatives, or a row of steps as `A < B|C < D`."""
    texts = value.split("<") if isinstance(value, str) else list(_texts(key, value))
    return tuple(_any_of(key, text) for text in texts)


def _whole(key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _WrongError(key, value)
    return value


def _yes_no(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _WrongError(key, value)
    return value


def _day(key: str, value: object) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(_text(key, value))
    except ValueError as error:
        raise _WrongError(key, value) from error


def _named(key: str, value: object) -> Mapping[str, str]:
    return {name: _text(key, each) for name, each in _mapping(key, value).items()}


def _mapping(key: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _WrongError(key, value)
    return value


def _many(key: str, value: object) -> list[object]:
    """One table, or several of them."""
    if isinstance(value, Mapping):
        return [value]
    if not isinstance(value, list):
        raise _WrongError(key, value)
    return value


_READERS: Mapping[object, Callable[[str, object], object]] = {
    str: _text, int: _whole, bool: _yes_no, date: _day, AnyOf: _any_of, tuple[str, ...]: _texts, tuple[AnyOf, ...]: _all_of,
    int | None: _whole, bool | None: _yes_no, date | None: _day, Mapping[str, str]: _named,
}
