"""The look of an office: read with care, refused with a reason, drawn where it belongs."""
from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from powerflow.diagram import Mark, Office, draw, look, read_office
from powerflow.diagram.emblem import read_emblem
from powerflow.diagram.office_file import contrast, faint_pairs
from powerflow.errors import InputError
from tests.diagram.charts import permit

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{}<circle cx="5" cy="5" r="4" fill="#c00"/></svg>'


def png(wide: int = 4, high: int = 4) -> bytes:
    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xcc\0\0" * wide for _ in range(high))
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")


def office(folder: Path, text: str) -> Path:
    file = folder / "office.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_reads_name_address_colours_font_and_emblem(tmp_path: Path) -> None:
    (tmp_path / "e.svg").write_text(_SVG.format(""))
    read = read_office(office(tmp_path, (
        '[office]\nname = "临溪县行政审批局"\nemblem = "e.svg"\nbase_url = "https://lx.example/power"\n'
        '[colours]\naffairs = "#5B2A86"\n[fonts]\nfamily = "Noto Sans CJK TC"\n'
    )))
    assert (read.name, read.family, dict(read.colours)) == ("临溪县行政审批局", "Noto Sans CJK TC", {"affairs": "#5b2a86"})
    assert read.emblem is not None and read.emblem.type == "image/svg+xml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[colours]\naffairs = "#7fb3e6"\n', "affairs（#7fb3e6）在 paper（#ffffff）上的对比度只有 2.2"),
        ('[colours]\naffairs = "blue"\n', "应当写成"), ('[colours]\nblue = "#000000"\n', "没有“blue”"),
        ('[office]\nbase_url = "javascript:alert(1)"\n', "https://"), ('[office]\nname = 3\n', "应当是文字"),
        ('[office]\nemblem = "none.svg"\n', "徽标无法读取"), ('[fonts]\nfamily = "a\\"b"\n', "字体名称"), ("[rest]\n", "没有“rest”"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        read_office(office(tmp_path, text))
    assert said in error.value.say()


@pytest.mark.parametrize(
    "harm",
    [
        "<script>alert(1)</script>", '<image href="https://x.example/a.png"/>', '<g onload="x()"/>', "<foreignObject/>",
        '<rect style="fill:url(https://x.example/a)"/>', '<a href="https://x.example"><path d=""/></a>', '<use href="#x"/>',
        '<rect fill="url( \'//x.example/a\')"/>', "<style>@import 'https://x.example'</style>", '<animate attributeName="x"/>',
        '<?xml-stylesheet href="https://x.example/a.css"?>',
    ],
)
def test_an_emblem_that_could_do_harm_is_refused(tmp_path: Path, harm: str) -> None:
    (tmp_path / "e.svg").write_text(_SVG.format(harm))
    with pytest.raises(InputError):
        read_emblem(tmp_path / "e.svg")


def test_an_emblem_may_have_gradients_of_its_own_and_comments(tmp_path: Path) -> None:
    (tmp_path / "e.svg").write_text(_SVG.format('<!-- a --><linearGradient id="g"/><rect fill="url(#g)" width="3" height="3"/>'))
    assert b"linearGradient" in read_emblem(tmp_path / "e.svg").data


@pytest.mark.parametrize("data", [b"<html/>", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"x" * 300_000, png(3000, 1)])
def test_an_emblem_that_is_no_picture_or_too_large_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "e.png").write_bytes(data)
    with pytest.raises(InputError):
        read_emblem(tmp_path / "e.png")


def test_every_pair_of_the_table_of_looks_can_be_read() -> None:
    assert list(faint_pairs({})) == []
    assert len(set(look.PALETTE.values())) == len(look.PALETTE), "a colour of its own for each role"


def test_contrast_as_published() -> None:
    """White on black is 21; #767676 is the lightest grey that passes on white (4.54), as WCAG's own examples have it."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


def test_money_has_a_hue_away_from_risks_lamps_and_the_others() -> None:
    """Red is at 0, amber at 30 to 50, green at 120, teal at 170, blue at 210, purple at 280 degrees."""
    import colorsys

    for colour in (look.MONEY.colour, look.MONEY.soft):
        parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
        hue = colorsys.rgb_to_hsv(*parts)[0] * 360
        assert all(min(abs(hue - other), 360 - abs(hue - other)) >= 30 for other in (0, 30, 50, 120, 170, 210, 280))


@pytest.mark.exe
def test_the_drawing_wears_the_offices_colours_name_and_emblem(tmp_path: Path) -> None:
    (tmp_path / "e.png").write_bytes(png())
    worn = Office(name="临溪县行政审批局", colours={"affairs": "#5b2a86"}, emblem=read_emblem(tmp_path / "e.png"))
    svg = draw(permit(), office=worn).svg().decode()
    assert "#5b2a86" in svg and look.BLUE not in svg
    assert "临溪县行政审批局" in svg and "data:image/png;base64," in svg
    assert draw(permit(), office=worn).pdf().startswith(b"%PDF")
    assert worn.digest != Office().digest


@pytest.mark.exe
def test_a_font_that_is_missing_is_replaced_and_told() -> None:
    drawing = draw(permit(), office=Office(family="No Such Font Anywhere"))
    assert any("No Such Font Anywhere" in note for note in drawing.notes)
    assert "No Such Font" not in drawing.svg().decode()


@pytest.mark.exe
def test_marks_with_a_turn_light_up_without_script_and_stand_still_where_wanted() -> None:
    svg = draw(permit(), marks=[Mark("receive", "done", "1/1个工作日", 1), Mark("review", "late", "", 2)]).svg().decode()
    assert 'style="--turn:1"' in svg and 'style="--turn:2"' in svg
    assert "prefers-reduced-motion" in svg and "<script" not in svg
    assert "--turn:1" not in draw(permit(), marks=[Mark("receive", "done")]).svg().decode()
