"""A scanner for ``EVIDENCE_SCANNER``: ClamAV's daemon, to which the file is sent (INSTREAM).

``CLAMD_ADDRESS`` is a socket's path or ``host:port``. Its ``StreamMaxLength`` must be at
least the 50 MB that an upload may have, else larger files are refused.
"""

import re
import socket
import struct
from pathlib import Path

from django.conf import settings

_CHUNK = 256 * 1024
_TIMEOUT_SECONDS = 30


def scan(path: Path) -> str:
    """Return the name of what clamd finds in a file, or an empty string.

    Raises:
        OSError: it does not answer, or cannot judge this file.
    """
    with _connected() as daemon, Path(path).open("rb") as file:
        daemon.sendall(b"zINSTREAM\0")
        while chunk := file.read(_CHUNK):
            daemon.sendall(struct.pack(">L", len(chunk)) + chunk)
        daemon.sendall(struct.pack(">L", 0))
        answer = daemon.makefile("rb").read(4096).rstrip(b"\0\n").decode(errors="replace")
    if answer == "stream: OK":
        return ""
    found = re.fullmatch(r"stream: (.+) FOUND", answer)
    if found is None:
        raise OSError(f"clamd answered {answer!r}")
    return found[1]


def _connected() -> socket.socket:
    address = settings.CLAMD_ADDRESS
    if address.startswith("/"):
        daemon = socket.socket(socket.AF_UNIX)
        daemon.settimeout(_TIMEOUT_SECONDS)
        try:
            daemon.connect(address)
        except OSError:
            daemon.close()
            raise
        return daemon
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_TIMEOUT_SECONDS)
