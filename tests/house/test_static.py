"""What a machine can read off the source: style, types, size, settings."""

import ast
import os
import re
import subprocess
import sys

import pytest
from django.core.management import call_command

from tests.house.source import ROOMS, ROOT, at, modules, tree


def run(*command, **environment):
    """Run a command at the root; return its exit code and everything it said.

    What the browser of other tests needs of this process is no part of an installation.
    """
    ours = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    ran = subprocess.run(command, cwd=ROOT, env=ours | environment, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr


def test_ruff_finds_nothing():
    code, said = run(sys.executable, "-m", "ruff", "check", "--no-cache", ".")
    assert code == 0, said


def test_the_domains_are_strictly_typed(tmp_path):
    code, said = run(sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path))
    assert code == 0, said


def test_mypy_is_strict_on_every_domain():
    text = (ROOT / "pyproject.toml").read_text()
    section = text[text.index("[tool.mypy]") :].split("\n[")[0]
    assert "strict = true" in section
    listed = set(re.findall(r'"([a-z_]+)/domain"', section))
    assert listed == {room for room in ROOMS if (ROOT / room / "domain").is_dir()}


def test_every_model_change_has_its_migration(db, capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    assert "No changes detected" in capsys.readouterr().out


def test_production_settings_raise_no_warning():
    code, said = run(
        *(sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        HTTPS="1",
        SECRET_KEY="k9#Vx2-qP7wL!mZt4Rb8@nYc3Gd6Jf1Hs5Ua0Ei-Wo^Tr&Qy*Lk(Mj)Nh_Bg",
        ALLOWED_HOSTS="carbon.example.org",
    )
    assert code == 0, said
    assert "no issues" in said


COOKIES = """
from django.conf import settings
for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
             "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE", "SECURE_HSTS_SECONDS"):
    print(name, getattr(settings, name))
"""


@pytest.mark.parametrize(
    ("https", "prefix", "secure", "hsts"), [("1", "__Host-", "True", "31536000"), ("", "", "False", "0")]
)
def test_cookies_are_bound_to_the_host_under_https_and_work_without(https, prefix, secure, hsts):
    code, said = run(sys.executable, "-c", COOKIES, HTTPS=https, DJANGO_SETTINGS_MODULE="jining_carbon.settings")
    assert code == 0, said
    assert dict(line.split(" ", 1) for line in said.splitlines()) == {
        "SESSION_COOKIE_NAME": f"{prefix}sessionid",
        "CSRF_COOKIE_NAME": f"{prefix}csrftoken",
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": "True",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "SECURE_HSTS_SECONDS": hsts,
    }


def test_without_a_secret_key_nothing_starts():
    code, said = run(sys.executable, "manage.py", "check", SECRET_KEY="")
    assert code != 0
    assert "SECRET_KEY is not set" in said


def test_celery_is_never_made_to_run_in_line():
    word = "TASK_ALWAYS_" + "EAGER"
    for path in [*modules(), *sorted((ROOT / "tests").rglob("*.py"))]:
        assert word not in path.read_text().upper(), path


def test_files_stay_small():
    every = [*modules(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "stack").rglob("*.py"), *ROOT.glob("*.py")]
    large = {str(path.relative_to(ROOT)): count for path in every if (count := lines(path)) >= 350}
    assert large == {}


def lines(path):
    return len(path.read_text().splitlines())


def functions(path):
    return [node for node in tree(path).body if isinstance(node, ast.FunctionDef)]


def test_views_are_thin():
    """Parse, call, answer: at most 25 lines after the docstring."""
    long = [
        f"{at(path, node)} {node.name}"
        for path in modules(*ROOMS)
        if "views" in path.relative_to(ROOT).parts
        for node in functions(path)
        if node.end_lineno - node.body[0].end_lineno > 25
    ]
    assert long == []


def test_who_acts_is_always_named():
    """``acting_as`` is no change, but the context in which changes happen."""
    positional = [
        f"{at(path, node)} {node.name}"
        for path in modules(*ROOMS)
        if "services" in path.relative_to(ROOT).parts
        for node in functions(path)
        if not node.name.startswith("_")
        and node.name != "acting_as"
        and "actor" in {argument.arg for argument in node.args.args}
    ]
    assert positional == []


@pytest.mark.parametrize("field", ["FloatField"])
def test_no_column_is_a_binary_float(field):
    assert [path for path in modules(migrations=True) if field in path.read_text()] == []


def test_every_constraint_is_named_as_a_sentence():
    short = []
    for path in modules(*ROOMS):
        if "models" not in path.parts:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"CheckConstraint", "UniqueConstraint"}:
                (name,) = [word.value.value for word in node.keywords if word.arg == "name"]
                if name.count("_") < 2:
                    short.append(f"{at(path, node)} {name}")
    assert short == []
