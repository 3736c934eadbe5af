"""`powerflow rules`: the rules, one by one, with why, mend and legal basis."""
from __future__ import annotations

from pathlib import Path

import click

from powerflow.commands import console


@click.group(cls=console.Group, invoke_without_command=True, help="列出检查规则；explain 逐条说明为什么、怎么改、依据什么。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
@click.pass_context
def command(context: click.Context, form: str, output: Path | None) -> None:
    """Lists all rules, unless a subcommand was named."""
    if context.invoked_subcommand is not None:
        return
    from powerflow.reports import rules_json, rules_text
    from powerflow.rules import all_rules

    chosen = all_rules().values()
    if form == "json":
        console.emit(rules_json(chosen, console.lang()), output)
    else:
        colour = output is None and console.is_terminal()
        console.emit(rules_text(chosen, console.lang(), colour=colour), output)


@command.command("explain", help="说明一条规则：查什么、为什么、怎么改、依据、正确和错误的示例。ID 也可以是法律条目，如 XK-32。")
@click.argument("name", metavar="ID")
def explain(name: str) -> None:
    """Prints one rule."""
    from powerflow.reports import rule_text
    from powerflow.rules import rules_of

    pages = (rule_text(rule, console.lang(), colour=console.is_terminal()) for rule in rules_of(name))
    console.emit("\n".join(pages))
