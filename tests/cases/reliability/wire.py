"""A wire between a program and the PostgreSQL server that is cut at a chosen moment."""
from __future__ import annotations

import socket
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

# As the server names its socket in the folder that an address gives.
_SOCKET = ".s.PGSQL.5432"


class Wire:
    """Passes on what both sides say; a connection is cut at the next COMMIT when `cut` is set, and then `cut` is empty again.

    "before": the server does not hear of it. "after": the server has done it, the program does not hear of that.
    """

    def __init__(self, folder: Path, address: str) -> None:
        self._server = address.split("host=")[1] + f"/{_SOCKET}"
        self.address = address.split("host=")[0] + f"host={folder}"
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(f"{folder}/{_SOCKET}")
        self._listening.listen()
        self.cut = ""
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                ends = _Ends(self, client, server)
                for work in (ends.ask, ends.answer):
                    threading.Thread(target=work, daemon=True).start()


class _Ends:
    """The two ends of one connection."""

    def __init__(self, wire: Wire, client: socket.socket, server: socket.socket) -> None:
        self._wire, self._client, self._server = wire, client, server
        self._is_last = False

    def ask(self) -> None:
        """Passes on what the program says."""
        with suppress(OSError):
            while said := self._client.recv(1 << 16):
                if self._wire.cut and b"COMMIT" in said:
                    mode, self._wire.cut = self._wire.cut, ""
                    self._wire.cuts += 1
                    if mode == "before":
                        break
                    self._is_last = True
                self._server.sendall(said)
        self._close(self._server if self._is_last else self._client)

    def answer(self) -> None:
        """Passes on what the server says, but not the answer to the last question."""
        with suppress(OSError):
            while said := self._server.recv(1 << 16):
                if self._is_last:
                    break
                self._client.sendall(said)
        self._close(self._client)

    def _close(self, first: socket.socket) -> None:
        for end in (first, self._client, self._server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
