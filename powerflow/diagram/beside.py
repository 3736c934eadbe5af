"""Puts finished SVGs under each other in one file, each with a heading: the new version of a chart, then the old one."""
from __future__ import annotations

from collections.abc import Sequence

from powerflow import xml
from powerflow.diagram import look

_SVG = "http://www.w3.org/2000/svg"
_LIMITS = xml.Limits(size=64 * 1024 * 1024, elements=400_000, attribute=16 * 1024 * 1024)
_HEAD = 12.0


def one_under_other(drawn: Sequence[tuple[str, bytes]], lang: str) -> bytes:
    """The drawings (heading, SVG in millimetres) in one SVG; ids get the number of their drawing, so that each stays unique."""
    parts = [(title, xml.parse(data, "chart.svg", _LIMITS).getroot()) for title, data in drawn]
    sizes = [(_millimetres(root, "width"), _millimetres(root, "height")) for _, root in parts]
    wide, high = max(each[0] for each in sizes), sum(each[1] + _HEAD for each in sizes)
    whole = xml.make(
        f"{{{_SVG}}}svg",
        {"width": f"{wide:g}mm", "height": f"{high:g}mm", "viewBox": f"0 0 {wide:g} {high:g}", "lang": {"zh": "zh-CN"}.get(lang, lang)},
        {None: _SVG},
    )
    y = 0.0
    for number, ((title, root), size) in enumerate(zip(parts, sizes, strict=True), start=1):
        head = xml.make(f"{{{_SVG}}}text", {
            "x": "6", "y": f"{y + 8:g}", "font-size": "6", "font-weight": "700", "font-family": look.FONT_STACK, "fill": look.INK,
        })
        head.text = title
        _number_ids(root, number)
        for name, value in (("x", 0.0), ("y", y + _HEAD), ("width", size[0]), ("height", size[1])):
            root.set(name, f"{value:g}")
        whole.append(head)
        whole.append(root)
        y += _HEAD + size[1]
    return xml.write(whole.getroottree())


def _millimetres(root: xml.Element, name: str) -> float:
    return float((root.get(name) or "0").removesuffix("mm"))


def _number_ids(root: xml.Element, number: int) -> None:
    for element in root.iter(f"{{{_SVG}}}*"):
        if element.get("id"):
            element.set("id", f"v{number}-{element.get('id')}")
    known = (root.get("aria-labelledby") or "").split()
    root.set("aria-labelledby", " ".join(f"v{number}-{id}" for id in known))
