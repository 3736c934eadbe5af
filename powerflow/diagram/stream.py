"""Processes of Graphviz that stay: graphs go in as text one after the other, pictures come out, each known by how it ends."""
from __future__ import annotations

import os
import re
import selectors
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

_ENDS = {"svg": b"</svg>\n", "pdf": b"%%EOF\n", "png": b"IEND\xaeB`\x82"}
_CHUNK = 1 << 20
# The second graph of a process is its page 0,1, and its SVG says so.
_PAGE_PREFIX = re.compile(rb'id="page\d+,\d+_')


class Streams:
    """The processes by their command, started when first needed. One thread uses them at a time."""

    def __init__(self, seconds: float) -> None:
        """`seconds` is how long one picture may take."""
        self._seconds = seconds
        self._running: dict[tuple[str, ...], _Process] = {}

    def draw(self, command: Sequence[str], format: str, data: bytes, environment: Mapping[str, str]) -> bytes | None:
        """The picture of one graph; None where the process failed on it, so that a process of its own can say why.

        A process that crashed or hangs is ended; the next graph gets a new one.
        """
        key = tuple(command)
        process = self._running.get(key)
        try:
            if process is None or process.has_ended:
                process = self._running[key] = _start(key, environment)
            # Graphviz reads whole lines: without the last line feed it would wait for more.
            drawn = process.draw(data if data.endswith(b"\n") else data + b"\n", _ENDS[format], self._seconds)
        except OSError:
            drawn = None
        if drawn is None:
            gone = self._running.pop(key, None)
            if gone is not None:
                gone.end()
        return _PAGE_PREFIX.sub(b'id="', drawn) if drawn and format == "svg" else drawn

    def close(self) -> None:
        """Ends all processes."""
        for process in self._running.values():
            process.end()
        self._running.clear()


@dataclass(frozen=True)
class _Process:
    """A process that stays. What it says on stderr goes to a file: a full pipe would stop it."""

    process: subprocess.Popen[bytes]
    said: IO[bytes]

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def draw(self, data: bytes, end: bytes, seconds: float) -> bytes | None:
        feeder = threading.Thread(target=self._feed, args=(data,), daemon=True)
        feeder.start()
        drawn = self._read(end, time.monotonic() + seconds)
        if drawn is not None:
            feeder.join(seconds)
        return drawn

    def _feed(self, data: bytes) -> None:
        """Large graphs fill the pipe while the process already writes, so they are fed beside the reading."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except (OSError, ValueError):
            return

    def _read(self, end: bytes, until: float) -> bytes | None:
        assert self.process.stdout is not None
        place = self.process.stdout.fileno()
        drawn = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(place, selectors.EVENT_READ)
            while (left := until - time.monotonic()) > 0:
                # Graphviz says nothing on stdout when it cannot read a graph, but it says so on stderr.
                if not selector.select(min(left, 0.5)):
                    if not drawn and self._complains():
                        return None
                    continue
                chunk = os.read(place, _CHUNK)
                if not chunk:
                    return None
                drawn += chunk
                if drawn.endswith(end):
                    return bytes(drawn)
        return None

    def _complains(self) -> bool:
        self.said.seek(0)
        return b"Error" in self.said.read()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.said):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue


def _start(command: tuple[str, ...], environment: Mapping[str, str]) -> _Process:
    said = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the process
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env=dict(environment), bufsize=0
    )
    return _Process(process, said)
