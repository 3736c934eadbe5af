"""`powerflow audit`: all cases at once, from histories, a store and foreign logs."""
from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import pytest

from powerflow.commands import run

_ROOT = Path(__file__).resolve().parents[2]
_RULES = _ROOT / "examples" / "rules"
_SCHEMA = json.loads((_ROOT / "powerflow" / "reports" / "schemas" / "audit-1.json").read_text(encoding="utf-8"))
_LOG = """办件编号,环节,办理时间,经办人,岗位
A1,收件,2026-09-18 10:00:00,甲,承办人
A1,审查,2026-09-21 10:00:00,甲,承办人
A1,决定,2026-09-22 10:00:00,丙,局长
A2,收件,2026-09-18 10:00:00,甲,承办人
A2,决定,2026-10-12 10:00:00,甲,局长
"""
_MAP = """schema = "powerflow/mapping/1"
[[limit]]
from = "收件"
to = "决定"
amount = 5
unit = "WD"
basis = "示例条例第九条"
[[separation]]
first = "收件"
second = "决定"
"""
_CHART = str(_RULES / "post-not-held" / "chart.bpmn")


@pytest.fixture
def log(tmp_path: Path) -> str:
    """A log of two cases, the second late, without a review, and by one person."""
    (tmp_path / "map.toml").write_text(_MAP, encoding="utf-8")
    path = tmp_path / "log.csv"
    path.write_text(_LOG, encoding="utf-8")
    return str(path)


def _data(output: str) -> dict[str, object]:
    data = json.loads(output)
    jsonschema.validate(data, _SCHEMA)
    assert isinstance(data, dict)
    return data


