"""Files that only their user may read."""

import json
from pathlib import Path


def write_private(file: Path, content: dict[str, object]) -> None:
    """Write a JSON file, mode 600, whole or not at all.

    Args:
        file: replaced if it is there.
        content: what to write.
    """
    partial = file.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600, exist_ok=False)  # closed to others before anything is in it
    partial.write_text(json.dumps(content))
    partial.rename(file)
