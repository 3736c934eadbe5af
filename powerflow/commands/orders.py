"""`powerflow case claim`, `suspend`, `extend` …: what else is ordered on a case than that a step is done."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from powerflow.commands import console
from powerflow.commands.case import act_from, fact_option, office_options, registry, store_option
from powerflow.commands.told import said_entry, say_open

if TYPE_CHECKING:
    from powerflow.cases import Act, CaseFile, Registry

_Command = TypeVar("_Command", bound=Callable[..., object])

# The commands of this module by their names under `powerflow case`.
ORDERS: dict[str, click.Command] = {}


@dataclass(frozen=True, kw_only=True)
class Order:
    """Who orders something on which case, where that is kept and by what it is judged; the options that all orders have."""

    case: str
    post: str
    officers: tuple[str, ...]
    note: str
    at: datetime | None
    command_id: str
    url: str | None
    processes: Path | None
    organisation: Path | None
    calendar: Path | None

    def act(self, facts: tuple[tuple[str, str], ...] = ()) -> Act:
        """What is said of who acts."""
        return act_from(self.post, self.officers, facts, self.note, self.command_id)

    def carry_out(self, ask: Callable[[Registry], CaseFile]) -> None:
        """Does what `ask` asks for, and says what was recorded and what is open now."""
        from powerflow import cases

        with registry(self.url, self.processes, self.organisation, self.calendar) as opened:
            before = len(cases.case_file(opened.store, self.case).history.entries)
            done = ask(opened)
            for entry in done.history.entries[before:]:
                console.out(said_entry(done, entry))
            say_open(done, opened.calendar, done.history.entries[-1].at, opened.organisation)


def _order(name: str, help: str) -> Callable[[Callable[..., None]], click.Command]:
    """An order on one case: its function gets an Order and the options of its own."""
    def made(function: Callable[..., None]) -> click.Command:
        def run(
            case: str, post: str, officers: tuple[str, ...], note: str, at: datetime | None, command_id: str, url: str | None,
            processes: Path | None, organisation: Path | None, calendar: Path | None, **own: object,
        ) -> None:
            function(Order(
                case=case, post=post, officers=officers, note=note, at=at, command_id=command_id, url=url, processes=processes,
                organisation=organisation, calendar=calendar,
            ), **own)

        run.__doc__ = function.__doc__
        run.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
        command = click.command(name, cls=console.Command, help=help)(
            click.argument("case")(_options(store_option(office_options(run))))
        )
        command.params.sort(key=lambda parameter: isinstance(parameter, click.Option) or parameter.name != "case")
        ORDERS[name] = command
        return command

    return made


def _options(command: _Command) -> _Command:
    for option in (
        click.option("--command-id", default="", metavar="ID", help="命令编号：同一编号的命令重复发送也只记录一次。"),
        click.option("--at", type=console.instant, metavar="INSTANT", help="办理时间，只能用于模拟办件。"),
        click.option("--note", default="", help="理由或者备注。"),
        click.option("--by", "officers", multiple=True, metavar="OFFICER", help="经办人（可重复）。"),
        click.option("--as", "post", default="", metavar="POST", help="以哪个岗位的名义。"),
    ):
        command = option(command)
    return command


def _document(help: str) -> Callable[[_Command], _Command]:
    return click.option("--document", default="", metavar="TEXT", help=help)


_step = click.argument("step")


@_order("claim", "领办一个打开的环节：由谁办理，别人不能再办。")
@_step
def claim(order: Order, step: str) -> None:
    """An officer takes a step in hand."""
    from powerflow import cases

    order.carry_out(lambda desk: cases.claim(desk, order.case, step, order.act(), now=console.now(), at=order.at))


@_order("delegate", "把环节委托给同部门的人办理（--to），岗位不变。")
@_step
@click.option("--to", required=True, metavar="OFFICER", help="受托人。")
def delegate(order: Order, step: str, to: str) -> None:
    """A colleague does a step."""
    from powerflow import cases

    order.carry_out(lambda desk: cases.delegate(desk, order.case, step, to, order.act(), now=console.now(), at=order.at))


@_order("return", "交还领办或者受托的环节。")
@_step
def give_back(order: Order, step: str) -> None:
    """Who has a step in hand gives it back."""
    from powerflow import cases

    order.carry_out(lambda desk: cases.give_back(desk, order.case, step, order.act(), now=console.now(), at=order.at))


@_order("transfer", "把打开的环节移交另一个岗位（--to）办理。")
@_step
@click.option("--to", required=True, metavar="POST", help="接办的岗位。")
def transfer(order: Order, step: str, to: str) -> None:
    """Another post does a step."""
    from powerflow import cases

    order.carry_out(lambda desk: cases.hand_over(desk, order.case, step, to, order.act(), now=console.now(), at=order.at))


@_order("bar", "回避：OFFICER 在本案中不能再办理，用 --note 写明事由。")
@click.argument("officer")
@click.option("--approver", default="", metavar="OFFICER", help="决定回避的人。")
def bar(order: Order, officer: str, approver: str) -> None:
    """An officer stays away from the case."""
    from powerflow import cases

    order.carry_out(
        lambda desk: cases.bar(desk, order.case, officer, order.act(), approver=approver, now=console.now(), at=order.at)
    )


@_order("send-back", "把打开的环节退回它之前办过的环节（--to），用 --note 写明理由。")
@_step
@click.option("--to", required=True, metavar="STEP", help="退回到哪个环节。")
def send_back(order: Order, step: str, to: str) -> None:
    """An earlier step opens anew."""
    from powerflow import cases

    order.carry_out(lambda desk: cases.send_back(desk, order.case, step, to, order.act(), now=console.now(), at=order.at))


@_order("withdraw", "撤回本人刚办的环节；后面已有人领办或者办理的不能撤回。")
@_step
def withdraw(order: Order, step: str) -> None:
    """An officer takes back what he has just done."""
    from powerflow import cases

    order.carry_out(lambda desk: cases.withdraw(desk, order.case, step, order.act(), now=console.now(), at=order.at))


@_order("supplement", "一次告知当事人要补正的全部内容（--note），发出补正通知（--document）；收齐以前停止计时。")
@_document("补正通知书。")
@click.option("--limit", default="", metavar="PERIOD", help="补正期限，如 5WD。")
def supplement(order: Order, document: str, limit: str) -> None:
    """The party is told what is missing."""
    from powerflow import cases

    order.carry_out(lambda desk: cases.supplement(
        desk, order.case, order.act(), document=document, limit=limit, now=console.now(), at=order.at
    ))


@_order("supplemented", "补正材料收齐，恢复计时。")
def supplemented(order: Order) -> None:
    """All that was missing is there."""
    from powerflow import cases

    order.carry_out(lambda desk: cases.supplemented(desk, order.case, order.act(), now=console.now(), at=order.at))


@_order("suspend", "中止办件：停止计时，不能办理环节；写明文书（--document）和事由（--note）。")
@_document("中止告知文书。")
def suspend(order: Order, document: str) -> None:
    """The case stands still."""
    from powerflow import cases

    order.carry_out(lambda desk: cases.suspend(desk, order.case, order.act(), document=document, now=console.now(), at=order.at))


@_order("resume", "恢复已中止的办件，继续计时。")
@_document("恢复文书。")
def resume(order: Order, document: str) -> None:
    """The case goes on."""
    from powerflow import cases

    order.carry_out(lambda desk: cases.resume(desk, order.case, order.act(), document=document, now=console.now(), at=order.at))


@_order("extend", "延期：经有权的人（--approver）批准，延长时限（--limit），用 --note 写明理由。")
@click.option("--limit", required=True, metavar="PERIOD", help="延长多久，如 10WD。")
@click.option("--approver", required=True, metavar="OFFICER", help="批准人。")
@click.option("--step", default="", metavar="STEP", help="延长这个环节的时限；不写则是本事项的。")
@_document("延期告知书，默认是流程图规定的。")
def extend(order: Order, limit: str, approver: str, step: str, document: str) -> None:
    """A limit is longer."""
    from powerflow import cases

    order.carry_out(lambda desk: cases.extend(
        desk, order.case, order.act(), limit=limit, approver=approver, step=step, document=document, now=console.now(), at=order.at
    ))


@_order("correct", "更正或者补记事实（--set），用 --note 写明理由；原来登记的留在记录里。")
@fact_option
def correct(order: Order, facts: tuple[tuple[str, str], ...]) -> None:
    """A fact is put right."""
    from powerflow import cases

    order.carry_out(lambda desk: cases.correct(desk, order.case, order.act(facts), now=console.now(), at=order.at))


@_order("message", "收到消息 NAME（消息事件的名称或标识）；还没有等候它的，先存着。")
@click.argument("name")
@fact_option
def message(order: Order, name: str, facts: tuple[tuple[str, str], ...]) -> None:
    """A message has come."""
    from powerflow import cases

    order.carry_out(lambda desk: cases.message(desk, order.case, name, order.act(facts), now=console.now(), at=order.at))


@_order("terminate", "终止办件：没有到结束就不再办理；写明文书（--document）和事由（--note）。")
@_document("终止文书。")
def terminate(order: Order, document: str) -> None:
    """The case ends before its end."""
    from powerflow import cases

    order.carry_out(
        lambda desk: cases.terminate(desk, order.case, order.act(), document=document, now=console.now(), at=order.at)
    )


@_order("archive", "归档已办结的办件（--document 档案号）；归档以后不能再办理。")
@_document("档案号。")
def archive(order: Order, document: str) -> None:
    """The file is closed."""
    from powerflow import cases

    order.carry_out(lambda desk: cases.archive(desk, order.case, order.act(), document=document, now=console.now(), at=order.at))
