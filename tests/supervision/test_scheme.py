"""A scheme is read from TOML; what is wrong in it is named with file and line."""
from __future__ import annotations

from pathlib import Path

import pytest

import powerflow
from powerflow.errors import InputError
from powerflow.replay import Lamp
from powerflow.supervision import default_scheme, read_scheme

_SHIPPED = Path(powerflow.__file__).with_name("supervision") / "scheme.toml"


def test_the_shipped_scheme_is_the_design_of_the_table() -> None:
    scheme = default_scheme()
    rules, handling = scheme.lamps, scheme.handling
    assert (str(rules.step_left), str(rules.case_left), rules.case_share, rules.reminders) == ("1WD", "1WD", 10, 3)
    assert (rules.step_promised, rules.case_promised, rules.case_statutory) == (Lamp.YELLOW, Lamp.YELLOW, Lamp.RED)
    assert (str(handling.explain), str(handling.object), str(handling.decide)) == ("1WD", "10WD", "10WD")


def changed(folder: Path, old: str, new: str) -> Path:
    """The shipped scheme with one change."""
    text = _SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = folder / "own.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_an_office_sets_its_own(tmp_path: Path) -> None:
    rows = '[[trigger]]\ncode = "T04"\nlamp = "red"\n\n[[trigger]]\ncode = "T24"\noff = true\n\n'
    path = changed(tmp_path, "[[handling]]", f"{rows}[[handling]]")
    scheme = read_scheme(path)
    assert (scheme.weights, scheme.off) == ({"T04": Lamp.RED}, {"T24"})


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('step_left = "1WD"', 'step_left = "soon"', "1WD"), ('step_left = "1WD"', 'step_left = "-1WD"', "1WD"),
        ("case_share = 10", "case_share = 101", "100"), ('step_promised = "yellow"', 'step_promised = "green"', "green"),
        ('supervisors = ["效能督办岗"]', "supervisors = []", "supervisors"), ("[[lamps]]", "[[lamp]]", "lamp"),
        ('explain = "1WD"', 'explained = "1WD"', "explained"), ("[[handling]]", '[[trigger]]\ncode = "T77"\n\n[[handling]]', "T77"),
        ("[[handling]]", '[[scheme]]\nname = "二"\n\n[[handling]]', "2"),
    ],
)
def test_what_is_wrong_is_named_with_the_file(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        read_scheme(changed(tmp_path, old, new))
    assert "own.toml" in caught.value.say()
