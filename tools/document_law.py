"""Writes docs/law-coverage.md: run it after changing a row of law or a variant under examples/defects/."""
import re
from collections import defaultdict
from pathlib import Path

from powerflow.reports.law_markdown import coverage_markdown

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "law-coverage.md"
_EXPECT = re.compile(r"<!--\s*expect:([^>]*?)-->|（expect:([^）]*)）")


def page() -> str:
    """The page as it should be."""
    examples: defaultdict[str, list[str]] = defaultdict(list)
    for file in sorted(file for file in (ROOT / "examples" / "defects").glob("*/**/*") if file.suffix in (".bpmn", ".jsonl")):
        variant = file if file.parent.parent.name == "defects" else file.parent
        for comments in _EXPECT.findall(file.read_text(encoding="utf-8")):
            for row in re.findall(r"[A-Z]{1,2}-\d+", " ".join(comments)):
                path = variant.relative_to(ROOT).as_posix()
                if path not in examples[row]:
                    examples[row].append(path)
    return coverage_markdown(examples)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
