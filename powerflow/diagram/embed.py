"""Puts the letters that a drawing uses into its SVG, so that it looks the same where the font is not installed."""
from __future__ import annotations

import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from powerflow.diagram import look
from powerflow.errors import ToolError

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
_SECONDS = 30


def font_face(letters: Iterable[str], *, bold: bool) -> str:
    """A CSS rule that holds a font with exactly these letters. The same letters give the same rule, byte for byte.

    Of a font of all weights (the wheel's) the rule's own weight picks the one.

    Raises ToolError where fonttools or the font's file is missing.
    """
    data = b64encode(_subset(frozenset(letters), bold)).decode()
    return (
        f"@font-face{{font-family:'{look.FONT}';font-weight:{700 if bold else 400};"
        f"src:url(data:font/woff;base64,{data}) format('woff')}}"
    )


def _subset(letters: frozenset[str], bold: bool) -> bytes:
    try:
        from fontTools.subset import Options, Subsetter
        from fontTools.ttLib import TTFont
    except ImportError as error:
        raise ToolError("嵌入字体需要 fonttools。请安装：pip install 'powerflow-bpmn[embed]'") from error
    path, number = _font_file(bold)
    # A time stamp would make every run differ.
    font = TTFont(path, fontNumber=number, recalcTimestamp=False, lazy=True)
    options = Options(
        hinting=False, name_IDs=[], notdef_outline=True, layout_features=["locl"], drop_tables=["DSIG", "BASE", "VORG", "vhea", "vmtx"]
    )
    cutter = Subsetter(options)
    cutter.populate(unicodes=sorted(map(ord, letters)))
    cutter.subset(font)
    font.flavor = "woff"
    result = BytesIO()
    font.save(result, reorderTables=True)
    return result.getvalue()


@lru_cache(maxsize=2)
def _font_file(bold: bool) -> tuple[str, int]:
    """The file of the font and its number in a collection. Raises ToolError where there is none."""
    weight = "Bold" if bold else "Regular"
    finder = shutil.which("fc-match")
    if finder:
        done = subprocess.run(
            [finder, "-f", "%{family}\n%{file}\n%{index}", f"{look.FONT}:style={weight}"],
            capture_output=True, text=True, timeout=_SECONDS, check=False,
        )
        family, path, number = (*done.stdout.split("\n"), "", "", "")[:3]
        if look.FONT in family.split(",") and Path(path).is_file():
            # fontconfig keeps the instance of a variable font in the upper half.
            return path, int(number or 0) & 0xFFFF
    for folder in (*_FOLDERS, *_wheel()):
        for name in (f"NotoSansCJK-{weight}.ttc", f"NotoSansCJKsc-{weight}.otf", "NotoSansCJK-VF*.ttc"):
            for file in sorted(Path(folder).rglob(name)) if Path(folder).is_dir() else ():
                return str(file), _number_of(file)
    raise ToolError(
        "找不到中文字体 {font}。请安装：apt-get install fonts-noto-cjk，或 pip install 'powerflow-bpmn[draw]'", font=look.FONT
    )


def _wheel() -> tuple[str, ...]:
    try:
        import manimgx_fonts_cjk  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except ImportError:
        return ()
    return (str(Path(str(manimgx_fonts_cjk.__file__)).parent),)


def _family(font: TTFont) -> str:
    return str(font["name"].getDebugName(1))


def _number_of(file: Path) -> int:
    """Which font of a collection is the one for simplified Chinese."""
    from fontTools.ttLib import TTCollection

    if file.suffix != ".ttc":
        return 0
    with TTCollection(str(file), lazy=True) as fonts:
        return next((index for index, font in enumerate(fonts.fonts) if _family(font).startswith(look.FONT)), 0)
