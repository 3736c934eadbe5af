"""The index page and the contact sheet of a folder of drawn charts; what is not to be published is in neither."""
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from powerflow.diagram import ContactSheet, Tile, contact_sheet
from powerflow.publishing.record import Entry
from powerflow.reports import GalleryItem, gallery_html
from powerflow.translation import translate

_SHOWN_AS = ("svg", "png")


def index_page(entries: Sequence[Entry], lang: str, *, sheet: str = "") -> str:
    """The index of the entries; `sheet` is the file of their contact sheet, "" where there is none."""
    return gallery_html((_item(entry) for entry in entries), lang, contact_sheet=sheet)


def contact_sheet_of(entries: Sequence[Entry], folder: Path, lang: str, *, columns: int = 0) -> ContactSheet:
    """The contact sheet of the entries that have a thumbnail in `folder`; there must be one."""
    tiles = [
        Tile((folder / entry.thumbnail).resolve(), entry.title, " · ".join(filter(None, (entry.code, entry.kind))))
        for entry in entries if entry.thumbnail
    ]
    return contact_sheet(tiles, translate("行政权力运行流程图总览", lang), lang, columns=columns)


def _item(entry: Entry) -> GalleryItem:
    files = tuple((name.rpartition(".")[2], name) for name in entry.files if name != entry.thumbnail)
    by_format = dict(files)
    picture = next((by_format[format] for format in _SHOWN_AS if format in by_format), entry.thumbnail)
    return GalleryItem(
        title=entry.title, code=entry.code, kind=entry.kind, organ=entry.organ, files=files, picture=picture, pages=entry.pages,
    )
