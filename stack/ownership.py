"""Who runs this clone's servers: one ``up``, or one ``manage`` for its duration, and others who borrow them.

File locks end with their process, however it ends, so nothing here can go stale.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from stack.errors import Problem
from stack.private import write_private

FOREIGN_ADVICE = "run dev.py as the user who made this clone, or use a clone of your own."


@dataclass(frozen=True)
class State:
    """What the owner of the running servers tells others.

    Args:
        pid: the owner's process.
        kind: ``up`` or ``manage``.
        port: where the web answers; 0 if there is no web.
        sockets: the folder of the sockets, removed by the next owner if this one was killed.
        database_url: empty until the database is ready for others.
        redis_url: likewise.
    """

    pid: int
    kind: str
    port: int = 0
    sockets: str = ""
    database_url: str = ""
    redis_url: str = ""


class Ownership:
    """The locks of one clone.

    Args:
        folder: where they lie.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._owner: IO[str] | None = None

    @property
    def file(self) -> Path:
        """The owner's state; it holds the database's password, so only its user may read it."""
        return self.folder / "stack.json"

    def try_acquire(self, kind: str) -> State | None:
        """Become the owner if there is none.

        Returns:
            The last owner's state if it was killed before it could tidy, an empty one after an
            orderly end; None if there is a living owner.
        """
        self._make_folder()
        lock = self._open("owner.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return None
        self._owner = lock
        left = self.read()
        self.publish(State(os.getpid(), kind))
        return left or State(0, kind)

    def publish(self, state: State) -> None:
        """Tell others what we run."""
        write_private(self.file, asdict(state))

    def read(self) -> State | None:
        """Return what the owner last told, if anything."""
        try:
            return State(**json.loads(self.file.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def release(self) -> None:
        """Stop being the owner."""
        self.file.unlink(missing_ok=True)
        if self._owner:
            self._owner.close()
            self._owner = None

    @contextmanager
    def borrowing(self) -> Iterator[State | None]:
        """Use another owner's servers for the duration of the block; a ``manage`` owner waits for us.

        Yields:
            What runs, or None while it is still starting or when it has just ended.
        """
        self._make_folder()
        with self._open("borrowers.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            state = self.read()
            yield state if state and state.database_url else None

    def alone(self, on_wait: str) -> AbstractContextManager[None]:
        """Run a block when nobody borrows our servers any more, and let nobody in meanwhile.

        Args:
            on_wait: printed to standard error if somebody still does.
        """
        return self._exclusive("borrowers.lock", on_wait)

    def preparing(self, on_wait: str) -> AbstractContextManager[None]:
        """Run a block while nobody else installs into this clone.

        Args:
            on_wait: printed to standard error if somebody does.
        """
        return self._exclusive("prepare.lock", on_wait)

    @contextmanager
    def _exclusive(self, name: str, on_wait: str) -> Iterator[None]:
        self._make_folder()
        with self._open(name) as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.write(2, f"{on_wait}\n".encode())
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except PermissionError as error:
            raise Problem(f"cannot write to {self.folder}", FOREIGN_ADVICE) from error

    def _open(self, name: str) -> IO[str]:
        try:
            return (self.folder / name).open("a")
        except PermissionError as error:
            raise Problem(f"{self.folder / name} belongs to another user", FOREIGN_ADVICE) from error
