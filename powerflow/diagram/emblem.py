"""An office's emblem (徽标): an SVG or PNG of a stranger, looked through before it is put on a chart."""
from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path

from powerflow import xml
from powerflow.errors import InputError

_MOST_BYTES = 256 * 1024
_MOST_PIXELS = 2000
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "http://www.w3.org/2000/svg"
# Shapes, paint and words about them: nothing that runs, animates, embeds or fetches.
_ELEMENTS = {
    "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
    "linearGradient", "radialGradient", "stop", "clipPath", "mask",
}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_HARM = re.compile(r"(?i)javascript:|data:|@import|expression\s*\(|url\(\s*['\"]?(?!#)|\\|/\*")


@dataclass(frozen=True)
class Emblem:
    """A picture that is safe to show: where it lay, its media type, its bytes.

    What a browser shows by the address of an image runs no script and fetches nothing, whatever it holds.
    """

    path: str
    type: str
    data: bytes


def read_emblem(path: Path) -> Emblem:
    """The emblem in a file. Raises InputError for what is too large, no picture, or holds more than shapes and paint."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError("{path}：徽标超过 {most} KB，请缩小", path=path, most=_MOST_BYTES // 1024)
        data = path.read_bytes()
    except OSError as error:
        raise InputError("{path}：徽标无法读取（{cause}）", path=path, cause=error.strerror or error) from error
    if data.startswith(_PNG):
        return _png(path, data)
    tree = xml.parse(data, str(path), xml.Limits(size=_MOST_BYTES, elements=5_000, depth=40, attribute=_MOST_BYTES))
    _refuse_harm(path, tree.getroot())
    return Emblem(str(path.resolve()), "image/svg+xml", xml.write(tree))


def _png(path: Path, data: bytes) -> Emblem:
    wide, high = struct.unpack(">II", data[16:24]) if data[12:16] == b"IHDR" and len(data) >= 24 else (0, 0)
    if not (0 < wide <= _MOST_PIXELS and 0 < high <= _MOST_PIXELS):
        raise InputError("{path}：徽标不是完整的 PNG，或者超过 {most}×{most} 像素", path=path, most=_MOST_PIXELS)
    return Emblem(str(path.resolve()), "image/png", data)


def _refuse_harm(path: Path, root: xml.Element) -> None:
    if xml.name(root) != (_SVG, "svg"):
        raise InputError("{path}：徽标既不是 SVG 也不是 PNG", path=path)
    if xml.select(root.getroottree(), "//processing-instruction()"):
        raise InputError("{path}：徽标里不能有处理指令（<?…?>），请删去", path=path)
    for element in root.iter("{*}*"):
        space, local = xml.name(element)
        if space != _SVG or local not in _ELEMENTS:
            raise InputError(
                "{path} 第 {line} 行：徽标里只能有图形和颜色，不能有 {name}", path=path, line=xml.line_of(element) or 1,
                name=local,
            )
        for name, value in xml.attributes(element).items():
            if (name.startswith("{") and name != _SPACE) or name.lower().startswith("on") or name == "href" or _HARM.search(value):
                raise InputError(
                    "{path} 第 {line} 行：徽标的属性 {name} 会执行脚本或引用外部内容，请删去", path=path,
                    line=xml.line_of(element) or 1, name=name.rpartition("}")[2],
                )
