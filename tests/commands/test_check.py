"""`powerflow check`: what it reads, what it writes, how it ends."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from powerflow.commands import run
from tests.builders import chart
from tests.rules.drawn import ITEM

_CLEAN = chart("甲").start().step("审查").end()
_BROKEN = chart("乙").start().step("审查").raw('<task id="alone" name="没人来"/>').end()
_ONLY = ["--only", "structure"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a clean chart, one that is wrong, and one that is no BPMN."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "clean.bpmn").write_bytes(_CLEAN.data())
    (tmp_path / "deep" / "broken.bpmn").write_bytes(_BROKEN.data())
    (tmp_path / "not.bpmn").write_text("<html/>")
    return tmp_path


def _json(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, list[str]]]:
    files = json.loads(capsys.readouterr().out)["files"]
    return [(Path(file["path"]).name, file["soundness"], [each["rule"] for each in file["findings"]]) for file in files]


def test_shipped_items_have_no_error(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(root / "processes")]) == 0, capsys.readouterr().out


def test_clean_file_ends_with_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(folder / "clean.bpmn"), *_ONLY]) == 0
    assert "没有发现问题" in capsys.readouterr().out


def test_errors_end_with_1_unless_told_otherwise(folder: Path) -> None:
    broken = str(folder / "deep" / "broken.bpmn")
    assert run(["check", broken]) == 1
    assert run(["check", broken, "--fail-on", "never"]) == 0


def test_advice_ends_with_1_only_where_it_is_asked_for(folder: Path) -> None:
    clean = str(folder / "clean.bpmn")
    assert run(["check", clean, "--only", "item-missing"]) == 0
    assert run(["check", clean, "--only", "item-missing", "--fail-on", "advice"]) == 1
    assert run(["check", clean, "--ignore", "item-missing", "--fail-on", "advice"]) == 0


def test_folder_is_searched_and_what_cannot_be_read_hides_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(folder), *_ONLY, "--format", "json"]) == 3
    assert _json(capsys) == [
        ("clean.bpmn", "sound", []), ("broken.bpmn", "unsound", ["step-dead-end", "step-unreachable"]),
        ("not.bpmn", "unreadable", []),
    ]


def test_pattern_stands_for_the_files_that_fit(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(folder / "**" / "*e*n.bpmn"), *_ONLY, "--format", "json", "--fail-on", "never"]) == 0
    assert [name for name, _, _ in _json(capsys)] == ["clean.bpmn", "broken.bpmn"]


def test_file_named_twice_is_checked_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean = folder / "clean.bpmn"
    assert run(["check", str(clean), os.path.relpath(clean), "--format", "json", *_ONLY]) == 0
    assert len(_json(capsys)) == 1


@pytest.mark.parametrize("path", ["missing.bpmn", "empty", "*.nothing"])
def test_path_that_names_nothing_is_said_and_the_rest_is_done(
    path: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty").mkdir()
    assert run(["check", str(folder / path), str(folder / "clean.bpmn"), *_ONLY]) == 3
    said = capsys.readouterr().out
    assert str(folder / path) in said and "检查了 1 个文件" in said


def test_two_charts_of_one_item_are_found_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.bpmn", "b.bpmn"):
        (tmp_path / name).write_bytes(chart(name, item=ITEM).start().end().data())
    assert run(["check", str(tmp_path), "--only", "code-duplicate", "--format", "json"]) == 1
    assert _json(capsys) == [("a.bpmn", "sound", []), ("b.bpmn", "sound", ["code-duplicate"])]


def test_standard_input_is_read(root: Path) -> None:
    command = [sys.executable, "-m", "powerflow", "check", "-", "--format", "json", "--only", "structure"]
    done = subprocess.run(command, input=_BROKEN.data(), cwd=root, capture_output=True, check=False)
    (file,) = json.loads(done.stdout)["files"]
    assert (done.returncode, file["path"], len(file["findings"])) == (1, "-", 2)


def test_report_goes_to_a_file_and_nothing_to_the_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = folder / "out" / "report.json"
    assert run(["check", str(folder / "clean.bpmn"), "--format", "json", "-o", str(report)]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(report.read_text(encoding="utf-8"))["schema"] == "powerflow/check/1"


@pytest.mark.parametrize(("day", "code"), [("2025-12-31", 0), ("2026-01-01", 1)])
def test_law_of_the_day_is_used(day: str, code: int, root: Path) -> None:
    """The basis in this example ends on 2026-01-01."""
    example = str(root / "examples" / "rules" / "basis-expired" / "fail.bpmn")
    assert run(["check", example, "--only", "basis-expired", "--at", day]) == code


@pytest.mark.parametrize("arguments", [[], ["x", "--only", "nonsense"], ["x", "--at", "gestern"], ["x", "--format", "pdf"]])
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", *arguments]) == 2
    assert capsys.readouterr().err


def test_english_where_it_is_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", "check", str(folder / "deep"), *_ONLY]) == 1
    assert "no start leads to “没人来”" in capsys.readouterr().out


# -- several reports, settings, baseline, mending ----------------------------------------------------------------


def test_several_reports_are_written_in_one_run(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    reports = [f"{form}={out / form}" for form in ("json", "sarif", "junit", "github", "html")]
    arguments = [argument for report in reports for argument in ("--report", report)]
    assert run(["check", str(folder / "clean.bpmn"), *_ONLY, *arguments]) == 0
    assert "没有发现问题" in capsys.readouterr().out
    assert sorted(file.name for file in out.iterdir()) == ["github", "html", "json", "junit", "sarif"]
    assert json.loads((out / "sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


@pytest.mark.parametrize("report", ["json", "json=", "pdf=x", "=x"])
def test_report_without_format_or_file_is_wrong_usage(folder: Path, report: str) -> None:
    assert run(["check", str(folder / "clean.bpmn"), "--report", report]) == 2


def test_junit_to_the_terminal_is_xml_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(folder), *_ONLY, "--format", "junit"]) == 3
    said = capsys.readouterr()
    assert said.out.startswith("<?xml") and "not.bpmn" in said.err


def _settings(folder: Path, until: str = "2099-01-01", rule: str = "step-unreachable") -> Path:
    file = folder / "own.toml"
    file.write_text(f'[[suppress]]\nrule = "{rule}"\nreason = "旧图"\nby = "法制科"\nuntil = {until}\n', encoding="utf-8")
    return file


def test_settings_silence_a_rule_until_their_day(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["check", str(folder / "deep"), "--only", "step-unreachable", "--only", "suppression", "--format", "json"]
    assert run([*arguments, "--config", str(_settings(folder))]) == 0
    assert _json(capsys) == [("broken.bpmn", "unsound", [])]
    assert run([*arguments, "--config", str(_settings(folder, "2020-01-01"))]) == 1
    assert _json(capsys) == [
        ("broken.bpmn", "unsound", ["step-unreachable"]), ("own.toml", "undecided", ["suppression-expired"]),
    ]


def test_settings_in_the_current_folder_are_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _settings(folder).rename(folder / "powerflow.toml")
    monkeypatch.chdir(folder)
    assert run(["check", "deep", "--only", "step-unreachable"]) == 0


@pytest.mark.parametrize(("text", "code"), [("x = 1", 3), ('[[suppress]]\nrule="nonsense"\nreason="r"\nby="b"\nuntil=2027-01-01', 2)])
def test_wrong_settings_stop_the_check(folder: Path, text: str, code: int) -> None:
    (folder / "own.toml").write_text(text, encoding="utf-8")
    assert run(["check", str(folder / "clean.bpmn"), "--config", str(folder / "own.toml")]) == code


def test_baseline_is_written_and_then_silences(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken, baseline = str(folder / "deep"), str(folder / "base.json")
    assert run(["check", broken, *_ONLY, "--baseline", baseline, "--write-baseline"]) == 0
    assert run(["check", broken, *_ONLY, "--baseline", baseline]) == 0
    assert "另有 2 个问题按决定或基线不再报告" in capsys.readouterr().out
    (folder / "deep" / "new.bpmn").write_bytes(_BROKEN.data())
    assert run(["check", broken, *_ONLY, "--baseline", baseline]) == 1


def test_baseline_must_be_named_and_be_there(folder: Path) -> None:
    assert run(["check", str(folder / "clean.bpmn"), "--write-baseline"]) == 2
    assert run(["check", str(folder / "clean.bpmn"), "--baseline", str(folder / "none.json")]) == 3


def _doubled() -> bytes:
    drawn = chart("丙").start().parallel("split").step("送达").decision("join").end().at("split").step("公示").to("join")
    return drawn.data()


def test_fix_changes_the_file_keeps_the_former_one_and_checks_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "wrong.bpmn"
    file.write_bytes(_doubled())
    assert run(["check", str(file), "--only", "soundness", "--fix"]) == 0
    said = capsys.readouterr().out
    assert "把排他网关改为并行网关" in said and '+<parallelGateway id="join" name=""/>' in said
    assert "没有发现问题" in said and "已改：" in said
    assert (folder / "wrong.bpmn.bak").read_bytes() == _doubled()
    assert file.read_bytes() == _doubled().replace(b"<exclusiveGateway", b"<parallelGateway")


def test_fix_never_overwrites_a_kept_file(folder: Path) -> None:
    file = folder / "wrong.bpmn"
    (folder / "wrong.bpmn.bak").write_text("precious")
    file.write_bytes(_doubled())
    run(["check", str(file), "--only", "soundness", "--fix"])
    assert (folder / "wrong.bpmn.bak").read_text() == "precious"
    assert (folder / "wrong.bpmn.bak2").read_bytes() == _doubled()


def test_fix_leaves_alone_what_is_not_certain(folder: Path) -> None:
    broken = folder / "deep" / "broken.bpmn"
    before = broken.read_bytes()
    assert run(["check", str(broken), *_ONLY, "--fix"]) == 1
    assert broken.read_bytes() == before and not list(folder.rglob("*.bak"))


def test_fix_with_a_machine_format_tells_the_changes_apart(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "wrong.bpmn"
    file.write_bytes(_doubled())
    assert run(["check", str(file), "--only", "soundness", "--fix", "--format", "json"]) == 0
    said = capsys.readouterr()
    assert [each["kind"] for each in json.loads(said.out)["files"][0]["fixed"]] == ["retype"]
    assert "已改，原文件存为" in said.err


def test_archive_is_checked_in_place_and_cannot_be_mended(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import zipfile

    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("许可/x.bpmn", _doubled())
    path = str(folder / "a.zip")
    assert run(["check", path, "--only", "soundness", "--fix"]) == 1
    said = capsys.readouterr().out
    assert f"{path}!许可/x.bpmn" in said and "不能就地修改" in said


def test_second_check_comes_out_of_the_cache(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    clean = str(folder / "clean.bpmn")
    assert run(["check", clean, *_ONLY, "--no-cache"]) == 0 and not (tmp_path / "cache").exists()
    assert run(["check", clean, *_ONLY]) == 0
    (kept,) = (tmp_path / "cache").rglob("*.json")
    record = json.loads(kept.read_text(encoding="utf-8"))
    kept.write_text(json.dumps({**record, "soundness": "unsound"}), encoding="utf-8")
    report = tmp_path / "report.json"
    assert run(["check", clean, *_ONLY, "--format", "json", "-o", str(report)]) == 0
    assert json.loads(report.read_text(encoding="utf-8"))["files"][0]["soundness"] == "unsound"


def test_legal_row_is_chosen(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example = str(root / "examples" / "rules" / "rights-missing" / "fail.bpmn")
    assert run(["check", example, "--only", "XK-32", "--format", "json"]) == 1
    assert {each["row"] for file in json.loads(capsys.readouterr().out)["files"] for each in file["findings"]} == {"XK-32"}
    assert run(["check", example, "--only", "rights-missing", "--ignore", "XK-32"]) == 0


def test_output_never_replaces_a_flowchart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "图.bpmn"
    source.write_bytes(chart().start().step("审查").end().data())
    before = source.read_bytes()
    assert run(["check", str(source), "--format", "json", "-o", str(source)]) == 2
    assert "输出不能覆盖" in capsys.readouterr().err
    assert source.read_bytes() == before


def test_file_name_that_is_no_utf8_is_checked_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = os.fsencode(tmp_path) + b"/\xce\xc4.bpmn"
    with open(odd, "wb") as stream:
        stream.write(chart().start().step("审查").end().data())
    assert run(["check", str(tmp_path), "--format", "json", "--fail-on", "never", "--no-cache"]) == 0
    assert len(json.loads(capsys.readouterr().out)["files"]) == 1


def test_an_empty_path_is_not_the_current_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", ""]) == 2
    assert "路径是空的" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["2026-02-30", "明天", "20260218"])
def test_a_day_that_does_not_exist_is_said_in_plain_words(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "processes", "--at", day]) == 2
    said = capsys.readouterr().err
    assert f"“{day}”不是日期，应写成 2026-09-18" in said and "%Y" not in said


def test_a_chart_without_a_name_is_called_by_its_path_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.bpmn"
    file.write_bytes(chart("").start().step("审查").end().data())
    run(["check", str(file), *_ONLY])
    assert capsys.readouterr().out.count(str(file)) == 1


def test_one_thing_is_no_plural_in_english(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["--lang", "en", "check", str(folder / "clean.bpmn"), *_ONLY])
    assert "1 file checked: 0 errors" in capsys.readouterr().out
    run(["--lang", "en", "check", str(folder / "deep" / "broken.bpmn"), "--only", "step-unreachable"])
    assert "1 file checked: 1 error, 0 pieces of advice" in capsys.readouterr().out


def test_an_exit_without_a_condition_becomes_the_default_and_nothing_else_changes(tmp_path: Path, root: Path) -> None:
    file = tmp_path / "a.bpmn"
    before = (root / "examples" / "rules" / "exit-condition-missing" / "fail.bpmn").read_bytes()
    file.write_bytes(before)
    assert run(["check", str(file), "--only", "exit-condition-missing", "--fix"]) == 0
    old, new = before.decode().splitlines(), file.read_bytes().decode().splitlines()
    changed = [(one, other) for one, other in zip(old, new, strict=True) if one != other]
    assert len(changed) == 1 and changed[0][1] == changed[0][0].replace("/>", ' default="f4"/>')


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A chart that can be mended safely."""
    file = tmp_path / "wrong.bpmn"
    file.write_bytes(_doubled())
    return file


