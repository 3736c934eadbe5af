"""Makes Graphviz's PDF a page: exact paper, title and language, and nothing in it that changes from run to run."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from powerflow.diagram import look
from powerflow.diagram.svg import fit_scale

if TYPE_CHECKING:
    from pypdf import PageObject, PdfWriter
    from pypdf.generic import IndirectObject


@dataclass(frozen=True)
class Bookmark:
    """A place in the PDF: the page counted from 0, how far down in points of the design, and what belongs under it."""

    title: str
    page: int
    down: float
    inner: tuple[Bookmark, ...] = ()


@dataclass(frozen=True)
class About:
    """What the PDF says of itself; `facts` are further entries of its metadata, names in plain ASCII."""

    title: str
    subject: str
    lang: str
    author: str = ""
    keywords: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def pages_pdf(raws: Sequence[bytes], *, about: About, paper: look.Paper, scale: float | None, marks: Sequence[Bookmark] = ()) -> bytes:
    """The pages on `paper`, with bookmarks.

    `scale` turns points of the design into points of paper; None fits the drawing in the middle.
    """
    import pypdf
    from pypdf.generic import ArrayObject, BooleanObject, ByteStringObject, DictionaryObject, NameObject, TextStringObject

    writer = pypdf.PdfWriter()
    for raw in raws:
        writer.append(BytesIO(raw))
    for page in writer.pages:
        _fit(page, paper, scale)
        page.compress_content_streams()
    writer.root_object[NameObject("/Lang")] = TextStringObject({"zh": "zh-CN"}.get(about.lang, about.lang))
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    writer.metadata = _metadata(about)
    for mark in marks:
        _outline(writer, mark, None, paper, scale or 1.0)
    # Dates and random ids would make every run differ; the id is the digest of the contents instead.
    contents = b"".join(page.get_contents().get_data() for page in writer.pages)  # type: ignore[union-attr]
    digest = ByteStringObject(sha256(contents + repr((writer.metadata, marks)).encode(errors="backslashreplace")).digest()[:16])
    writer._ID = ArrayObject([digest, digest])
    result = BytesIO()
    writer.write(result)
    return result.getvalue()


def _metadata(about: About) -> dict[str, str]:
    """The entries that say something. File names may hold bytes that are no UTF-8."""
    entries = {
        "/Title": about.title, "/Subject": about.subject, "/Author": about.author, "/Keywords": about.keywords,
        **{f"/{name}": text for name, text in about.facts.items()}, "/Producer": "powerflow", "/Creator": "powerflow",
    }
    return {name: text.encode(errors="backslashreplace").decode() for name, text in entries.items() if text}


def _outline(writer: PdfWriter, mark: Bookmark, parent: IndirectObject | None, paper: look.Paper, scale: float) -> None:
    """One bookmark with those under it; it leads to a little above its place."""
    from pypdf.generic import Fit

    top = min(paper.height, paper.height - (mark.down - 12) * scale)
    made = writer.add_outline_item(title=mark.title, page_number=mark.page, parent=parent, fit=Fit.xyz(left=0, top=round(top, 2), zoom=0))
    for inner in mark.inner:
        _outline(writer, inner, made, paper, scale)


def _fit(page: PageObject, paper: look.Paper, scale: float | None) -> None:
    """Scales the drawing and puts it on the exact paper."""
    from pypdf import Transformation
    from pypdf.generic import NameObject, RectangleObject

    wide, high = float(page.mediabox.width), float(page.mediabox.height)
    factor = fit_scale(wide, high, paper) if scale is None else scale
    left, low = 0.0, paper.height - high * factor
    if scale is None:
        left, low = (paper.width - wide * factor) / 2, low / 2
    page.add_transformation(Transformation().scale(factor).translate(left, low))
    sheet = RectangleObject((0, 0, paper.width, paper.height))
    for name in ("/MediaBox", "/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
        page[NameObject(name)] = sheet
