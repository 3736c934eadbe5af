"""Runs Graphviz: the machine's own, else the one in the pygraphviz wheel; finds the Chinese font or says what to do.

One chart is drawn by a process of its own; inside `lasting()` many are streamed to processes that stay.
"""
from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from powerflow.diagram import look
from powerflow.diagram.stream import Streams
from powerflow.errors import InputError, ToolError

_SECONDS = 120
_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{folder}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


# Graphviz 2.42 gives up on a quoted string that does not fit the buffer of its scanner.
_MOST_QUOTED = 16_000
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_STREAMS: ContextVar[Streams | None] = ContextVar("streams", default=None)


@contextmanager
def lasting() -> Iterator[None]:
    """Inside this, `render` streams its graphs to processes of Graphviz that stay until it is left, one for each kind of output."""
    streams = Streams(_SECONDS)
    before = _STREAMS.set(streams)
    try:
        yield
    finally:
        _STREAMS.reset(before)
        streams.close()


def render(source: str, engine: str, format: str, *, dpi: float | None = None) -> bytes:
    """What Graphviz makes of `source`: `engine` is "neato" (places as given) or "dot", `format` svg, pdf or png.

    Raises ToolError if Graphviz or the font is missing or Graphviz fails, InputError for a text that it cannot hold.
    """
    _refuse_long_texts(source)
    command = [*_program(engine), *(["-n2"] if engine == "neato" else []), f"-T{format}"]
    if dpi is not None:
        command.append(f"-Gdpi={dpi:.3f}")
    # A graph without a name is numbered by its process, and the number reaches the output.
    data = source.replace("digraph {", "digraph chart {", 1).encode()
    streams = _STREAMS.get()
    if streams is not None and command[0] != sys.executable:
        drawn = streams.draw(command, format, data, _environment())
        if drawn is not None:
            return drawn
    return _alone(command, data)


def _alone(command: list[str], data: bytes) -> bytes:
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=False, env=_environment())
    except subprocess.TimeoutExpired as error:
        raise ToolError("Graphviz 绘图超过 {seconds} 秒，已停止。请减小流程图", seconds=_SECONDS) from error
    except OSError as error:
        raise ToolError("Graphviz 无法运行（{cause}）。请重新安装：apt-get install graphviz", cause=error.strerror or error) from error
    if done.returncode != 0 or not done.stdout:
        cause = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ToolError("Graphviz 绘图失败（{cause}）", cause=cause[0] if cause else done.returncode)
    return done.stdout


def _refuse_long_texts(source: str) -> None:
    if len(source) <= _MOST_QUOTED // 4:
        return
    for found in _QUOTED.finditer(source):
        size = len(found.group().encode())
        if size > _MOST_QUOTED:
            raise InputError(
                "流程图里有一段文字或连线长 {size} 字节，超过 Graphviz 的上限 {most} 字节（开头是 {text}），无法绘制",
                size=size, most=_MOST_QUOTED, text=found.group()[1:30],
            )


def _program(engine: str) -> list[str]:
    found = shutil.which(engine)
    if found:
        return [found]
    if importlib.util.find_spec("pygraphviz"):
        return [sys.executable, "-m", "powerflow.diagram.standin", engine]
    raise ToolError(
        "找不到 Graphviz 的 {engine}。请安装：apt-get install graphviz，或 pip install 'powerflow-bpmn[draw]'", engine=engine
    )


def _environment() -> dict[str, str]:
    """The caller's environment, with the wheel's font where the machine has none; raises ToolError if there is no font."""
    settings = dict(os.environ)
    # Numbers and dates in the output must not depend on the caller.
    settings["LC_ALL"] = "C.UTF-8"
    private = _private_fonts()
    if private:
        settings["FONTCONFIG_FILE"] = private
    return settings


@lru_cache(maxsize=1)
def _private_fonts() -> str:
    """The path of a fontconfig file that names the wheel's font; "" where the machine has the font itself."""
    if _has_font():
        return ""
    folder = _wheel_fonts()
    if folder is None:
        raise ToolError(
            "找不到中文字体 {font}。请安装：apt-get install fonts-noto-cjk，或 pip install 'powerflow-bpmn[draw]'", font=look.FONT
        )
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "powerflow"
    try:
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f"fonts-{os.getpid()}.conf"
        draft.write_text(_FONTCONFIG.format(folder=_escaped(folder), cache=_escaped(home / "fontconfig")), encoding="utf-8")
        return str(draft.replace(home / "fonts.conf"))
    except OSError as error:
        raise ToolError(
            "无法写入字体设置 {path}（{cause}）。请设 XDG_CACHE_HOME 为可写的文件夹", path=home, cause=error.strerror or error
        ) from error


def _wheel_fonts() -> Path | None:
    """The folder of the fonts in the wheel, None where it is not installed."""
    try:
        import manimgx_fonts_cjk  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except ImportError:
        return None
    return Path(str(manimgx_fonts_cjk.__file__)).parent


def _has_font() -> bool:
    if shutil.which("fc-list") is None:
        return any(Path("/usr/share/fonts").rglob("NotoSansCJK-*.ttc")) if Path("/usr/share/fonts").is_dir() else False
    return has_font(look.FONT)


@lru_cache(maxsize=16)
def has_font(family: str) -> bool:
    """Whether the machine knows a font of this family; it knows none where it cannot be asked."""
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    done = subprocess.run([lister, family.replace("-", "\\-"), "family"], capture_output=True, timeout=_SECONDS, check=False)
    return bool(done.stdout.strip())


@lru_cache(maxsize=16)
def wider_than(family: str, text: str, points: float) -> bool:
    """Whether `text` in this font at 100 points is wider than so many points, as Graphviz measures it."""
    source = f'digraph {{ a [shape=box, margin=0, width=0, height=0, fontname="{family}", fontsize=100, label="{text}"] }}\n'
    drawn = _alone([*_program("dot"), "-Tplain"], source.encode()).decode()
    return next(float(line.split()[4]) * 72 > points for line in drawn.splitlines() if line.startswith("node "))


def _escaped(path: Path) -> str:
    return str(path).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
