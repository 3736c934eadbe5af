"""`powerflow doctor`: says which programs and databases cases run on, and how safely they write."""
from __future__ import annotations

from functools import partial
from importlib.metadata import version

import click

from powerflow.commands import console
from powerflow.commands.case import store_option, tell_of_waiting

_PARTS = ("SpiffWorkflow", "SQLAlchemy", "lxml", "networkx")


@click.command(cls=console.Command, help="说明办件所用的程序、数据库及其写盘方式。")
@store_option
def command(url: str | None) -> None:
    """Prints one line a part; a store that is not there yet is no error."""
    from powerflow import cases

    for name in _PARTS:
        console.out(f"{name}  {version(name)}")
    address = url or cases.DEFAULT_URL
    try:
        with cases.open_store(address, waiting=partial(tell_of_waiting, address)) as store:
            console.out(console.say("办件库 {place}", place=store.place))
            for name, value in store.about().items():
                console.out(f"  {name}  {value}")
    except cases.NoStore as error:
        console.out(error.say(console.lang()))
