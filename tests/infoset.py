"""What an XML file says, by a second parser (expat): two files with the same events have the same infoset."""
from __future__ import annotations

from xml.parsers import expat

_ALWAYS_BOUND = ("xml", "http://www.w3.org/XML/1998/namespace")


def infoset(data: bytes) -> list[tuple[object, ...]]:
    """Elements, attributes, namespace declarations, text, comments and processing instructions, in order."""
    found: list[tuple[object, ...]] = []
    text: list[str] = []

    def add(*event: object) -> None:
        if text:
            found.append(("text", "".join(text)))
            text.clear()
        found.append(event)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, attributes: add("start", name, tuple(sorted(attributes.items())))
    parser.EndElementHandler = lambda name: add("end", name)
    parser.CharacterDataHandler = text.append
    parser.CommentHandler = lambda comment: add("comment", comment)
    parser.ProcessingInstructionHandler = lambda target, body: add("instruction", target, body)
    parser.StartNamespaceDeclHandler = lambda prefix, uri: add("namespace", prefix, uri)
    parser.Parse(data, True)
    return [event for event in found if event != ("namespace", *_ALWAYS_BOUND)]
