"""Plan folders for tests: the small fictitious one, and copies of a folder with one thing changed."""

import shutil
from pathlib import Path

from targets.domain.validation import read_catalogue
from targets.services.plan_files import read_folder

LAKESIDE = Path(__file__).parent / "plans" / "lakeside"
JINING = Path(__file__).parents[2] / "targets" / "plans" / "jining-2024"


def copy_of(folder, target, *changes):
    """Copy a plan folder and replace, in ``(file, old, new)``, the one place where ``old`` stands."""
    shutil.copytree(folder, target)
    for file, old, new in changes:
        path = target / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
    return target


def problems_of(folder):
    """Return every problem of a folder as (file, line, field, English message)."""
    files = read_folder(folder)
    found = files.problems or read_catalogue(files.files, files.text).problems
    return [(one.file, one.line, one.field, one.message) for one in found]


def catalogue_of(folder):
    """Return the catalogue of a folder that has no problem."""
    files = read_folder(folder)
    assert not files.problems
    reading = read_catalogue(files.files, files.text)
    assert not reading.problems
    return reading.catalogue
