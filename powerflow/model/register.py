"""The register (职权登记表): what an authority says it holds, beside the charts that show how it is done."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from powerflow.model.place import Place


@dataclass(frozen=True, kw_only=True)
class Power:
    """One line of the register: a power by code and name.

    `secret` ones are not published and need no chart; then `basis`, `reason` and `review_on` say why, and until when.
    """

    code: str
    name: str
    place: Place
    kind: str = ""
    organ: str = ""
    status: str = ""
    secret: bool = False
    basis: str = ""
    reason: str = ""
    review_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ListedFee:
    """One line of the published list of fees (收费目录清单)."""

    name: str
    item: str
    place: Place
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """One duty from the organ's mandate (三定), and the codes of the items that carry it out."""

    duty: str
    organ: str
    place: Place
    items: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CodePart:
    """A part of a code: `length` characters of a sort (digits, letters, any), a credit code, or another code of the item."""

    sort: str
    length: int = 0


@dataclass(frozen=True, kw_only=True)
class CodeShape:
    """How one field of an item (`code`, `implementation_code`, `handling_code`) is put together."""

    field: str
    parts: tuple[CodePart, ...]


@dataclass(frozen=True, kw_only=True)
class Register:
    """A whole register. An empty list means that nothing was stated of it, and nothing is compared with it."""

    place: Place
    powers: tuple[Power, ...] = ()
    fees: tuple[ListedFee, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    licences: tuple[str, ...] = ()
    shapes: tuple[CodeShape, ...] = ()
