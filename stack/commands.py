"""The command line of ``dev.py``."""

import argparse
import os
import sys
from collections.abc import Sequence

from stack import environment, interruption, locks, management, testing, up
from stack.display import Steps
from stack.errors import Problem
from stack.ownership import Ownership
from stack.paths import Checkout

LARGEST_PORT = 65535
# Commands whose arguments belong to somebody else, --help included.
PASSED_ON = {
    "manage": "run a management command against this clone's servers",
    "test": "run every test; arguments are pytest's",
}


def main(arguments: Sequence[str]) -> int:
    """Run one command.

    Args:
        arguments: the command line without the program's name.

    Returns:
        The exit code: 0, 1 after an error that was explained, or that of what was run.
    """
    asked = _parse(arguments)
    interruption.raise_when_asked_to_end()
    try:
        return int(_run(asked) or 0)
    except Problem as problem:
        print(problem.text(), file=sys.stderr)
        return 1
    except interruption.Interrupted as interrupted:
        print("dev.py: interrupted; everything that was started is stopped", file=sys.stderr)
        return interrupted.exit_code


def _run(asked: argparse.Namespace) -> int | None:
    checkout = Checkout()
    match asked.command:
        case "up":
            up.run(checkout, port=asked.port, demo=asked.demo, reset=asked.reset, yes=asked.yes)
        case "manage":
            return management.run(checkout, asked.arguments)
        case "test":
            return testing.run(checkout, asked.arguments, dict(os.environ))
        case "lock":
            _lock(checkout)
    return None


def _lock(checkout: Checkout) -> None:
    steps = Steps(2, sys.stdout)
    with Ownership(checkout.run).preparing("waiting for another dev.py to finish installing …"):
        environment.prepare(checkout, locks.EMBEDDED, steps)
        with steps.step("locks"):
            locks.compile_locks(
                checkout,
                environment.uv_program(checkout),
                environment.uv_environment(environment.pip_command(checkout)),
            )


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Runs this clone with nothing but Python: everything it makes is below var/.",
        epilog="DATABASE_URL and REDIS_URL, when set, replace the embedded servers.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    up_parser = commands.add_parser("up", help="run everything in the foreground; Ctrl-C stops it")
    up_parser.add_argument(
        "--port",
        type=_port,
        default=None,
        help="where to answer; default: $PORT, else the first free one from 8000 on; 0: any free one",
    )
    up_parser.add_argument("--no-demo", dest="demo", action="store_false", help="do not load the demo data")
    up_parser.add_argument("--reset", action="store_true", help="delete the embedded database first (asks)")
    up_parser.add_argument("--yes", action="store_true", help="with --reset: do not ask")
    for name, text in PASSED_ON.items():
        commands.add_parser(name, help=text)
    commands.add_parser("lock", help="write the requirements*.txt locks anew from their .in files")
    if arguments and arguments[0] in PASSED_ON:
        return argparse.Namespace(command=arguments[0], arguments=list(arguments[1:]))
    asked = parser.parse_args(arguments)
    if asked.command == "up" and asked.port is None and os.environ.get("PORT"):
        asked.port = _environment_port(parser, os.environ["PORT"])
    return asked


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= LARGEST_PORT:
        raise ValueError
    return port


def _environment_port(parser: argparse.ArgumentParser, text: str) -> int:
    try:
        return _port(text)
    except ValueError:
        parser.error(f"PORT in the environment is no port number: {text}")
