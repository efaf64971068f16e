"""Front-end files of other people: installed by npm, a whitelist of them copied, none committed.

The image build runs the second half alone: ``python -m stack.assets NODE_MODULES``.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from stack import environment, locks
from stack.display import Steps
from stack.errors import Problem
from stack.paths import Checkout
from stack.processes import Program, run_logged
from stack.stamps import Stamp

OLDEST_NPM = 7  # the first that reads our lock file's version


def as_it_is(source: str) -> str:
    """Return a file without the address of its source map: the map is not served, asking for it is a 404."""
    return re.sub(r"^//[#@] ?sourceMappingURL=\S*\n?", "", source, flags=re.MULTILINE).rstrip() + "\n"


def as_plotly_locale(source: str) -> str:
    """Return a locale written for CommonJS as a script that registers itself with ``window.Plotly``.

    >>> print(as_plotly_locale("module.exports = {name: 'xx'};"), end="")
    (function () {
    var module = {exports: {}};
    module.exports = {name: 'xx'};
    window.Plotly.register(module.exports);
    })();
    """
    return (
        "(function () {\nvar module = {exports: {}};\n"
        + as_it_is(source)
        + "window.Plotly.register(module.exports);\n})();\n"
    )


# Everything a page may load that we did not write: (file in node_modules, its name here, how it is copied).
WHITELIST: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("htmx.org/dist/htmx.min.js", "htmx.min.js", as_it_is),
    ("plotly.js-basic-dist-min/plotly-basic.min.js", "plotly-basic.min.js", as_it_is),
    ("plotly.js-locales/zh-cn.js", "plotly-locale-zh-cn.js", as_plotly_locale),
)


def prepare(checkout: Checkout, steps: Steps) -> None:
    """Bring the front-end files, unless they are here already.

    Raises:
        Problem: no npm and no network, or a package without the file we need.
    """
    sources = [checkout.root / "package.json", checkout.root / "package-lock.json", Path(__file__)]
    stamp = Stamp(checkout.stamps / "assets", [str(checkout.root), *sources])
    if stamp.is_current() and all((checkout.vendor / name).is_file() for _, name, _ in WHITELIST):
        steps.skip("front-end files")
        return
    with steps.step("front-end files"):
        work = checkout.var / "npm"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        for source in sources[:2]:
            shutil.copy(source, work)
        run_logged(
            Program(
                [*_npm(checkout), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                environment=environment.clean_environment(),
                folder=work,
            ),
            checkout.logs / "setup.log",
            why="installing the front-end packages",
            advice="check that this machine reaches its npm registry (npm's registry and proxy are respected).",
        )
        copy_whitelist(work / "node_modules", checkout.vendor)
        shutil.rmtree(work)
        stamp.write()


def copy_whitelist(node_modules: Path, vendor: Path) -> None:
    """Copy what pages may load; nothing else of the packages is ever served.

    Args:
        node_modules: where npm installed.
        vendor: the folder that is replaced.

    Raises:
        Problem: a package no longer has the file.
    """
    partial = vendor.with_name(vendor.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for source, name, convert in WHITELIST:
        try:
            text = (node_modules / source).read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise Problem(
                f"the front-end packages have no {source}",
                "correct WHITELIST in stack/assets.py to where the package keeps it now.",
            ) from error
        (partial / name).write_text(convert(text), encoding="utf-8")
    shutil.rmtree(vendor, ignore_errors=True)
    partial.rename(vendor)


def _npm(checkout: Checkout) -> list[str | Path]:
    """Return a command that runs npm: the machine's, else one from a Python package."""
    program = shutil.which("npm")
    if program and shutil.which("node"):
        asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        major = asked.stdout.strip().split(".")[0]
        if asked.returncode == 0 and major.isdigit() and int(major) >= OLDEST_NPM:
            return [program]
    brought = checkout.venv / "bin" / "npm"
    if not brought.exists():
        environment.install_also(checkout, checkout.root / locks.NODE)
    return [brought]


if __name__ == "__main__":
    copy_whitelist(Path(sys.argv[1]), Checkout().vendor)
