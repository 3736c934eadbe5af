"""`powerflow rules`: the rules, one by one, with why, mend and legal basis."""
from __future__ import annotations

from pathlib import Path

import click

from powerflow.commands import console


@click.group(cls=console.Group, invoke_without_command=True, help="列出检查规则；explain 逐条说明为什么、怎么改、依据什么。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.option("--rows", "of_law", is_flag=True, help="列出法律条目，不列规则。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
@click.pass_context
def command(context: click.Context, form: str, of_law: bool, output: Path | None) -> None:
    """Lists all rules, unless a subcommand was named."""
    if context.invoked_subcommand is not None:
        return
    colour = output is None and console.is_terminal()
    if of_law:
        console.emit(_rows(form, colour=colour), output)
        return
    from powerflow.reports import rules_json, rules_text
    from powerflow.rules import all_rules

    chosen = all_rules().values()
    if form == "json":
        console.emit(rules_json(chosen, console.lang()), output)
    else:
        console.emit(rules_text(chosen, console.lang(), colour=colour), output)


@command.command("explain", help="说明一条规则：查什么、为什么、怎么改、依据、正确和错误的示例。ID 也可以是法律条目，如 XK-32。")
@click.argument("name", metavar="ID")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
def explain(name: str, form: str) -> None:
    """Prints one rule, or one row of law."""
    from powerflow.law import all_rows
    from powerflow.reports import row_text, rows_json, rule_text, rules_json
    from powerflow.rules import rules_of

    row = all_rows().get(name.upper())
    if row is not None:
        text = rows_json([row], console.lang()) if form == "json" else row_text(row, console.lang(), colour=console.is_terminal())
        console.emit(text)
        return
    if form == "json":
        console.emit(rules_json(rules_of(name), console.lang()))
        return
    pages = (rule_text(rule, console.lang(), colour=console.is_terminal()) for rule in rules_of(name))
    console.emit("\n".join(pages))


def _rows(form: str, *, colour: bool) -> str:
    """All rows of law."""
    from powerflow.law import all_rows
    from powerflow.reports import rows_json, rows_text

    rows = all_rows().values()
    return rows_json(rows, console.lang()) if form == "json" else rows_text(rows, console.lang(), colour=colour)
