"""The roll-up's SQL (``progress/sql``): statements made of files, planned once per connection of the database.

Planning them takes longer than running them for one county. They are prepared under names
that carry a digest of their text; the server is asked what it has prepared, within the
transaction, so that neither a pooler in between nor a new version of the text can mislead.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

SQL = Path(__file__).resolve().parent.parent / "sql"
PARAMETER = re.compile(r"%\((\w+)\)s::(\w+(?:\[\])?)")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement under its name; ``parameters`` in the order in which it takes them."""

    name: str
    definition: str
    parameters: tuple[str, ...]


@cache
def text_of(*names: str) -> str:
    """The text of a statement: files of ``progress/sql``, one after the other."""
    return "\n".join((SQL / name).read_text(encoding="utf-8") for name in names)


@cache
def prepared(*names: str) -> Prepared:
    """A statement as PREPARE wants it; every parameter in it says its type.

    >>> prepared("cells.sql").parameters
    ('base_year', 'plan', 'quantities', 'stages', 'years', 'zone_year')
    """
    text = text_of(*names)
    types = dict(PARAMETER.findall(text))
    order = tuple(sorted(types))
    numbered = PARAMETER.sub(lambda found: f"${order.index(found[1]) + 1}", text)
    name = f"rollup_{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    return Prepared(name, f"PREPARE {name} ({', '.join(types[one] for one in order)}) AS\n{numbered}", order)


class Statements:
    """The statements of one transaction, each planned at its first use on this connection."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM pg_prepared_statements WHERE name LIKE 'rollup%%'", [])
            self._ready = {name for (name,) in cursor.fetchall()}

    def run(self, *names: str, **parameters: object) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Run a statement made of files of ``progress/sql``; parameters that it does not take are left aside.

        Returns:
            The names of its columns, and its rows.
        """
        one = prepared(*names)
        given = ", ".join(["%s"] * len(one.parameters))
        with connection.cursor() as cursor:
            if one.name not in self._ready:
                cursor.execute(one.definition)
                self._ready.add(one.name)
            cursor.execute(f"EXECUTE {one.name} ({given})", [parameters[name] for name in one.parameters])
            return [column.name for column in cursor.description or ()], cursor.fetchall()
