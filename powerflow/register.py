"""Reads a register of powers (`catalogue.toml`): powers, published fees, the organ's mandate, licences, shapes of codes."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from os.path import isfile
from pathlib import Path
from typing import TypeVar

from powerflow.errors import InputError
from powerflow.model import CodePart, CodeShape, ListedFee, Mandate, Place, Power, Register
from powerflow.toml import Row, Tables

SCHEMA = "powerflow/catalogue/1"
FILE_NAME = "catalogue.toml"

_T = TypeVar("_T")

_FIELDS = ("code", "implementation_code", "handling_code")
_NAMED = ("credit", "level", "code", "implementation_code")
_PART = re.compile(rf"(digits|letters|any):([1-9]\d?)|({'|'.join(_NAMED)})")


def read(path: Path) -> Register:
    """The register in a TOML file (see docs/catalogue.md). Raises InputError with file, line and what is wrong."""
    tables = Tables(path, SCHEMA, ("power", "fee", "mandate", "licence", "shape"))
    return Register(
        place=Place(str(path), 1), powers=tuple(_powers(path, tables)),
        fees=tuple(
            ListedFee(name=row.text("name"), item=row.text("item"), basis=row.text("basis", required=False), place=_place(path, row))
            for row in tables.rows("fee", "name", "item", "basis")
        ),
        mandates=tuple(
            Mandate(duty=row.text("duty"), organ=row.text("organ"), items=row.texts("items"), place=_place(path, row))
            for row in tables.rows("mandate", "duty", "organ", "items")
        ),
        licences=tuple(row.text("code") for row in tables.rows("licence", "code", "name")),
        shapes=tuple(_shape(row) for row in tables.rows("shape", "field", "parts")),
    )


def of(paths: Iterable[str | Path]) -> Register | None:
    """The registers in the folders among `paths` as one, None where no folder has one. Raises InputError as `read`."""
    found = [read(file) for path in paths if isfile(file := Path(path) / FILE_NAME)]
    if len(found) < 2:
        return next(iter(found), None)
    return Register(
        place=found[0].place, powers=_joined(each.powers for each in found), fees=_joined(each.fees for each in found),
        mandates=_joined(each.mandates for each in found), licences=_joined(each.licences for each in found),
        shapes=_joined(each.shapes for each in found),
    )


def _joined(lists: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    return tuple(chain.from_iterable(lists))


def _place(path: Path, row: Row) -> Place:
    return Place(str(path), row.line)


def _powers(path: Path, tables: Tables) -> Iterator[Power]:
    seen: set[str] = set()
    for row in tables.rows("power", "code", "name", "kind", "organ", "status", "secret", "basis", "reason", "review_on"):
        power = Power(
            code=row.text("code"), name=row.text("name"), kind=row.text("kind", required=False),
            organ=row.text("organ", required=False), status=row.text("status", required=False), secret=row.yes("secret"),
            basis=row.text("basis", required=False), reason=row.text("reason", required=False), review_on=row.day_if_any("review_on"),
            place=_place(path, row),
        )
        if power.code in seen:
            raise row.wrong("{path} 第 {line} 行：编码“{code}”写了两次", code=power.code)
        seen.add(power.code)
        yield power


def _shape(row: Row) -> CodeShape:
    field = row.text("field")
    if field not in _FIELDS:
        raise row.wrong("{path} 第 {line} 行：没有编码“{field}”，只有 {fields}", field=field, fields=_FIELDS)
    return CodeShape(field=field, parts=tuple(_part(row, part) for part in row.texts("parts")))


def _part(row: Row, text: str) -> CodePart:
    match = _PART.fullmatch(text)
    if match is None:
        error: InputError = row.wrong(
            "{path} 第 {line} 行：编码的一段应当写成 digits:12、letters:2、any:3、{names}，写的是“{part}”", names=_NAMED, part=text,
        )
        raise error
    return CodePart(sort=match[1], length=int(match[2])) if match[1] else CodePart(sort=match[3])
