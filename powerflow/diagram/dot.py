"""Runs Graphviz: the machine's own, else the one in the pygraphviz wheel; finds the Chinese font or says what to do."""
from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

from powerflow.diagram import look
from powerflow.errors import ToolError

_SECONDS = 120
_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{folder}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def render(source: str, engine: str, format: str, *, dpi: float | None = None) -> bytes:
    """What Graphviz makes of `source`: `engine` is "neato" (places as given) or "dot", `format` svg, pdf or png.

    Raises ToolError if Graphviz or the font is missing or Graphviz fails.
    """
    command = [*_program(engine), *(["-n2"] if engine == "neato" else []), f"-T{format}"]
    if dpi is not None:
        command.append(f"-Gdpi={dpi:.3f}")
    try:
        done = subprocess.run(
            command, input=source.encode(), capture_output=True, timeout=_SECONDS, check=False, env=_environment()
        )
    except subprocess.TimeoutExpired as error:
        raise ToolError("Graphviz 绘图超过 {seconds} 秒，已停止。请减小流程图", seconds=_SECONDS) from error
    except OSError as error:
        raise ToolError("Graphviz 无法运行（{cause}）。请重新安装：apt-get install graphviz", cause=error.strerror or error) from error
    if done.returncode != 0 or not done.stdout:
        cause = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ToolError("Graphviz 绘图失败（{cause}）", cause=cause[0] if cause else done.returncode)
    return done.stdout


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
    lister = shutil.which("fc-list")
    if lister is None:
        return any(Path("/usr/share/fonts").rglob("NotoSansCJK-*.ttc")) if Path("/usr/share/fonts").is_dir() else False
    done = subprocess.run([lister, look.FONT, "family"], capture_output=True, timeout=_SECONDS, check=False)
    return bool(done.stdout.strip())


def _escaped(path: Path) -> str:
    return str(path).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
