"""An office (机关) as its charts show it: name, emblem, colours, font, and where its items are published."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote, urlsplit

from powerflow.diagram.emblem import Emblem
from powerflow.diagram.emblem_raster import painted


@dataclass(frozen=True)
class Office:
    """How an office wants its charts. `colours` are those that differ from the table of looks, by their role there.

    `emblem_png` stands in for an SVG emblem in PDF and PNG, else it is painted there; `base_url` is where the items are published.
    """

    name: str = ""
    base_url: str = ""
    family: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)
    emblem: Emblem | None = None
    emblem_png: Emblem | None = None

    @property
    def digest(self) -> str:
        """What the office wants, as a SHA-256 digest: a chart is drawn again when it changes."""
        emblems = [each.data if each else b"" for each in (self.emblem, self.emblem_png)]
        said = repr((self.name, self.base_url, self.family, sorted(self.colours.items()))).encode()
        return sha256(b"\0".join((said, *emblems))).hexdigest()

    @property
    def printed_emblem(self) -> Emblem | None:
        """The emblem for PDF and PNG, into which only a PNG can be drawn, painted where it is an SVG; None where there is none."""
        if self.emblem_png or self.emblem is None or self.emblem.type == "image/png":
            return self.emblem_png or self.emblem
        return _printed(self.emblem)

    def address(self, published_at: str, code: str) -> str:
        """Where an item is published: as it says itself, else under the office's address; "" where neither is known."""
        if is_url(published_at):
            return published_at
        return f"{self.base_url.rstrip('/')}/{quote(code)}" if self.base_url and code else ""


@lru_cache(maxsize=4)
def _printed(emblem: Emblem) -> Emblem | None:
    data = painted(emblem.data)
    return Emblem(emblem.path, "image/png", data) if data else None


PLAIN_OFFICE = Office()


def is_url(text: str) -> bool:
    """Whether it is an address of the web."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and text.isprintable() and " " not in text
