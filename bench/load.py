"""A load of requests on one address: so many connections, each asking again as soon as it was answered.

One thread and no parsing beyond what tells answers apart, so that the server keeps the machine.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

CONNECTIONS = 8
END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, and the status that must answer it."""

    path: str
    headers: Mapping[str, str]
    status: int = 200

    @property
    def as_bytes(self) -> bytes:
        """The request as it goes over the wire."""
        lines = [f"GET {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


def per_second(port: int, request: Request, seconds: float) -> float:
    """Return how many answers a second the server on ``port`` gives to as many connections as it has threads.

    Raises:
        SystemExit: an answer had another status.
    """
    return asyncio.run(_loaded(port, request, seconds))


async def _loaded(port: int, request: Request, seconds: float) -> float:
    began = time.perf_counter()
    counts = await asyncio.gather(*(_asking(port, request, began + seconds) for _ in range(CONNECTIONS)))
    return sum(counts) / (time.perf_counter() - began)


async def _asking(port: int, request: Request, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    asked, answers = request.as_bytes, 0
    try:
        while time.perf_counter() < until:
            writer.write(asked)
            head = await reader.readuntil(END)
            status = int(head[9:12])
            if status != request.status:
                raise SystemExit(f"{request.path} answered {status}, not {request.status}")
            await reader.readexactly(_length(head))
            answers += 1
    finally:
        writer.close()
    return answers


def _length(head: bytes) -> int:
    at = head.lower().find(LENGTH)
    return 0 if at < 0 else int(head[at + len(LENGTH) : head.index(b"\r\n", at + len(LENGTH))])
