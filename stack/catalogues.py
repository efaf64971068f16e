"""Collect what has to be translated and bring the catalogue up to date, since gettext is not on a fresh machine.

A message comes from a call of gettext or one of its relatives in Python, or from a
translation tag in a template, whatever it is later used for (text, attributes, data for
scripts). The catalogue holds exactly these: no line numbers and no dates, so that a
change in it is a change of words.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGES = ("accounts", "targets", "reports", "progress", "dashboards", "jining_carbon")
LANGUAGE = "zh_Hans"
CATALOGUE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
TAGS = ("Translators:",)
# What marks a message: does a context come first, and how many wordings follow?
CALLS = {
    "_": (False, 1),
    "gettext": (False, 1),
    "gettext_lazy": (False, 1),
    "gettext_noop": (False, 1),
    "ngettext": (False, 2),
    "ngettext_lazy": (False, 2),
    "pgettext": (True, 1),
    "pgettext_lazy": (True, 1),
    "npgettext": (True, 2),
    "npgettext_lazy": (True, 2),
}
# Words of libraries that come without Chinese of their own.
BORROWED = (
    (
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)
HEADER = """\
# The words of the product in Chinese. `python -m stack.messages extract` keeps the list, people the translations.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def sources(folder: Path) -> list[Path]:
    """Return the Python files and templates with messages for readers, in order.

    Args:
        folder: the repository, or another root in tests.
    """
    python = [path for package in PACKAGES for path in (folder / package).rglob("*.py")]
    templates = [
        path
        for above in [folder, *(folder / package for package in PACKAGES)]
        for path in (above / "templates").rglob("*")
        if path.is_file()
    ]
    return [*sorted(python), *sorted(templates)]


def extracted(folder: Path) -> Catalog:
    """Return every message of the sources, untranslated, by file and place.

    Raises:
        SyntaxError: a template's translation tags are not well formed.
    """
    catalogue = Catalog(locale=LANGUAGE)
    for path in sources(folder):
        name = path.relative_to(folder).as_posix()
        for words, comments, context in _messages(path, name):
            catalogue.add(words, locations=[(name, 0)], auto_comments=comments, context=context)
    for words in BORROWED:
        catalogue.add(words, locations=[("stack/catalogues.py", 0)])
    return catalogue


def updated(folder: Path) -> Catalog:
    """Return the messages of the sources with the translations that the catalogue has for them.

    A message whose words changed is a new one: nothing is guessed from similar ones.
    """
    catalogue = read(folder)
    catalogue.update(extracted(folder), no_fuzzy_matching=True)
    return catalogue


def read(folder: Path) -> Catalog:
    """Return the catalogue as it stands; empty where there is none yet."""
    path = folder / CATALOGUE
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as stream:
        return read_po(stream, locale=LANGUAGE, abort_invalid=True)


def written(catalogue: Catalog) -> str:
    """Return a catalogue as the text of its file: by source file, without line numbers, dates or obsolete messages."""
    stream = BytesIO()
    write_po(stream, catalogue, width=0, omit_header=True, ignore_obsolete=True, include_lineno=False)
    return HEADER + stream.getvalue().decode().rstrip("\n") + "\n"


def update(folder: Path) -> tuple[int, int]:
    """Bring the catalogue up to date with the sources.

    Returns:
        How many messages there are, and how many of them still need a translation.
    """
    catalogue = updated(folder)
    path = folder / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written(catalogue), encoding="utf-8")
    messages = [message for message in catalogue if message.id]
    return len(messages), sum(not is_translated(message) for message in messages)


def is_translated(message) -> bool:
    """Whether a message of a catalogue has all its translations, and nobody has to look at them again."""
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return bool(strings) and all(strings) and not message.fuzzy


def _messages(path: Path, name: str) -> Iterator[tuple]:
    """Yield (words, comments, context) for each message of a file; the words of a plural are a pair."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is left of a template is no Python: indentation would only confuse its tokens.
        source = "\n".join(line.lstrip() for line in templatize(source, name).splitlines())
    stream = BytesIO(source.encode())
    for _line, call, found, comments in extract_python(stream, tuple(CALLS), TAGS, {"encoding": "utf-8"}):
        arguments = found if isinstance(found, tuple) else (found,)
        has_context, count = CALLS[call]
        texts = arguments[: has_context + count]
        # An argument that is no literal is None: its words are marked where they are written.
        if len(texts) == has_context + count and all(texts):
            yield texts[-1] if count == 1 else texts[-2:], comments, texts[0] if has_context else None
