"""The command line: one file a command, found by walking this folder; errors end here, without a traceback."""
from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules

import click

from powerflow import __version__
from powerflow.commands import console
from powerflow.errors import PowerflowError, UsageError

_NOT_COMMANDS = {"console", "machine", "migrating", "orders", "told"}


class Commands(click.Group):
    """The group; a command's module is imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands: the files beside this one."""
        return sorted(
            module.name.replace("_", "-") for module in iter_modules(__path__) if module.name not in _NOT_COMMANDS
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, None if there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = import_module(f"{__name__}.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=console.group_class(Commands), context_settings={"help_option_names": ["-h", "--help"]},
    help="powerflow：行政权力运行流程图的检查、绘制、运行与回放。",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="界面语言，默认中文（可写在任何位置）。")
@click.version_option(__version__, prog_name="powerflow", help="显示版本。")
def group(lang: str | None) -> None:
    """The root command; the language was set before the line was parsed."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command line and exits with its code (0 fine, 1 findings, 2 usage, 3 unreadable input, 4 internal)."""
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """Runs one command line and returns its exit code."""
    console.prepare(arguments)
    try:
        code = group.main(args=arguments, prog_name="powerflow", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    except click.Abort:
        console.err(console.say("已中断"))
        return 130
    except click.ClickException as error:
        console.err(console.say("用法有误：{cause}", cause=error.format_message()))
        return 2
    except PowerflowError as error:
        console.err(error.say(console.lang()))
        return 2 if isinstance(error, UsageError) else 3
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        console.err(console.say("无法读写（{cause}）", cause=error.strerror or error))
        return 3
    except Exception as error:  # noqa: BLE001  the last line of defence: a traceback never reaches a user
        return _internal(error)


def _internal(error: Exception) -> int:
    if os.environ.get("POWERFLOW_DEBUG"):
        traceback.print_exception(error)
    where = traceback.extract_tb(error.__traceback__)[-1] if error.__traceback__ else None
    console.err(console.say(
        "内部错误：{kind}: {cause} ({file}:{line})。请把这一行、所用命令和文件发给我们；设 POWERFLOW_DEBUG=1 可看到详情",
        kind=type(error).__name__, cause=error, file=os.path.basename(where.filename) if where else "?",
        line=where.lineno if where else 0,
    ))
    return 4
