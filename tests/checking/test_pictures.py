"""The drawing of an unsound chart: what is wrong, and where its tokens wait."""
from __future__ import annotations

from pathlib import Path

import pytest

from powerflow.checking import Source, pictures
from powerflow.reports import Checked, CheckedFile
from tests.builders import chart


@pytest.mark.exe
def test_the_flow_on_which_a_token_waits_before_a_stuck_join_is_marked(tmp_path: Path) -> None:
    """One branch came and waits, the other one never comes."""
    drawn = chart().start().decision("听证？").via("是").step("听证").parallel("J").step("决定").end()
    drawn = drawn.at("听证？").via("否").step("勘验").to("J")
    file = tmp_path / "a.bpmn"
    file.write_bytes(drawn.data())
    checked = Checked(files=(CheckedFile(path=str(file), chart=drawn.build()),))
    (picture,) = pictures(checked, [Source(str(file), path=file)], "zh").values()
    told = (picture.svg or b"").decode()
    assert "卡在这里" in told and "令牌停在这里" in told and "不会到达" in told
