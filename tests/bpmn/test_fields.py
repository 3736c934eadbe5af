"""Fields of our annotations by their names, as messages call them."""
from __future__ import annotations

import pytest

from powerflow.bpmn import field_name


@pytest.mark.parametrize(("element", "path", "zh", "en"), [
    ("item", "organ.credit_code", "统一社会信用代码", "unified social credit code"), ("item", "fees.standard", "标准", "standard"),
    ("item", "materials", "申请材料", "paper to hand in"), ("traits", "discretion", "有裁量幅度", "has discretion"),
    ("step", "record", "", ""), ("item", "no.such", "no.such", "no.such"), ("nothing", "name", "name", "name"),
])
def test_field_is_called_by_what_the_vocabulary_says(element: str, path: str, zh: str, en: str) -> None:
    said = [field_name(element, path, lang) for lang in ("zh", "en")]
    assert said == [zh, en] if zh else all(said) and said != [path, path]
