"""The source of the house, as the static tests read it."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "targets", "reports", "progress", "dashboards")
PACKAGES = (*ROOMS, "jining_carbon")


def modules(*packages, migrations=False):
    """Every Python file of the packages (all rooms and the wiring, unless told)."""
    found = [path for package in packages or PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [path for path in found if migrations or "migrations" not in path.parts]


@cache
def tree(path):
    """The syntax tree of a file, each node knowing its parent."""
    parsed = ast.parse(path.read_text(), str(path))
    for node in ast.walk(parsed):
        for child in ast.iter_child_nodes(node):
            child.parent = node
    return parsed


def imports(path):
    """Every import of a file as (node, dotted name)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            for alias in node.names:
                yield node, f"{node.module}.{alias.name}"


def at(path, node):
    """Where a node is, for a message."""
    return f"{path.relative_to(ROOT)}:{node.lineno}"
