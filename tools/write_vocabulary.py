"""Writes what follows from the vocabulary: `docs/vocabulary.md` and the modeller's descriptor."""
from pathlib import Path

from powerflow.bpmn import publish

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    (ROOT / "docs" / "vocabulary.md").write_text(publish.page(), encoding="utf-8")
    (ROOT / "powerflow" / "bpmn" / "powerflow.moddle.json").write_text(publish.moddle(), encoding="utf-8")


if __name__ == "__main__":
    main()
