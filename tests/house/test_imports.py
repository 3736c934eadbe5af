"""Rooms know only the rooms below them, enter by the front door, and keep one door for each library."""
from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.house.source import PACKAGE, ROOT, imports, modules, room, setup_cfg, short, tree

_CONTRACT = "importlinter:contract:"
_CONTRACTS = [name.removeprefix(_CONTRACT) for name in setup_cfg().sections() if name.startswith(_CONTRACT)]

# Third-party names that need no door: they only fill a gap of an older Python.
_WITHOUT_DOOR = {"tomli", "typing_extensions"}
_HEAVY = {
    "lxml", "networkx", "graphviz", "pypdf", "SpiffWorkflow", "sqlalchemy", "sqlite3", "pysqlite3",
    "chinese_calendar", "jinja2", "numpy",
}


@pytest.mark.parametrize("contract", _CONTRACTS)
def test_import_contract_is_kept(contract: str, capsys: pytest.CaptureFixture[str]) -> None:
    missing = [name for name in _doors(contract) if not _exists(name)]
    if missing:
        pytest.skip(f"not built yet: {missing}")
    status = lint_imports(config_filename=str(ROOT / "setup.cfg"), limit_to_contracts=(contract,), cache_dir=None)
    assert status == 0, capsys.readouterr().out


def _doors(contract: str) -> list[str]:
    return setup_cfg()[_CONTRACT + contract].get("allowed_importers", "").split()


def _exists(name: str) -> bool:
    inside = ROOT.joinpath(*name.split("."))
    return inside.with_suffix(".py").is_file() or (inside / "__init__.py").is_file()


@pytest.mark.parametrize("path", modules(), ids=short)
def test_another_room_is_entered_by_its_front_door(path: Path) -> None:
    inner = [
        f"line {line}: {target}"
        for module, names, line in imports(tree(path))
        for target in _targets(module, names)
        if _is_inner(target) and target.split(".")[1] != room(path)
    ]
    assert not inner, "import the room, not its inner modules"


def _targets(module: str, names: tuple[str, ...]) -> list[str]:
    return [module, *(f"{module}.{name}" for name in names)]


def _is_inner(target: str) -> bool:
    """Whether a dotted name is a module inside a room that the room does not list among its own names."""
    parts = target.split(".")
    if parts[0] != "powerflow" or len(parts) < 3:
        return False
    inside = PACKAGE.joinpath(*parts[1:])
    is_module = inside.with_suffix(".py").is_file() or inside.is_dir()
    return is_module and not (len(parts) == 3 and parts[2] in _listed_names(parts[1]))


def _listed_names(name: str) -> set[str]:
    front = PACKAGE / name / "__init__.py"
    if not front.is_file():
        return set()
    return {
        element.value
        for node in tree(front).body
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)
        for element in ast.walk(node.value)
        if isinstance(element, ast.Constant) and isinstance(element.value, str)
    }


def test_every_library_has_a_door() -> None:
    """A library that the package uses is named in one contract of setup.cfg, and in no other."""
    guarded: list[str] = []
    for contract in _CONTRACTS:
        guarded += setup_cfg()[_CONTRACT + contract].get("protected_modules", "").split()
    assert len(guarded) == len(set(guarded))
    used = {module.split(".")[0] for path in modules() for module, _, _ in imports(tree(path))}
    foreign = used - sys.stdlib_module_names - {"powerflow"} - _WITHOUT_DOOR
    assert foreign <= set(guarded)


def _loaded(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after `code`."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


def test_importing_powerflow_loads_no_library() -> None:
    before = _loaded("")
    assert _loaded("import powerflow") - before - sys.stdlib_module_names == {"powerflow"}


def test_asking_every_command_for_help_loads_no_heavy_library() -> None:
    loaded = _loaded("from tests.house.command_tree import helps\nassert list(helps('zh'))")
    assert loaded & _HEAVY == set()
