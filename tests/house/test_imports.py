"""Imports run one way. A contract is believed only because it was seen to fail."""

import ast
import configparser
import shutil
import subprocess
import sys

import pytest

from tests.house.source import PACKAGES, ROOMS, ROOT, at, imports, modules, tree

LINT = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(folder):
    """Run import-linter on a folder; return its exit code and what it said."""
    ran = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )
    return ran.returncode, " ".join((ran.stdout + ran.stderr).split())


def test_the_contracts_hold():
    code, said = lint(ROOT)
    assert (code, "4 kept, 0 broken" in said) == (0, True), said


def test_nothing_is_ignored():
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    for section in config.values():
        assert "ignore_imports" not in section
        assert section.get("exhaustive_ignores", "apps migrations").split() == ["apps", "migrations"]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("accounts/queries/planted.py", "import reports.models", "Imports run downwards"),
        ("targets/planted.py", "import dashboards.apps", "Imports run downwards"),
        ("progress/services/planted.py", "from jining_carbon import celery", "The wiring is imported by nobody"),
        ("reports/queries/planted.py", "import reports.services", "Inside a room"),
        ("accounts/domain/planted.py", "import accounts.models", "Inside a room"),
        ("reports/utils.py", "", "Inside a room"),
        ("dashboards/figures/planted.py", "import targets.models", "Figures and documents draw rows"),
    ],
)
def test_a_planted_violation_is_seen(copy, module, line, contract):
    planted = copy / module
    planted.write_text(f'"""Planted."""\n{line}\n')
    try:
        code, said = lint(copy)
    finally:
        planted.unlink()
    assert code == 1
    assert f"{contract}" in said
    assert "BROKEN" in said.split(contract, 1)[1][:120] or "could not be run" in said


@pytest.mark.parametrize("room", ROOMS)
def test_a_domain_knows_only_the_standard_library_and_the_domains_below(room):
    below = {f"{other}.domain" for other in ROOMS[: ROOMS.index(room) + 1]}
    foreign = [
        at(path, node)
        for path in modules(room)
        if "domain" in path.relative_to(ROOT / room).parts
        for node, name in imports(path)
        if name.split(".")[0] not in sys.stdlib_module_names and ".".join(name.split(".")[:2]) not in below
    ]
    assert foreign == []


def test_figures_ask_no_database():
    asking = [
        at(path, node)
        for path in modules("dashboards")
        if {"figures", "documents"} & set(path.parts)
        for node, name in imports(path)
        if name.startswith(("django.db", "psycopg2"))
    ]
    assert asking == []


def inside_a_function(node):
    while node := getattr(node, "parent", None):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return node
    return None


def test_nothing_is_imported_inside_a_function():
    hidden = []
    for path in modules(migrations=True):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                function = inside_a_function(node)
                if function and not (path.name == "apps.py" and function.name == "ready"):
                    hidden.append(at(path, node))
    assert hidden == []


def test_there_are_no_signals():
    listening = [
        at(path, node)
        for path in modules()
        for node, name in imports(path)
        if ".dispatch" in name or ".signals" in name
    ]
    assert listening == []


def test_no_module_is_called_after_nothing():
    vague = {"utils", "helpers", "common", "base", "misc"}
    assert [path for path in modules() if vague & {path.stem, *path.relative_to(ROOT).parts}] == []
