"""dev.py runs with nothing but Python 3.11 to 3.13."""

import ast
import doctest
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from stack.paths import ROOT
from tests.stack.processes_of import clean_environment

# Modules that run inside the virtual environment and are never imported by dev.py.
NOT_OF_THE_LAUNCHER = {"stack.messages", "stack.catalogues"}


def imports_of(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def launcher_files():
    """Follow the imports from dev.py (and what it starts by file name) through our own modules."""
    waiting, seen = [ROOT / "dev.py", ROOT / "stack" / "child.py", ROOT / "stack" / "__init__.py"], set()
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        for name in imports_of(file):
            module = ROOT / (name.replace(".", "/") + ".py")
            if name.split(".")[0] == "stack" and module.is_file():
                waiting.append(module)
    return sorted(seen)


def test_the_launcher_imports_only_the_standard_library():
    foreign = {
        (file.name, name)
        for file in launcher_files()
        for name in imports_of(file)
        if name.split(".")[0] not in {*sys.stdlib_module_names, "stack"}
    }
    assert foreign == set()


def test_every_module_of_the_stack_is_the_launchers_or_says_that_it_is_not():
    launcher = {f"stack.{file.stem}" for file in launcher_files() if file.parent.name == "stack"}
    every = {f"stack.{file.stem}" for file in (ROOT / "stack").glob("*.py")}
    assert every - launcher == NOT_OF_THE_LAUNCHER


@pytest.mark.parametrize("file", launcher_files(), ids=lambda file: file.name)
def test_the_launcher_is_written_in_the_grammar_of_python_3_11(file):
    ast.parse(file.read_text(), feature_version=(3, 11))


def test_an_old_python_gets_an_explanation_instead_of_a_syntax_error():
    ast.parse((ROOT / "dev.py").read_text(), feature_version=(3, 4))


def test_a_python_that_is_too_new_is_refused_with_advice(tmp_path):
    script = (ROOT / "dev.py").read_text().replace("(3, 11), (3, 13)", "(3, 1), (3, 2)")
    (tmp_path / "dev.py").write_text(script)
    asked = subprocess.run([sys.executable, tmp_path / "dev.py"], capture_output=True, text=True, check=False)
    assert asked.returncode == 1
    assert "Python 3.11, 3.12 or 3.13 is needed" in asked.stderr
    assert "what to do" in asked.stderr


@pytest.mark.parametrize("file", sorted((ROOT / "stack").glob("*.py")), ids=lambda file: file.name)
def test_every_file_stays_small(file):
    assert len(file.read_text().splitlines()) < 300


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "stack").glob("*.py")))
def test_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(f"stack.{name}")).failed == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["up", "--port", "70000"], "argument --port: invalid"),
        (["up", "--prot", "8000"], "unrecognized arguments: --prot 8000"),
        (["down"], "invalid choice: 'down'"),
    ],
)
def test_a_wrong_command_line_is_refused(arguments, said):
    asked = subprocess.run(
        [sys.executable, "dev.py", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=clean_environment(),
        check=False,
    )
    assert asked.returncode == 2
    assert said in asked.stderr


def test_no_file_of_ours_names_a_registry_or_a_path_of_one_machine():
    ours = [ROOT / "dev.py", ROOT / "Dockerfile", ROOT / "docker-compose.yml", ROOT / ".ci" / "run"]
    ours += [*(ROOT / "stack").glob("*.py"), *ROOT.glob("requirements*"), *ROOT.glob("package*.json")]
    hosts = [
        "pypi" + ".org",
        "python" + "hosted",
        "npmjs",
        "registry" + ".",
        "://" + "github",
        "/ro" + "ot/",
        "/wo" + "rk/",
    ]
    named = {(file.name, host) for file in map(Path, ours) for host in hosts if host in file.read_text()}
    assert named == set()
