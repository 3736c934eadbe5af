"""Says a Chinese sentence in English: one gettext catalogue per room, Chinese sentences are the keys."""
from __future__ import annotations

import gettext
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
