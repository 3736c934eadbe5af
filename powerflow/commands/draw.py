"""`powerflow draw`: random draws for steps of cases, committed to, revealed, and computed anew by whoever doubts them."""
from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from powerflow.commands import console
from powerflow.commands.case import office_options, registry, store_option
from powerflow.commands.machine import settle


def _reason(text: str) -> tuple[str, str]:
    name, equals, why = text.partition("=")
    if not equals or not name.strip() or not why.strip():
        raise click.BadParameter(console.say("“{text}”应当写成 名称=回避理由", text=text))
    return name.strip(), why.strip()


@click.group(cls=console.Group, help="随机抽取：先承诺、后公开，任何人都能凭运行记录重算。")
def command() -> None:
    """The group of commands on draws."""


@command.command("commit", help="为打开的环节 STEP 登记抽取的承诺：名录、回避和种子的摘要。种子此时保密。")
@click.argument("case")
@click.argument("step")
@click.option("--as", "post", required=True, metavar="POST", help="以哪个岗位的名义。")
@click.option("--by", "officers", multiple=True, metavar="OFFICER", help="经办人（可重复）。")
@click.option("--exclude", "excluded", type=_reason, multiple=True, metavar="NAME=REASON", help="回避的人和理由（可重复）。")
@click.option("--note", default="", help="重新抽取的理由。")
@click.option("--at", type=console.instant, metavar="INSTANT", help="办理时间，只能用于模拟办件。")
@store_option
@office_options
def commit(
    case: str, step: str, post: str, officers: tuple[str, ...], excluded: tuple[tuple[str, str], ...], note: str,
    at: datetime | None, url: str | None, processes: Path | None, organisation: Path | None, calendar: Path | None,
) -> None:
    """Commits and says what was committed to."""
    from powerflow import cases
    from powerflow.replay import random_draws

    with registry(url, processes, organisation, calendar) as opened:
        act = cases.Act(post=post, officers=officers, note=note)
        file = cases.commit(opened, case, step, act, excluded=dict(excluded), now=console.now(), at=at)
    drawn = random_draws(file.history.entries)[-1]
    lot = drawn.lot
    assert lot is not None
    console.out(console.say(
        "第 {seq} 条：从 {count} 个里抽 {wanted} 个，回避 {left_out} 个；承诺 {commitment}", seq=drawn.entry.seq,
        count=len(lot.candidates), wanted=lot.count, left_out=len(lot.excluded), commitment=drawn.commitment,
    ))
    console.out(console.say("请见证人此时说出任意一段文字，再用 powerflow draw reveal --witness 公开"))


@command.command("reveal", help="公开种子，算出抽中的，并办理环节。")
@click.argument("case")
@click.argument("step")
@click.option("--as", "post", required=True, metavar="POST", help="以哪个岗位的名义。")
@click.option("--by", "officers", multiple=True, metavar="OFFICER", help="经办人（可重复）。")
@click.option("--witness", default="", metavar="TEXT", help="见证人此时才说出的任意文字。")
@click.option("--set", "facts", multiple=True, metavar="K=V", help="环节要登记的其他事实（可重复）。")
@click.option("--only", is_flag=True, help="只公开，不办理环节。")
@click.option("--at", type=console.instant, metavar="INSTANT", help="办理时间，只能用于模拟办件。")
@store_option
@office_options
def reveal(
    case: str, step: str, post: str, officers: tuple[str, ...], witness: str, facts: tuple[str, ...], only: bool,
    at: datetime | None, url: str | None, processes: Path | None, organisation: Path | None, calendar: Path | None,
) -> None:
    """Reveals and says who was drawn."""
    from powerflow import cases
    from powerflow.replay import random_draws

    given = dict(_reason(each) for each in facts)
    with registry(url, processes, organisation, calendar) as opened:
        act = cases.Act(post=post, officers=officers, facts=given)
        file = cases.reveal(opened, case, step, act, witness=witness, now=console.now(), at=at, done=not only)
        settle(opened, case, at)
    console.out(console.say("抽中：{drawn}", drawn=random_draws(file.history.entries)[-1].drawn))


@command.command("verify", help="凭运行记录重算每一次抽取。CASE 是办件编号，或导出的运行记录文件。")
@click.argument("case")
@store_option
def verify(case: str, url: str | None) -> None:
    """Computes every draw anew; ends with 1 if one is not what it says."""
    from powerflow import cases
    from powerflow.replay import random_draws, read_history

    path = Path(case)
    history = read_history(path) if path.is_file() else cases.read_case(url or cases.DEFAULT_URL, case)[0]
    draws = random_draws(history.entries)
    for draw in draws:
        wrong = tuple(console.say(fault.value) for fault in draw.faults)
        state = console.say("与承诺相符") if draw.revealed and not wrong else console.together(wrong) or console.say("没有公开")
        console.out(console.say(
            "第 {seq} 条 {node} 于 {at} 抽中 {drawn}：{state}", seq=draw.entry.seq, node=draw.node,
            at=draw.entry.at.isoformat(), drawn=draw.drawn or "—", state=state,
        ))
        if draw.again:
            console.out("  " + console.say("重新抽取，理由：{why}", why=(draw.committed.note if draw.committed else "") or "—"))
    bad = sum(bool(draw.faults) for draw in draws)
    console.out(console.say("共 {count} 次抽取，有问题的 {wrong} 次", count=len(draws), wrong=bad))
    console.finish(1 if bad else 0)
