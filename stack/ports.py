"""The port of the web server: bound before anything slow is done, and kept while the web restarts."""

import errno
import socket

from stack.errors import Problem

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
PORTS_TO_TRY = 50


def bind(port: int | None) -> socket.socket:
    """Return a socket bound to a port of this machine, not yet listening.

    Args:
        port: the port a person asked for, 0 for any free one; None for the first free one from 8000 on.

    Raises:
        Problem: the port that was asked for is not to be had.
    """
    for candidate in [port] if port is not None else range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TO_TRY):
        try:
            return _bind(candidate)
        except OSError as error:
            if port is not None:
                raise _refusal(port, error) from error
            if error.errno != errno.EADDRINUSE:
                raise
    raise Problem(
        f"no free port between {DEFAULT_PORT} and {DEFAULT_PORT + PORTS_TO_TRY - 1}", "name a free one with --port."
    )


def _bind(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Else the closed connections of the last run would keep the port for a minute.
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
    except OSError:
        bound.close()
        raise
    return bound


def _refusal(port: int, error: OSError) -> Problem:
    if error.errno == errno.EADDRINUSE:
        return Problem(
            f"port {port} is taken by another program",
            "stop that program, name another port (--port 8001), or leave out --port to get the next free one.",
        )
    if error.errno == errno.EACCES:
        return Problem(f"only root may use port {port}", "choose a port above 1023, such as --port 8000.")
    return Problem(f"port {port} cannot be used: {error.strerror or error}", "choose another with --port.")
