"""Compiles every English catalogue of the rooms (`*.po`) to the `*.mo` beside it, which is what the program reads."""
from datetime import datetime, timezone
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

# Babel stamps the hour of compiling into the file; the same sentences must give the same bytes.
ALWAYS = datetime(2026, 1, 1, tzinfo=timezone.utc)
LOCALE = Path(__file__).resolve().parent.parent / "powerflow" / "locale"


def main() -> None:
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream, abort_invalid=True)
        catalogue.creation_date = catalogue.revision_date = ALWAYS
        with source.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalogue)
        print(f"{source.stem}: {len(catalogue)}")


if __name__ == "__main__":
    main()
