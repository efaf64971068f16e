"""Keep and compile translations, since gettext is not on a fresh machine.

Runs inside the virtual environment, where Babel is: ``python -m stack.messages extract``
after words of the product have changed, ``python -m stack.messages compile`` before it runs.
"""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from stack import catalogues as words
from stack.paths import ROOT


def compile_catalogues(folder: Path) -> list[Path]:
    """Compile every ``LC_MESSAGES/*.po`` below a folder's ``locale`` folders to a ``.mo`` beside it.

    Args:
        folder: the repository, or another root in tests.

    Returns:
        The files written. A catalogue that does not parse stops it: half a translation is found too late.
    """
    written = []
    for source in catalogues(folder):
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name, abort_invalid=True)
        target = source.with_suffix(".mo")
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        written.append(target)
    return written


def catalogues(folder: Path) -> list[Path]:
    """Return the ``.po`` files of the project and of its apps, in order."""
    found = {*folder.glob("locale/*/LC_MESSAGES/*.po"), *folder.glob("*/locale/*/LC_MESSAGES/*.po")}
    return sorted(found)


def main(arguments: list[str]) -> int:
    """Run ``extract`` or ``compile``; returns the exit code."""
    if arguments not in (["extract"], ["compile"]):
        print("usage: python -m stack.messages extract|compile", file=sys.stderr)
        return 2
    try:
        if arguments == ["extract"]:
            total, open_ones = words.update(ROOT)
            print(f"{words.CATALOGUE}: {total} messages, {open_ones} of them without a translation")
            return 0
        for written in compile_catalogues(ROOT):
            print(written.relative_to(ROOT))
    except (PoFileError, SyntaxError) as error:
        print(f"a catalogue or template does not parse: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
