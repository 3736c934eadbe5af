"""What every command needs from its terminal: language, output, the system's clock, exit codes."""
from __future__ import annotations

import gettext
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NoReturn

import click

from powerflow.errors import InputError, UsageError
from powerflow.model import Severity
from powerflow.translation import LANGUAGES, fill, listed, translate

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
    return fill(translate(message, lang()), lang(), values)


def together(words: Iterable[str]) -> str:
    """The words in a row, as the language of this run parts them."""
    return listed(words, lang())


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
    refuse_source(output)
    save(output, data)


def refuse_source(output: Path) -> None:
    """Raises UsageError where the output would replace a flowchart or a history, be it through a link."""
    if output.is_file() and any(name.lower().endswith(_SOURCES) for name in (output.name, output.resolve().name)):
        raise UsageError("{path}：已有这个文件，输出不能覆盖流程图或运行记录，请换一个文件名", path=output)


def save(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all; folders are made. Raises InputError if it cannot be written.

    A file that was there keeps its permissions; a link stays one, and what it leads to is written.
    """
    path = path.resolve() if path.is_symlink() else path
    part = path.with_name(f".{path.name}.part")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a device or pipe is written through, never replaced
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise InputError("{path}：无法写入（{cause}）", path=path, cause=error.strerror or error) from error


def now() -> datetime:
    """The system's clock, in Beijing time; nothing else asks it."""
    return datetime.now(BEIJING).replace(microsecond=0)


def keep(path: Path, data: bytes) -> Path:
    """Saves the former bytes beside the file with its permissions, under a name that is not taken.

    Raises InputError where it cannot, and for a file that is write-protected.
    """
    if not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(path, os.W_OK):
        raise InputError("{path}：文件有写保护，没有修改", path=path)
    number = 1
    while os.path.lexists(kept := path.with_name(f"{path.name}.bak{number if number > 1 else ''}")):
        number += 1
    save(kept, data)
    shutil.copymode(path, kept)
    return kept


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


def day(text: str) -> date:
    """A day given on the command line. Raises click.BadParameter."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError as error:
        raise click.BadParameter(say("“{text}”不是日期，应写成 2026-09-18；月份和日子也要存在", text=text)) from error


def moment(text: str) -> datetime:
    """An instant to look at; a day alone means its end. Raises click.BadParameter as `instant`."""
    value = instant(text)
    return value.replace(hour=23, minute=59, second=59) if len(text) == len("2026-09-18") else value


@contextmanager
def progress(total: int, words: str) -> Iterator[Callable[[int], object]]:
    """A bar on stderr where somebody watches; the function that it gives is told how many are done."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say(words), total=total)
        yield lambda done: bar.update(task, completed=done)


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
