"""Every rule is shown by a right and a wrong picture, drawn from the examples as they are now."""
from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from powerflow import xml
from powerflow.reports import rules_markdown
from powerflow.rules import Rule, all_rules
from tools.draw_rule_pictures import DIGESTS, KINDS, PICTURES, digest

_RUN = "run tools/draw_rule_pictures.py"
_each = pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.id)


@pytest.fixture(scope="module")
def digests() -> Mapping[str, str]:
    drawn = json.loads(DIGESTS.read_text(encoding="utf-8"))
    assert isinstance(drawn, dict)
    return drawn


@_each
def test_pictures_show_the_examples_as_they_are(rule: Rule, digests: Mapping[str, str]) -> None:
    for kind in KINDS:
        assert digests.get(f"{rule.id}-{kind}") == digest(rule, kind), _RUN


@_each
def test_pictures_are_drawings_that_the_page_shows(rule: Rule) -> None:
    page = rules_markdown([rule])
    for kind in KINDS:
        picture = PICTURES / f"{rule.id}-{kind}.svg"
        assert xml.local_name(xml.parse(picture.read_bytes(), str(picture)).getroot()) == "svg"
        assert f'src="pictures/rules/{picture.name}"' in page


def test_no_picture_is_left_of_a_rule_that_is_gone() -> None:
    wanted = {f"{rule}-{kind}" for rule in all_rules() for kind in KINDS}
    assert {picture.stem for picture in PICTURES.glob("*.svg")} == wanted, _RUN


def test_pictures_are_small(root: Path) -> None:
    assert sum(file.stat().st_size for file in (root / "docs" / "pictures" / "rules").iterdir()) < 6_000_000
