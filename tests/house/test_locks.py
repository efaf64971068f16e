"""Locks of rows: as weak as an update's own, so that rows which name them can be written meanwhile."""

import ast

from tests.house.source import at, modules, tree


def test_a_row_is_locked_as_an_update_locks_it():
    """FOR UPDATE would wait for, and deadlock with, whoever commits a row that refers to the locked one."""
    strong = [
        at(path, node)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "select_for_update"
        and "no_key" not in {word.arg for word in node.keywords}
    ]
    assert strong == []
