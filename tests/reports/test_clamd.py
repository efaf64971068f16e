"""ClamAV's protocol, spoken to a daemon of the test's own."""

import socket
import struct
import threading

import pytest

from reports.services import clamd
from tests.reports.uploads import PDF


@pytest.fixture
def daemon(settings, tmp_path):
    """``daemon(answer)`` serves one connection and returns what it was sent, in a list."""
    threads = []

    def start(answer, family=socket.AF_UNIX):
        received = []
        listener = socket.socket(family)
        if family == socket.AF_UNIX:
            listener.bind(settings_path := str(tmp_path / "clamd"))
            settings.CLAMD_ADDRESS = settings_path
        else:
            listener.bind(("127.0.0.1", 0))
            settings.CLAMD_ADDRESS = f"127.0.0.1:{listener.getsockname()[1]}"
        listener.listen()
        threads.append(threading.Thread(target=serve, args=(listener, answer, received)))
        threads[-1].start()
        return received

    yield start
    for thread in threads:
        thread.join(10)


def serve(listener, answer, received):
    with listener, listener.accept()[0] as connection, connection.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">L", stream.read(4))[0]:
            content += stream.read(length)
        received.append(content)
        connection.sendall(answer)


@pytest.mark.parametrize("family", [socket.AF_UNIX, socket.AF_INET])
def test_a_clean_file_is_sent_whole_and_nothing_is_found(daemon, tmp_path, family):
    received = daemon(b"stream: OK\0", family)
    (tmp_path / "file").write_bytes(PDF + bytes(600_000))
    assert clamd.scan(tmp_path / "file") == ""
    assert received == [PDF + bytes(600_000)]


def test_what_is_found_is_named(daemon, tmp_path):
    daemon(b"stream: Eicar-Signature FOUND\0")
    (tmp_path / "file").write_bytes(PDF)
    assert clamd.scan(tmp_path / "file") == "Eicar-Signature"


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK and more\0"])
def test_any_other_answer_is_none(daemon, tmp_path, answer):
    daemon(answer)
    (tmp_path / "file").write_bytes(PDF)
    with pytest.raises(OSError, match="clamd answered"):
        clamd.scan(tmp_path / "file")


def test_nobody_there_is_an_error(settings, tmp_path):
    settings.CLAMD_ADDRESS = str(tmp_path / "nobody")
    (tmp_path / "file").write_bytes(PDF)
    with pytest.raises(OSError):
        clamd.scan(tmp_path / "file")
