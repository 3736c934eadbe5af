"""Reads a finished PDF back: the size of its pages and its words."""
from __future__ import annotations

import shutil
import subprocess
from io import BytesIO

from powerflow.diagram.measure_svg import squeezed
from powerflow.errors import InputError

_SECONDS = 120


def pdf_pages(data: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of every page in points. Raises InputError if the file is no PDF."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = PdfReader(BytesIO(data)).pages
        return tuple((float(page.mediabox.width), float(page.mediabox.height)) for page in pages)
    except PyPdfError as error:
        raise InputError("{path}：不是 PDF 文件（{cause}）", path="drawing.pdf", cause=error) from error


def pdf_texts(data: bytes) -> tuple[str, ...]:
    """The words of each page of a PDF in the order in which they are painted, without spaces.

    Asks `pdftotext` (poppler), a reader that shares no code with those who wrote the file; pypdf where it is not installed.
    """
    program = shutil.which("pdftotext")
    if program:
        done = subprocess.run([program, "-raw", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, timeout=_SECONDS, check=False)
        if done.returncode == 0:
            return tuple(map(squeezed, done.stdout.decode("utf-8", "replace").removesuffix("\f").split("\f")))
    from pypdf import PdfReader

    return tuple(squeezed(page.extract_text()) for page in PdfReader(BytesIO(data)).pages)
