"""The generated secrets of this clone. They never leave ``var/secrets.json``, mode 600."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from stack.errors import Problem
from stack.private import write_private


@dataclass(frozen=True)
class Credentials:
    """What the embedded stack needs to keep to itself.

    Args:
        secret_key: Django's SECRET_KEY; the application role's password is derived from it.
        owner_password: of the database's owner role; letters, digits, ``-`` and ``_`` only,
            so that it stands in a URL and in SQL as it is.
    """

    secret_key: str
    owner_password: str


def random_password() -> str:
    """Return a password that nobody has to type."""
    return secrets.token_urlsafe(32)


def load_or_create(file: Path) -> Credentials:
    """Return the secrets of this clone, made at the first call.

    Raises:
        Problem: the file is there but cannot be read, or is not what we wrote.
    """
    try:
        return Credentials(**json.loads(file.read_text()))
    except FileNotFoundError:
        made = Credentials(secrets.token_urlsafe(48), random_password())
        file.parent.mkdir(parents=True, exist_ok=True)
        write_private(file, asdict(made))
        return made
    except PermissionError as error:
        raise Problem(
            f"{file} belongs to another user",
            "run dev.py as the user who made this clone, or use a clone of your own.",
        ) from error
    except (ValueError, TypeError) as error:
        raise Problem(
            f"{file} is damaged",
            "restore it, or delete it and run `python3 dev.py up --reset` (this deletes the embedded database).",
        ) from error
