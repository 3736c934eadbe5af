"""Says a Chinese sentence in English: one gettext catalogue per room, Chinese sentences are the keys."""
from __future__ import annotations

import gettext
import string
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
_LOCALE = Path(__file__).with_name("locale")


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    whole: gettext.NullTranslations = gettext.NullTranslations()
    for compiled in sorted((_LOCALE / lang / "LC_MESSAGES").glob("*.mo")):
        with compiled.open("rb") as stream:
            room = gettext.GNUTranslations(stream)
        room.add_fallback(whole)
        whole = room
    return whole


def translate(message: str, lang: str) -> str:
    """The template `message` in `lang` (`zh` gives it back unchanged); placeholders stay unfilled."""
    if lang == "zh" or not message:
        return message
    return _catalogue(lang).gettext(message)


def listed(words: Iterable[str], lang: str) -> str:
    """The words in a row, with the sign that stands between them in `lang`."""
    return ("、" if lang == "zh" else ", ").join(words)


def fill(template: str, lang: str, values: Mapping[str, object]) -> str:
    """The template with its values. Several words (a tuple) are listed; `{count:file|files}` is the word that fits the number.

    What can say itself in either language does.
    """
    said = {name: each.say(lang) if hasattr(each, "say") else each for name, each in values.items()}
    shown = {name: listed(map(str, each), lang) if isinstance(each, tuple) else each for name, each in said.items()}
    return _Filler().vformat(template, (), shown) if "|" in template else template.format(**shown)


class _Filler(string.Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        one, is_number, many = format_spec.partition("|")
        if not is_number:
            return str(super().format_field(value, format_spec))
        return one if value == 1 else many
