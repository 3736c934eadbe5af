"""Writes a changed document so that everything that was not changed keeps its bytes: quotes, blanks, line breaks, order."""
from __future__ import annotations

import re
from difflib import SequenceMatcher

from powerflow import xml
from powerflow.bpmn.document import Document, parse

_MARKUP = re.compile(r"""<!--.*?-->|<!\[CDATA\[.*?]]>|<\?.*?\?>|<(?:[^>"']|"[^"]*"|'[^']*')*>|[^<]+""", re.DOTALL)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def rewritten(document: Document, original: bytes) -> bytes:
    """The document as bytes, like `original` (the file that it came from) wherever it was not changed.

    Where the two cannot be laid side by side, it is written the usual way.
    """
    encoding = document.tree.docinfo.encoding or "UTF-8"
    plain = xml.write(document.tree)
    try:
        before = _markup(original, encoding)
        unchanged = _markup(xml.write(parse(original, document.path).tree), encoding)
        after = _markup(plain, encoding)
    except (UnicodeDecodeError, LookupError):
        return plain
    head, body, foot = _parts(before)
    written = _side_by_side(body, _parts(unchanged)[1])
    if written is None:
        return plain
    unchanged, after = _parts(unchanged)[1], _parts(after)[1]
    done = list(head)
    for what, start, end, first, last in SequenceMatcher(None, unchanged, after).get_opcodes():
        done += written[start:end] if what == "equal" else after[first:last]
    text = "".join((*done, *foot))
    bom = next((bom for bom in _BOMS if original.startswith(bom)), b"")
    line_end = "\r\n" if original.count(b"\r\n") == original.count(b"\n") > 0 else ""
    if line_end:
        text = text.replace("\r\n", "\n").replace("\n", line_end)
    return bom * (encoding.upper() in ("UTF-8", "UTF8")) + text.encode(encoding)


def _markup(data: bytes, encoding: str) -> list[str]:
    """Tags, texts, comments and so on, one by one."""
    for bom in _BOMS[:1]:
        data = data.removeprefix(bom)
    return _MARKUP.findall(data.decode(encoding))


def _parts(markup: list[str]) -> tuple[list[str], list[str], list[str]]:
    """What stands before the root element, the root with all that is in it, what stands after it."""
    tags = [index for index, part in enumerate(markup) if part[0] == "<" and part[1] not in "?!"]
    first, last = tags[0], tags[-1] + 1
    return markup[:first], markup[first:last], markup[last:]


def _side_by_side(original: list[str], written: list[str]) -> list[str] | None:
    """For each part of `written` the text of `original` that it stands for; None where they do not fit.

    They differ in what XML does not distinguish: quotes and blanks in tags, `<a></a>` for `<a/>`.
    """
    rest = iter(original)
    pairs: list[str] = []
    for part in written:
        text = next(rest, "")
        if part.endswith("/>") and text.startswith("<") and not text.endswith("/>"):
            text += next(rest, "")
        if _kind(part) != _kind(text):
            return None
        pairs.append(text)
    return pairs if next(rest, None) is None else None


_NAME = re.compile(r"</?([^\s/>]+)")


def _kind(part: str) -> str:
    """What must agree: the name of a tag, or that it is a text, a comment and so on."""
    if part.startswith(("<?", "<!")):
        return part[:3]
    match = _NAME.match(part)
    return match.group(0) if match else ""
