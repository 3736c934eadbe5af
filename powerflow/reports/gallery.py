"""The index of drawn charts: a page by kind of power and organ, with thumbnails and links, without scripts."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from powerflow.reports.page import page
from powerflow.reports.wording import visible


@dataclass(frozen=True, kw_only=True)
class GalleryItem:
    """A chart in the index: what it is called and where its files are, by format, as paths beside the page."""

    title: str
    code: str
    kind: str
    organ: str
    files: tuple[tuple[str, str], ...]
    picture: str = ""
    pages: int = 1


def gallery_html(items: Iterable[GalleryItem], lang: str, *, contact_sheet: str = "") -> str:
    """The page. Charts of one kind stand together, those of one organ beside each other; `contact_sheet` is its file, "" for none.

    Kinds come in the order of their first item's code, those without a kind last.
    """
    every = sorted(items, key=lambda each: (each.organ, each.code, each.title))
    kinds = sorted({each.kind for each in every}, key=lambda kind: (not kind, min(each.code for each in every if each.kind == kind)))
    groups = [{"kind": visible(kind), "items": [_row(each) for each in every if each.kind == kind]} for kind in kinds]
    return page("gallery.html", lang, groups=groups, count=len(every), contact_sheet=quote(contact_sheet))


def _row(item: GalleryItem) -> dict[str, object]:
    links = [(format.upper(), quote(name)) for format, name in item.files]
    return {
        "title": visible(item.title), "code": visible(item.code), "organ": visible(item.organ), "links": links,
        "picture": quote(item.picture), "first": links[0][1] if links else "", "pages": item.pages,
    }
