"""Reads office.toml, the look of one office (机关), and checks everything in it before it is used."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from powerflow import toml
from powerflow.diagram import look
from powerflow.diagram.emblem import read_emblem
from powerflow.diagram.office import Office, is_url
from powerflow.errors import InputError

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FAMILY = re.compile(r"[\w .-]{1,60}")
_KEYS = {"office": ("name", "emblem", "emblem_png", "base_url"), "colours": tuple(look.PALETTE), "fonts": ("family",)}
_MOST_BYTES = 100_000


def read_office(path: Path) -> Office:
    """The office described in a file; the emblem's path is relative to it.

    Raises InputError for what is not understood, for an emblem that could do harm, and for colours that cannot be read.
    """
    tables = _tables(path)
    given = _texts(path, "office", tables.get("office", {}))
    colours = _texts(path, "colours", tables.get("colours", {}))
    family = _texts(path, "fonts", tables.get("fonts", {})).get("family", "")
    if family and not _FAMILY.fullmatch(family):
        raise InputError("{path}：字体名称“{name}”里有不该有的字符", path=path, name=family)
    if given.get("base_url") and not is_url(given["base_url"]):
        raise InputError("{path}：base_url 应当是 http:// 或 https:// 开头的网址，写的是“{text}”", path=path, text=given["base_url"])
    for role, colour in colours.items():
        if not _COLOUR.fullmatch(colour):
            raise InputError("{path}：颜色 {role} 应当写成 \"#0b4f8a\" 这样，写的是“{text}”", path=path, role=role, text=colour)
    colours = {role: colour.lower() for role, colour in colours.items()}
    _refuse_faint(path, colours)
    emblems = {key: read_emblem(path.parent / given[key]) for key in ("emblem", "emblem_png") if given.get(key)}
    if "emblem_png" in emblems and emblems["emblem_png"].type != "image/png":
        raise InputError("{path}：emblem_png 应当是 PNG 图片", path=path)
    return Office(
        name=given.get("name", ""), base_url=given.get("base_url", ""), family=family, colours=colours,
        emblem=emblems.get("emblem"), emblem_png=emblems.get("emblem_png"),
    )


def contrast(one: str, other: str) -> float:
    """The contrast of two colours `#rrggbb`, from 1 to 21, as WCAG 2.2 reckons it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def faint_pairs(colours: Mapping[str, str]) -> Iterator[tuple[str, str, float, float]]:
    """Every pair of roles (ink, ground) that cannot be told apart well enough, with its contrast and the one it needs."""
    whole = {**look.PALETTE, **colours}
    for least, pairs in ((4.5, look.TEXT_PAIRS), (3.0, look.LINE_PAIRS)):
        for ink, ground in pairs:
            found = contrast(whole[ink], whole[ground])
            if found < least:
                yield ink, ground, found, least


def _refuse_faint(path: Path, colours: Mapping[str, str]) -> None:
    for ink, ground, found, least in faint_pairs(colours):
        raise InputError(
            "{path}：颜色 {ink}（{ink_colour}）在 {ground}（{ground_colour}）上的对比度只有 {found}，至少要 {least}",
            path=path, ink=ink, ink_colour=colours.get(ink, look.PALETTE[ink]), ground=ground,
            ground_colour=colours.get(ground, look.PALETTE[ground]), found=f"{found:.2f}", least=least,
        )


def _tables(path: Path) -> Mapping[str, object]:
    try:
        data = path.read_bytes()
        if len(data) > _MOST_BYTES:
            raise InputError("{path}：文件超过 {most} 字节", path=path, most=_MOST_BYTES)
        tables = toml.parse(data.decode("utf-8-sig"), path)
    except OSError as error:
        raise InputError("{path}：文件无法读取（{cause}）", path=path, cause=error.strerror or error) from error
    except UnicodeDecodeError as error:
        raise InputError("{path}：文件不是 UTF-8 编码", path=path) from error
    for key in tables:
        if key not in _KEYS:
            raise InputError("{path}：没有“{key}”这一部分，只有 {keys}", path=path, key=key, keys=tuple(_KEYS))
    return tables


def _texts(path: Path, table: str, values: object) -> dict[str, str]:
    if not isinstance(values, dict):
        raise InputError("{path}：“{table}”应当写成 [{table}] 一节", path=path, table=table)
    for key, value in values.items():
        if key not in _KEYS[table]:
            raise InputError("{path}：[{table}] 没有“{key}”，只有 {keys}", path=path, table=table, key=key, keys=_KEYS[table])
        if not isinstance(value, str):
            raise InputError("{path}：[{table}] 的“{key}”应当是文字", path=path, table=table, key=key)
    return {key: value.strip() for key, value in values.items()}
