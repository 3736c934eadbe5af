"""The text alternative of a chart as files: plain text and a page of HTML that needs nothing else."""
from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from powerflow.diagram.text_alternative import Passage, Section, TextAlternative
from powerflow.diagram.wording import Words

_CSS = (
    "body{font-family:'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif;color:#1f2a33;background:#fff;"
    "max-width:48em;margin:2em auto;padding:0 1em;line-height:1.6}h1{font-size:1.6em}h2{font-size:1.2em;color:#0b4f8a;"
    "border-bottom:1px solid #9fb0bd}h3{font-size:1.05em}dt{font-weight:700}dd{margin:0 0 .4em 1.5em}li{margin-bottom:.5em}"
    "ul.ways{list-style:none;padding-left:1em;color:#263238}footer{color:#52606b;font-size:.9em}"
)


def plain_text(alternative: TextAlternative) -> str:
    """The text for a `.txt` file, one statement a line."""
    words = Words(alternative.lang)
    lines = [alternative.title, *(_row(words, row) for row in alternative.facts)]
    for section in alternative.sections:
        lines += ["", section.title, *(_row(words, row) for row in section.rows)]
        for phase, passages in groupby(section.passages, key=lambda each: each.phase):
            lines += ["", words.say("【{phase}】", phase=phase)] if phase else []
            for passage in passages:
                lines += [passage.sentence, *(f"    → {way}" for way in passage.ways)]
    return "\n".join(_one_line(line) for line in [*lines, "", alternative.end]) + "\n"


def _row(words: Words, row: tuple[str, str]) -> str:
    label, text = row
    return words.say("{label}：{text}", label=label, text=text) if label and text else label or text


def _one_line(text: str) -> str:
    """Names hold what their authors typed: breaks and control characters would make lines of their own."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def html_page(alternative: TextAlternative) -> str:
    """The text as one page of HTML without scripts or references; every name is escaped."""
    lang = {"zh": "zh-CN"}.get(alternative.lang, alternative.lang)
    title = _safe(alternative.title)
    body = "\n".join(_sections(alternative))
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_CSS}</style></head>\n'
        f"<body><main>\n<h1>{title}</h1>\n{_rows(alternative.facts)}\n{body}\n</main>\n<footer><p>{_safe(alternative.end)}</p></footer></body>\n</html>\n"
    )


def _sections(alternative: TextAlternative) -> Iterator[str]:
    for section in alternative.sections:
        yield f"<section><h2>{_safe(section.title)}</h2>"
        yield _rows(section.rows)
        yield from _passages(section)
        yield "</section>"


def _rows(rows: tuple[tuple[str, str], ...]) -> str:
    return "<dl>" + "".join(f"<dt>{_safe(label)}</dt><dd>{_safe(text)}</dd>" for label, text in rows) + "</dl>" if rows else ""


def _passages(section: Section) -> Iterator[str]:
    for phase, passages in groupby(section.passages, key=lambda each: each.phase):
        if phase:
            yield f"<h3>{_safe(phase)}</h3>"
        yield "<ul>" + "".join(map(_passage, passages)) + "</ul>"


def _passage(passage: Passage) -> str:
    ways = "".join(f"<li>→ {_safe(way)}</li>" for way in passage.ways)
    return f"<li>{_safe(passage.sentence)}" + (f'<ul class="ways">{ways}</ul>' if ways else "") + "</li>"


def _safe(text: str) -> str:
    return escape(_one_line(text))
