"""What a person sees while it works: numbered steps with seconds, a moving line on a terminal."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
TICK_SECONDS = 0.1
LONGEST_LINE_BYTES = 400


def last_line(log: Path) -> str:
    """Return the last line of a file, as far as it is short; nothing of a file that is not there."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(log.stat().st_size - LONGEST_LINE_BYTES, 0))
            return (stream.read().decode(errors="replace").splitlines() or [""])[-1].strip()
    except OSError:
        return ""


class Steps:
    """Prints one line per step: ``[2/8] Python packages  6.4 s``.

    Args:
        total: how many steps there will be.
        stream: where to print; a terminal gets a spinner, a file or pipe plain lines.
        quiet_when_done: print nothing for a step that was skipped because nothing had changed.
    """

    def __init__(self, total: int, stream: TextIO, quiet_when_done: bool = False) -> None:
        self.total = total
        self.stream = stream
        self.quiet_when_done = quiet_when_done
        self.began = time.monotonic()
        self._number = 0
        self._live = stream.isatty() and "utf" in (stream.encoding or "").lower()

    def skip(self, title: str, why: str = "unchanged") -> None:
        """Count a step that had nothing to do."""
        self._number += 1
        if not self.quiet_when_done:
            self.say(f"{self._label(title)}  {why}")

    @contextmanager
    def step(self, title: str, log: Path | None = None) -> Iterator[None]:
        """Show one step while the block runs, and how long it took or that it failed.

        Args:
            title: what is done.
            log: on a terminal, the last line of this file is shown beside a step that takes long.
        """
        self._number += 1
        label, began, done = self._label(title), time.monotonic(), threading.Event()
        # The thread only writes; children are started by the main thread alone, because
        # a child's death signal belongs to the thread that started it.
        spinner = threading.Thread(target=self._spin, args=(label, log, began, done), daemon=True)
        if self._live:
            spinner.start()
        else:
            self._write(f"{label} …")
        outcome = "failed after "
        try:
            yield
            outcome = ""
        finally:
            done.set()
            if self._live:
                spinner.join()
                self._write(f"\r\033[K{label}")
            self._write(f"  {outcome}{time.monotonic() - began:.1f} s\n")

    def say(self, line: str) -> None:
        """Print a line between steps."""
        self._write(line + "\n")

    def _label(self, title: str) -> str:
        return f"[{self._number}/{self.total}] {title}"

    def _spin(self, label: str, log: Path | None, began: float, done: threading.Event) -> None:
        beat = 0
        while not done.wait(TICK_SECONDS):
            line = f"{label} {SPINNER[beat % len(SPINNER)]} {time.monotonic() - began:.0f} s"
            room = shutil.get_terminal_size().columns - len(line) - 3
            # Half the room, since a Chinese character takes two columns.
            detail = f"  {last_line(log)[: max(room // 2, 0)]}" if log else ""
            self._write(f"\r\033[K{line}{detail}")
            beat += 1

    def _write(self, text: str) -> None:
        try:
            self.stream.write(text)
        except UnicodeEncodeError:  # a terminal without Unicode must not stop the stack
            self.stream.write(text.encode("ascii", "replace").decode())
        self.stream.flush()
