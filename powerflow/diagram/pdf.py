"""Makes Graphviz's PDF a page: exact paper, title and language, and nothing in it that changes from run to run."""
from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from powerflow.diagram import look
from powerflow.diagram.svg import fit_scale

if TYPE_CHECKING:
    from pypdf import PageObject


def pages_pdf(raws: Sequence[bytes], *, title: str, subject: str, lang: str, paper: look.Paper, scale: float | None) -> bytes:
    """The pages on `paper`. `scale` turns points of the design into points of paper; None fits the drawing in the middle."""
    from pypdf import PdfWriter
    from pypdf.generic import ArrayObject, ByteStringObject, NameObject, TextStringObject

    writer = PdfWriter()
    for raw in raws:
        writer.append(BytesIO(raw))
    for page in writer.pages:
        _fit(page, paper, scale)
        page.compress_content_streams()
    # File names may hold bytes that are no UTF-8.
    title, subject = (text.encode(errors="backslashreplace").decode() for text in (title, subject))
    writer.root_object[NameObject("/Lang")] = TextStringObject({"zh": "zh-CN"}.get(lang, lang))
    writer.metadata = {"/Title": title, "/Subject": subject, "/Producer": "powerflow", "/Creator": "powerflow"}
    # Dates and random ids would make every run differ; the id is the digest of the contents instead.
    contents = b"".join(page.get_contents().get_data() for page in writer.pages)  # type: ignore[union-attr]
    digest = ByteStringObject(sha256(contents + title.encode()).digest()[:16])
    writer._ID = ArrayObject([digest, digest])
    result = BytesIO()
    writer.write(result)
    return result.getvalue()


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
