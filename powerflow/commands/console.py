"""What every command needs from its terminal: language, output, the system's clock, exit codes."""
from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NoReturn

import click

from powerflow.errors import InputError, UsageError
from powerflow.model import Severity
from powerflow.translation import LANGUAGES, translate

_LANG: ContextVar[str] = ContextVar("lang", default="zh")
_LOCALE = Path(__file__).resolve().parent.parent / "locale"

# What a person has written or a case has left must never be lost to an output of the same name.
_SOURCES = (".bpmn", ".bpmn2", ".bpmn20.xml", ".bpmn.xml", ".jsonl")

# Chinese law runs on Beijing time, which has had no summer time since 1991.
BEIJING = timezone(timedelta(hours=8))


def prepare(arguments: list[str]) -> None:
    """Takes `--lang` out of `arguments`, wherever it stands, and sets the language of this run."""
    lang = _spoken(os.environ)
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and index + 1 < len(arguments) and arguments[index + 1] in LANGUAGES:
            lang = arguments[index + 1]
            del arguments[index:index + 2]
            break
        if argument.startswith("--lang=") and argument[7:] in LANGUAGES:
            lang = argument[7:]
            del arguments[index]
            break
    _LANG.set(lang)
    # click says its own words through gettext's default domain.
    os.environ["LANGUAGE"] = "zh_CN" if lang == "zh" else "en"
    gettext.bindtextdomain("click", str(_LOCALE))
    gettext.textdomain("click")


def _spoken(environment: os._Environ[str]) -> str:
    """Chinese unless the environment asks for English in so many words."""
    wish = next((environment[name] for name in ("POWERFLOW_LANG", "LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "en" if wish.lower().startswith("en") else "zh"


def lang() -> str:
    """The language of this run: `zh` or `en`."""
    return _LANG.get()


def say(message: str, **values: object) -> str:
    """The sentence in the language of this run."""
    return translate(message, lang()).format(**values)


def out(text: str = "") -> None:
    """One line to stdout."""
    click.echo(text)


def err(text: str) -> None:
    """One line to stderr."""
    click.echo(text, err=True)


def emit(content: str | bytes, output: Path | None = None) -> None:
    """Machine output: to the file `output` through a temporary one, else to stdout alone.

    Raises UsageError where the output would replace a flowchart or a history. Bytes of file names that are no
    UTF-8 are written as escapes.
    """
    data = content.encode(errors="backslashreplace") if isinstance(content, str) else content
    if output is None or str(output) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    if output.name.lower().endswith(_SOURCES) and output.is_file():
        raise UsageError("{path}：已有这个文件，输出不能覆盖流程图或运行记录，请换一个文件名", path=output)
    save(output, data)


def save(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all; folders are made. Raises InputError if it cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a device or pipe is written through, never replaced
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError("{path}：无法写入（{cause}）", path=path, cause=error.strerror or error) from error


def now() -> datetime:
    """The system's clock, in Beijing time; nothing else asks it."""
    return datetime.now(BEIJING).replace(microsecond=0)


def instant(text: str) -> datetime:
    """An instant or day given on the command line; without an offset it is Beijing time, a day means 09:00.

    Raises click.BadParameter for anything else.
    """
    try:
        value = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise click.BadParameter(
            say("“{text}”不是时间，应写成 2026-09-18 或 2026-09-18T09:30", text=text)
        ) from error
    if len(text) == len("2026-09-18"):
        value = value.replace(hour=9)
    return value.astimezone(BEIJING) if value.tzinfo else value.replace(tzinfo=BEIJING)


def moment(text: str) -> datetime:
    """An instant to look at; a day alone means its end. Raises click.BadParameter as `instant`."""
    value = instant(text)
    return value.replace(hour=23, minute=59, second=59) if len(text) == len("2026-09-18") else value


def is_terminal() -> bool:
    """Whether a person watches stdout and colour is wanted."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def failing(severities: Iterable[Severity], fail_on: str) -> bool:
    """Whether findings of these severities make the command fail under `--fail-on error|advice|never`."""
    if fail_on == "never":
        return False
    return any(severity is Severity.ERROR or fail_on == "advice" for severity in severities)


def finish(code: int) -> NoReturn:
    """Ends the command with an exit code."""
    raise SystemExit(code)


class _Translated:
    """Help texts are Chinese keys; they are turned into the language of the run when they are shown."""

    help: str | None
    short_help: str | None
    epilog: str | None
    params: list[click.Parameter]

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence, translated."""
        return say((self.help or "").strip()).split("\n", 1)[0]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help text, translated."""
        with formatter.indentation():
            for paragraph in say((self.help or "").strip()).split("\n\n"):
                formatter.write_paragraph()
                formatter.write_text(paragraph)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, their help translated."""
        options = [each for each in self.params if isinstance(each, click.Option) and each.help]
        keys = [option.help or "" for option in options]
        try:
            for option, key in zip(options, keys, strict=True):
                option.help = say(key)
            super().format_options(ctx, formatter)  # type: ignore[misc]
        finally:
            for option, key in zip(options, keys, strict=True):
                option.help = key


class Command(_Translated, click.Command):
    """A command whose help is bilingual."""


class Group(_Translated, click.Group):
    """A group of commands whose help is bilingual."""

    command_class = Command


def group_class(base: type[click.Group]) -> type[Any]:
    """The group `base` with bilingual help."""
    return type(base.__name__, (Group, base), {})
