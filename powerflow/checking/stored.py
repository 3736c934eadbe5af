"""The check of one file as plain data, to be kept on disk or handed from one process to another."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from powerflow.errors import InputError
from powerflow.model import Finding, Kept, Place, Proposal, Severity
from powerflow.reports import CheckedFile, Said, Soundness, Standing, say, sentence

# Sentences are kept in both languages: what has been said needs no values any more.
_SAID = "{said}"
Record = dict[str, Any]


def to_record(file: CheckedFile) -> Record:
    """The check as data that JSON can hold; the path is not in it."""
    if file.error:
        values = {name: _plain(value) for name, value in file.error.values.items()}
        return {"error": [file.error.message, values]}
    stands = file.standing
    return {
        "title": "" if file.name == file.path else file.name, "code": file.item,
        "soundness": stands.soundness.value, "reason": [say(stands.reason, lang, **stands.values) for lang in ("zh", "en")],
        "findings": [_finding(finding) for finding in file.findings],
        "kept": [[each.place.line, each.place.element, each.name, each.namespace] for each in file.kept],
        "silenced": file.silenced, "crashed": list(file.crashed),
    }


def from_record(record: Record, path: str) -> CheckedFile:
    """The check of the file `path` out of its data, without its chart. Raises KeyError or ValueError for other data."""
    if "error" in record:
        message, values = record["error"]
        return CheckedFile(path=path, error=InputError(message, **{name: _value(value) for name, value in values.items()}))
    return CheckedFile(
        path=path, title=record["title"] or path, code=record["code"],
        known=Standing(Soundness(record["soundness"]), _SAID, _said(record["reason"])),
        findings=tuple(_found(each, path) for each in record["findings"]),
        kept=tuple(Kept(place=Place(path, line, id), name=name, namespace=space) for line, id, name, space in record["kept"]),
        silenced=record["silenced"], crashed=tuple(record["crashed"]),
    )


def _plain(value: object) -> int | str | list[str]:
    return list(map(str, value)) if isinstance(value, tuple) else value if isinstance(value, int) else str(value)


def _value(data: object) -> object:
    return tuple(data) if isinstance(data, list) else data


def _said(texts: list[str]) -> Mapping[str, object]:
    return {"said": Said(*texts)}


def _finding(finding: Finding) -> Record:
    place = finding.place
    return {
        "rule": finding.rule, "family": finding.family, "severity": finding.severity.value,
        "place": [place.line, place.element, place.name], "said": [sentence(finding, lang) for lang in ("zh", "en")],
        "mend": finding.mend, "basis": list(finding.basis), "row": finding.row, "level": finding.level,
        "witness": list(finding.witness), "fixes": [_fix(each) for each in finding.fixes],
    }


def _found(data: Record, path: str) -> Finding:
    line, element, name = data["place"]
    return Finding(
        rule=data["rule"], family=data["family"], severity=Severity(data["severity"]), place=Place(path, line, element, name),
        message=_SAID, values=_said(data["said"]), mend=data["mend"], basis=tuple(data["basis"]), row=data["row"],
        level=data["level"], witness=tuple(data["witness"]), fixes=tuple(_proposal(each) for each in data["fixes"]),
    )


def _fix(proposal: Proposal) -> Record:
    # The remark that other faults are left is put in by whoever reports it.
    said = [say(proposal.message, lang, **proposal.values) for lang in ("zh", "en")]
    return {
        "kind": proposal.kind, "element": proposal.element, "to": proposal.to, "restores": proposal.restores,
        "safe": proposal.safe, "said": said,
    }


def _proposal(data: Record) -> Proposal:
    return Proposal(
        kind=data["kind"], element=data["element"], to=data["to"], restores=data["restores"], safe=data["safe"],
        message=_SAID, values=_said(data["said"]),
    )
