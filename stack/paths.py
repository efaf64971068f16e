"""Where things lie. Everything made on this machine is below ``var/``, save the two folders npm and Django read."""

import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Checkout:
    """The folders of one clone of the repository.

    Args:
        root: the clone; another one than ours in tests.
    """

    root: Path = ROOT

    @property
    def var(self) -> Path:
        """All that is made here and may be deleted; git ignores it."""
        return self.root / "var"

    @property
    def venv(self) -> Path:
        """The virtual environment: one per Python, so that changing Python never breaks the other."""
        return self.var / "venv-{}.{}".format(*sys.version_info[:2])

    @property
    def python(self) -> Path:
        """The interpreter of the virtual environment."""
        return self.venv / "bin" / "python"

    @property
    def logs(self) -> Path:
        """One file per process, and ``setup.log`` for what ran before them."""
        return self.var / "log"

    @property
    def run(self) -> Path:
        """What describes the running stack: locks, its state, the beat schedule."""
        return self.var / "run"

    @property
    def stamps(self) -> Path:
        """One file per step: the fingerprint of what the step was last done for."""
        return self.var / "stamps"

    @property
    def postgres(self) -> Path:
        """The parent of the embedded cluster's data directory."""
        return self.var / "postgres"

    @property
    def vendor(self) -> Path:
        """Front-end files of other people, copied out of npm packages."""
        return self.root / "static" / "vendor"

    @property
    def secrets(self) -> Path:
        """The generated secret key and database password of this clone."""
        return self.var / "secrets.json"
