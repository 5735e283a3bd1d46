"""A long way to a server: what it answers arrives a while later, and what went over it is counted."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

_BLOCK = 1 << 16


class SlowLine:
    """Passes bytes on to a server on 127.0.0.1; each answer waits, as it would on a distant one."""

    def __init__(self, port: int, delay_s: float) -> None:
        self._target = port
        self._delay_s = delay_s
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.connections = 0
        self.requests: list[str] = []
        self.answered_bytes = 0
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Where the server is reached."""
        return f"http://127.0.0.1:{self.port}/"

    def close(self) -> None:
        """End it, with what goes over it."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        for each in (self._listening, *self._open):
            each.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listening.accept()
                self.connections += 1
                server = socket.create_connection(("127.0.0.1", self._target))
                for each in (client, server):
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._open.append(each)
                threading.Thread(target=self._pass, args=(client, server), daemon=True).start()
                threading.Thread(target=self._answer, args=(server, client), daemon=True).start()

    def _pass(self, client: socket.socket, server: socket.socket) -> None:
        for block in _blocks(client):
            method = block.partition(b" ")[0]
            if method.isalpha() and method.isupper() and b" HTTP/1." in block:
                self.requests.append(method.decode())
            server.sendall(block)
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_WR)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        for block in _blocks(server):
            if block.startswith(b"HTTP/1."):
                time.sleep(self._delay_s)
            self.answered_bytes += len(block)
            with contextlib.suppress(OSError):
                client.sendall(block)
        client.close()


def _blocks(source: socket.socket) -> Iterator[bytes]:
    with contextlib.suppress(OSError):
        while block := source.recv(_BLOCK):
            yield block
