"""What is made from the repository before anything is served, each only when its sources have changed."""

from pathlib import Path

from stack.display import Steps
from stack.environment import clean_environment
from stack.paths import Checkout
from stack.processes import Program, run_logged
from stack.servers import Servers
from stack.stamps import Stamp

PLAN = "targets/plans/jining-2024"


def translations(checkout: Checkout, steps: Steps) -> None:
    """Compile the translation catalogues."""
    sources = sorted({*checkout.root.glob("locale/*/*/*.po"), *checkout.root.glob("*/locale/*/*/*.po")})
    stamp = Stamp(checkout.stamps / "translations", [str(checkout.root), *sources])
    if stamp.is_current() and all(source.with_suffix(".mo").exists() for source in sources):
        steps.skip("translations")
        return
    with steps.step("translations"):
        run_logged(
            Program(
                ["stack.messages", "compile"],
                kind="module",
                python=checkout.python,
                environment=clean_environment(),
                folder=checkout.root,
            ),
            checkout.logs / "setup.log",
            why="compiling the translations",
            advice="mend the catalogue named above.",
        )
        stamp.write()


def static_files(checkout: Checkout, environment: dict[str, str], steps: Steps) -> None:
    """Collect, name by content and compress the static files."""
    sources = [
        checkout.root / "static",
        *sorted(path for path in checkout.root.glob("*/static") if path.parent.name != "var"),
        *sorted(checkout.root.glob("requirements*.txt")),
        checkout.root / "jining_carbon" / "settings.py",
    ]
    stamp = Stamp(checkout.stamps / "static", [str(checkout.root), *sources])
    if stamp.is_current() and (checkout.var / "static").is_dir():
        steps.skip("static files")
        return
    with steps.step("static files"):
        manage(checkout, environment, "collectstatic", "--noinput", "--clear", why="collecting the static files")
        stamp.write()


def database(checkout: Checkout, environment: dict[str, str], servers: Servers, steps: Steps, always: bool) -> None:
    """Bring roles, tables and the plan into the database.

    Args:
        always: even if neither the code nor the plan has changed since the last time.
    """
    sources = [
        *sorted(checkout.root.glob("*/migrations")),
        *sorted(checkout.root.glob("accounts/services")),
        checkout.root / PLAN,
    ]
    # The stamp lies with the data, so that a reset takes it along.
    stamp = Stamp(checkout.postgres / "prepared", [str(checkout.root), *sources])
    if servers.is_embedded and not servers.is_new and not always and stamp.is_current():
        steps.skip("database")
        steps.skip("plan")
        return
    with steps.step("database", checkout.logs / "setup.log"):
        manage(checkout, environment, "prepare_database", why="preparing the database")
    with steps.step("plan", checkout.logs / "setup.log"):
        manage(checkout, environment, "load_plan", PLAN, why="loading the plan")
    if servers.is_embedded:
        stamp.write()


def manage(checkout: Checkout, environment: dict[str, str], *arguments: str, why: str) -> str:
    """Run a management command and return what it printed on standard output.

    Args:
        why: what it is for, to begin the error message.
    """
    return run_logged(
        Program(
            [checkout.root / "manage.py", *arguments],
            kind="script",
            python=checkout.python,
            environment=environment,
            folder=Path(checkout.root),
        ),
        checkout.logs / "setup.log",
        why=f"{why} (manage.py {arguments[0]})",
        advice="read the message above.",
    )
