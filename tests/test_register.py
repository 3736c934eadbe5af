"""The register of powers: what is read from `catalogue.toml`, and how a mistake in it is told."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from powerflow import register
from powerflow.errors import InputError
from powerflow.model import CodePart

_HEAD = 'schema = "powerflow/catalogue/1"\n'


def _file(folder: Path, text: str, head: str = _HEAD) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / register.FILE_NAME
    path.write_text(head + text, encoding="utf-8")
    return path


def test_every_table_is_read_with_its_line(tmp_path: Path) -> None:
    read = register.read(_file(tmp_path, (
        '[[power]]\ncode = "E01"\nname = "甲"\nkind = "01"\norgan = "甲局"\nstatus = "在用"\n'
        '[[power]]\ncode = "E02"\nname = "乙"\nsecret = true\n'
        '[[fee]]\nname = "费"\nitem = "E01"\nbasis = "文件"\n[[mandate]]\norgan = "甲局"\nduty = "管路"\nitems = ["E01"]\n'
        '[[licence]]\ncode = "E01"\n[[shape]]\nfield = "code"\nparts = ["letters:1", "digits:2"]\n'
    )))
    assert [(power.code, power.secret, power.place.line) for power in read.powers] == [("E01", False, 2), ("E02", True, 8)]
    assert [(fee.name, fee.item, fee.basis) for fee in read.fees] == [("费", "E01", "文件")]
    assert [(each.duty, each.items) for each in read.mandates] == [("管路", ("E01",))]
    assert read.licences == ("E01",)
    assert read.shapes[0].parts == (CodePart(sort="letters", length=1), CodePart(sort="digits", length=2))


@pytest.mark.parametrize(("text", "said"), [
    ('[[power]]\ncode = "E01"\n', "第 2 行.*name"),
    ('[[power]]\ncode = "E01"\nname = "甲"\n[[power]]\ncode = "E01"\nname = "乙"\n', "第 5 行.*E01.*两次"),
    ('[[power]]\ncode = "E01"\nname = "甲"\nsecret = "yes"\n', "true 或 false"),
    ('[[power]]\ncode = 1\nname = "甲"\n', "应当是文字"),
    ('[[power]]\ncode = "E01"\nname = "甲"\ncolour = "red"\n', "colour"),
    ('[[shape]]\nfield = "name"\nparts = []\n', "没有编码“name”"),
    ('[[shape]]\nfield = "code"\nparts = ["digits:0"]\n', "digits:0"),
    ('[[shape]]\nfield = "code"\nparts = ["(a+)+"]\n', "编码的一段"),
    ('[[mandate]]\norgan = "甲局"\nduty = "管路"\nitems = "E01"\n', "若干文字"),
    ('[[nothing]]\n', "nothing"),
    ('power = 1\n', r"\[\[power\]\]"),
])
def test_mistake_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        register.read(_file(tmp_path, text))
    assert re.search(said, caught.value.say("zh")) and "catalogue.toml" in caught.value.say("en")


def test_another_schema_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="schema"):
        register.read(_file(tmp_path, "", head='schema = "powerflow/catalogue/9"\n'))


def test_registers_of_several_folders_are_one(tmp_path: Path) -> None:
    for name, code in (("a", "E01"), ("b", "E02")):
        _file(tmp_path / name, f'[[power]]\ncode = "{code}"\nname = "{code}"\n')
    both = register.of([tmp_path / "a", str(tmp_path / "b"), tmp_path / "none"])
    assert both is not None and [power.code for power in both.powers] == ["E01", "E02"]
    assert register.of([tmp_path]) is None
