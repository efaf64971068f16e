"""Plan folders for tests: the small fictitious one, and copies of a folder with one thing changed."""

import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from targets.domain.validation import read_catalogue
from targets.services.plan_files import read_folder
from targets.services.refusals import FilesRefused

LAKESIDE = Path(__file__).parent / "plans" / "lakeside"
JINING = Path(__file__).parents[2] / "targets" / "plans" / "jining-2024"


NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


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


def everything():
    """Every row of targets, accounts' places and the events, with the transaction that wrote it."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            " AND (table_name LIKE 'targets\\_%' OR table_name IN"
            " ('accounts_area', 'accounts_bureau', 'accounts_organisation', 'accounts_journalrecord'))"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT xmin::text, ctid::text, * FROM {table} ORDER BY ctid")
            found[table] = cursor.fetchall()
    return found


def refused(load, folder, **options):
    with pytest.raises(FilesRefused) as caught:
        load(folder, **options)
    return [(one.file, one.line, one.field, one.message) for one in caught.value.problems]