_FIX = ["--only", "soundness", "--fix", "--no-cache"]


def test_a_baseline_never_replaces_a_flowchart(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(wrong), "--write-baseline", "--baseline", str(wrong)]) == 2
    assert "输出不能覆盖" in capsys.readouterr().err
    assert wrong.read_bytes() == _doubled()


def test_a_report_never_replaces_what_is_checked_whatever_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plain.xml"
    file.write_bytes(_doubled())
    assert run(["check", str(file), "-o", str(file)]) == 2
    assert "正要检查" in capsys.readouterr().err and file.read_bytes() == _doubled()


def test_fix_keeps_the_permissions(wrong: Path) -> None:
    wrong.chmod(0o640)
    assert run(["check", str(wrong), *_FIX]) == 0
    assert [file.stat().st_mode & 0o777 for file in (wrong, wrong.with_name("wrong.bpmn.bak"))] == [0o640, 0o640]


def test_fix_leaves_a_write_protected_file_and_goes_on(folder: Path, wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = folder / "another.bpmn"
    other.write_bytes(_doubled())
    other.chmod(0o444)
    assert run(["check", str(other), str(wrong), *_FIX]) == 3
    assert "写保护" in capsys.readouterr().err
    assert other.read_bytes() == _doubled() != wrong.read_bytes()
    assert not (folder / "another.bpmn.bak").exists()


def test_fix_mends_what_a_link_leads_to(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (wrong.parent / "links").mkdir()
    link = wrong.parent / "links" / "link.bpmn"
    link.symlink_to(wrong)
    assert run(["check", str(link), *_FIX]) == 0
    assert link.is_symlink() and wrong.read_bytes() != _doubled()
    assert "是链接，改的是" in capsys.readouterr().out and wrong.with_name("wrong.bpmn.bak").exists()


def test_two_reports_into_one_file_are_wrong_usage(wrong: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(["check", str(wrong), "--report", f"json={out}", "--report", f"html={out}"]) == 2
    assert not out.exists()


def test_a_report_that_cannot_be_written_keeps_no_other_from_it(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocked, good = wrong / "a.json", wrong.parent / "b.json"
    assert run(["check", str(wrong), "--report", f"json={blocked}", "--report", f"json={good}"]) == 3
    assert "无法写入" in capsys.readouterr().err and json.loads(good.read_text(encoding="utf-8"))["files"]


def test_the_difference_of_a_file_in_gb18030_is_legible(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = _doubled().decode().replace("UTF-8", "GB18030").replace("utf-8", "GB18030")
    if "GB18030" not in text:
        text = '<?xml version="1.0" encoding="GB18030"?>\n' + text
    wrong.write_bytes(text.replace('id="join" name=""', 'id="join" name="汇总"').encode("gb18030"))
    run(["check", str(wrong), *_FIX])
    assert '+<parallelGateway id="join" name="汇总"/>' in capsys.readouterr().out


@contextmanager
def _without_rights() -> Iterator[None]:
    """As somebody else than root, who may enter every folder."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_without_access_is_told_and_the_rest_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        closed = folder / "closed"
        closed.mkdir()
        (closed / "a.bpmn").write_bytes(_CLEAN.data())
        (folder / "b.bpmn").write_bytes(_CLEAN.data())
        arguments = [*_ONLY, "--no-cache"]
        assert run(["check", str(folder), *arguments]) == 0
        assert "检查了 2 个文件" in capsys.readouterr().out
        closed.chmod(0)
        try:
            with _without_rights():
                said = [(run(["check", str(path), *arguments]), capsys.readouterr().out) for path in (folder, closed)]
        finally:
            closed.chmod(0o755)
    assert [code for code, _ in said] == [3, 3]
    assert all(f"{closed}：文件夹无法打开" in text for _, text in said)
    assert "另有 1 个文件无法读取" in said[0][1] and "1 个健全" in said[0][1]


def test_archives_in_a_folder_are_read_and_those_without_charts_passed_over(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import zipfile

    (folder / "not.bpmn").unlink()
    with zipfile.ZipFile(folder / "deep" / "a.zip", "w") as archive:
        archive.writestr("x.bpmn", _BROKEN.data())
        archive.writestr("__MACOSX/._x.bpmn", b"\0\5\26\7")
    with zipfile.ZipFile(folder / "letters.zip", "w") as archive:
        archive.writestr("letter.txt", "x")
    assert run(["check", str(folder), *_ONLY, "--format", "json", "--no-cache"]) == 1
    assert [name for name, _, _ in _json(capsys)] == ["clean.bpmn", "a.zip!x.bpmn", "broken.bpmn"]


def test_an_archive_in_an_archive_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import zipfile

    with zipfile.ZipFile(folder / "outer.zip", "w") as archive:
        archive.writestr("x.bpmn", _CLEAN.data())
        archive.writestr("inner.zip", b"PK")
    assert run(["check", str(folder / "outer.zip"), *_ONLY, "--no-cache"]) == 3
    assert "压缩包里还有压缩包“inner.zip”" in capsys.readouterr().out


def test_a_name_that_speaks_of_the_former_kind_is_told(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong.write_bytes(_doubled().replace(b'id="join" name=""', 'id="join" name="排他汇合"'.encode()))
    assert run(["check", str(wrong), *_FIX]) == 0
    assert "名称“排他汇合”说的是另一种网关" in capsys.readouterr().out