def test_foreign_log_is_held_to_chart_and_mapping(log: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code = run(["audit", log, "--chart", _CHART, "--map", log.replace("log.csv", "map.toml"), "--format", "json"])
    data = _data(capsysbinary.readouterr().out.decode())
    assert code == 1
    assert (data["cases"], data["events"], data["variants"]) == (2, 5, 2)
    assert data["conformance"]["fitting_cases"] == 1  # type: ignore[index]
    assert [(each["kind"], each["step"]) for each in data["deviations"]] == [("skipped", "review")]  # type: ignore[attr-defined]
    findings = {each["rule"]: each["sample"] for each in data["findings"]}  # type: ignore[attr-defined]
    assert {rule: [each["case"] for each in sample] for rule, sample in findings.items()} == {
        "stated-limit-passed": ["A2"], "stated-duties-by-one-person": ["A2"],
        # What the chart itself demands: two officers at the review, which A2 left out.
        "staff-too-few": ["A1"], "step-skipped": ["A2"],
    }


def test_folder_of_histories_is_judged_by_the_rules_of_conduct(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    folder = _RULES / "post-not-held"
    code = run(["audit", str(folder), "--organisation", str(folder / "organisation.toml"), "--format", "json"])
    data = _data(capsysbinary.readouterr().out.decode())
    assert code == 1
    assert (data["cases"], [each["rule"] for each in data["findings"]]) == (2, ["post-not-held"])  # type: ignore[attr-defined]
    by = data["findings"][0]["by"]  # type: ignore[index]
    assert by["department"] == [{"name": "示例局", "count": 1, "of": 2}]
    assert by["officer"] == [{"name": "丙", "count": 1, "of": 1}]


def test_running_case_of_a_store_has_skipped_nothing(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    store = f"sqlite:///{tmp_path / 'cases.db'}"
    assert run(["case", "start", "E01", "--simulate", "--at", "2026-09-18T10:00", "--store", store]) == 0
    capsysbinary.readouterr()
    assert run(["audit", store, "--format", "json"]) == 0
    data = _data(capsysbinary.readouterr().out.decode())
    assert (data["cases"], data["conformance"], data["deviations"]) == (1, None, [])
    assert data["not_judged"]


def test_accepted_deviation_is_not_counted_until_it_runs_out(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder, file = _RULES / "post-not-held", tmp_path / "accepted.toml"
    arguments = [
        "audit", str(folder), "--organisation", str(folder / "organisation.toml"), "--accepted", str(file), "--format", "json",
    ]
    text = 'schema = "powerflow/accepted/1"\n[[accepted]]\nrule = "post-not-held"\nreason = "交接"\nby = "局长"\nuntil = {}\n'
    for until, code, counted in (("2999-01-01", 0, (0, 1)), ("2020-01-01", 1, (1, 0))):
        file.write_text(text.format(until), encoding="utf-8")
        assert run(arguments) == code
        group = _data(capsysbinary.readouterr().out.decode())["findings"][0]  # type: ignore[index]
        assert (group["count"], group["accepted"]) == counted


def test_table_and_page_are_written_to_files(log: str, tmp_path: Path) -> None:
    mapping = log.replace("log.csv", "map.toml")
    table, page = tmp_path / "findings.csv", tmp_path / "audit.html"
    for form, path in (("csv", table), ("html", page)):
        assert run(["audit", log, "--map", mapping, "--format", form, "-o", str(path), "--fail-on", "never"]) == 0
    rows = [*csv.reader(table.read_text(encoding="utf-8-sig").splitlines())]
    assert {row[0] for row in rows[1:]} == {"stated-limit-passed", "stated-duties-by-one-person"}
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text and "超过对照表所定的时限" in text


def test_what_cannot_be_read_is_counted_and_named_in_every_format(log: str, tmp_path: Path) -> None:
    path = Path(log)
    path.write_text(_LOG + "A3,收件\n,收件,2026-09-18 10:00:00,甲,承办人\nA2,送达,后天,甲,承办人\n", encoding="utf-8")
    said = {}
    for form in ("json", "text", "html"):
        file = tmp_path / f"audit.{form}"
        assert run(["audit", log, "--format", form, "-o", str(file), "--fail-on", "never"]) == 0
        said[form] = file.read_text(encoding="utf-8")
    data = _data(said["json"])
    assert (data["broken"], data["cases"], data["events"]) == (3, 2, 6)
    named = [(each["line"], each["case"], each["event"]) for each in data["broken_sample"]]  # type: ignore[attr-defined]
    assert named == [(0, "A2", 3), (7, "", 0), (8, "", 0)]
    assert all("第 7 行" in text and "A2 第 3 个事件" in text for form, text in said.items() if form != "json")


def test_log_that_shares_no_name_with_the_chart_is_told(log: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = Path(log)
    path.write_text(_LOG.replace("收件", "a").replace("审查", "b").replace("决定", "c"), encoding="utf-8")
    run(["audit", log, "--chart", _CHART, "--format", "json"])
    assert any("--propose-map" in each for each in _data(capsysbinary.readouterr().out.decode())["not_judged"])  # type: ignore[attr-defined]


def test_log_of_which_nothing_can_be_read_is_not_fine(log: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    Path(log).write_text("办件编号,环节,办理时间\nA1,收件\n", encoding="utf-8")
    assert run(["audit", log, "--chart", _CHART, "--format", "json"]) == 3
    assert _data(capsysbinary.readouterr().out.decode())["broken"] == 1


def test_log_held_to_nothing_is_told(log: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    mapping = Path(log.replace("log.csv", "empty.toml"))
    mapping.write_text('schema = "powerflow/mapping/1"\n[[ignored]]\nactivity = "审查"\n', encoding="utf-8")
    said = []
    for given in ([], ["--map", str(mapping)], ["--chart", _CHART], ["--map", log.replace("log.csv", "map.toml")], ["--due", "办理时间"]):
        run(["audit", log, "--format", "json", *given])
        said.append(any("没有判断任何事" in each for each in _data(capsysbinary.readouterr().out.decode())["not_judged"]))  # type: ignore[attr-defined]
    assert said == [True, True, False, False, False]


def test_what_is_no_log_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A chart in place of a log, text that only begins like OCEL, and the address of a store on another machine."""
    broken = tmp_path / "log.json"
    broken.write_text("{\n", encoding="utf-8")
    for source, word in ((_CHART, "XES"), (str(broken), "第 2 行")):
        assert run(["audit", source, "--chart", _CHART]) == 3
        assert word in capsys.readouterr().err
    assert run(["audit", "nosuch://host/store"]) == 2
    assert "postgresql://" in capsys.readouterr().err


def test_date_that_means_never_is_counted_as_unread(log: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    Path(log).write_text(_LOG + "A3,收件,2026-09-18,甲,承办人\nA3,决定,9999-12-31 00:00:00,丙,局长\n", encoding="utf-8")
    assert run(["audit", log, "--chart", _CHART, "--format", "json", "--fail-on", "never"]) == 0
    data = _data(capsysbinary.readouterr().out.decode())
    assert (data["cases"], data["broken"]) == (3, 1)


def test_processes_and_memory_change_nothing(log: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    found = []
    for means in ([], ["--jobs", "2", "--memory", "400M"], ["--memory", "130M"]):
        assert run(["audit", log, "--map", log.replace("log.csv", "map.toml"), "--format", "json", *means]) == 1
        data = _data(capsysbinary.readouterr().out.decode())
        found.append({name: value for name, value in data.items() if name != "elapsed"})
    assert found[0] == found[1] == found[2]


def test_activity_done_while_it_was_forbidden_is_found_with_what_was_known(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A2 was paid in full before it was collected, A3 only in part; of A4 nothing is known."""
    path, mapping = tmp_path / "log.csv", tmp_path / "map.toml"
    path.write_text(
        "办件编号,环节,办理时间,罚款,已缴\nA2,处罚,2026-01-05,100,\nA2,缴款,2026-01-06,,100.0\nA2,催收,2026-02-05,,\n"
        "A3,处罚,2026-01-05,100,\nA3,缴款,2026-01-06,,99.99\nA3,催收,2026-02-05,,\nA4,催收,2026-02-05,,\n", encoding="utf-8",
    )
    text = 'schema = "powerflow/mapping/1"\n[[forbidden]]\nactivity = "催收"\nwhen = "{}"\n'
    mapping.write_text(text.format("已缴 >= 罚款"), encoding="utf-8")
    assert run(["audit", str(path), "--map", str(mapping), "--format", "json"]) == 1
    [group] = _data(capsysbinary.readouterr().out.decode())["findings"]  # type: ignore[misc]
    assert (group["rule"], group["count"], group["of"], group["facts"]) == ("stated-act-forbidden", 1, 3, {"unknown": 1})
    assert [each["case"] for each in group["sample"]] == ["A2"] and "罚款 = 100" in group["sample"][0]["message"]
    mapping.write_text(text.format("已缴 >= "), encoding="utf-8")
    assert run(["audit", str(path), "--map", str(mapping)]) == 3


def test_mapping_is_proposed_by_names(log: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["audit", log, "--chart", _CHART, "--propose-map"]) == 0
    assert 'name = "审查"' in capsysbinary.readouterr().out.decode()


@pytest.mark.parametrize(
    "arguments",
    [["--memory", "lots"], ["--memory", "20M"], ["--propose-map"], ["--calendar", "none"], ["--scheduler", "tcp://none:1"],
     ["--propose-map", "--chart", _CHART, "--format", "text"], ["--due", "x", "--scheduler", "banana"], ["--scheduler", "http://h:1"]],
)
def test_wrong_usage_is_told(arguments: list[str], log: str, capsys: pytest.CaptureFixture[str]) -> None:
    source = str(_RULES / "post-not-held") if arguments[0] in ("--calendar", "--scheduler") or "--chart" in arguments else log
    assert run(["audit", source, *arguments]) == 2
    assert capsys.readouterr().err
