"""Databases for the tests: an empty one, one with Jining's plan, and clones of them.

Everything here runs as the owner, on connections of its own; the tests themselves are
the application role.
"""

import os
import re
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import psycopg2
import yaml
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connections
from psycopg2 import errors, sql

from accounts.domain.actors import system
from accounts.models import Area, Bureau, Organisation
from accounts.queries import clock
from accounts.services import database_roles
from accounts.services.acting import acting_as

BASE = str(settings.DATABASES["owner"]["NAME"])
PREFIX = f"jctest_{os.getpid()}"
EMPTY, PLAN, TEST = f"{PREFIX}_empty", f"{PREFIX}_plan", f"{PREFIX}_main"
JINING = settings.BASE_DIR / "targets" / "plans" / "jining-2024"


def build():
    """Make the two templates and the database of the rolled-back tests; point Django at the latter."""
    drop_stale()
    point_at(BASE)
    database_roles.create_roles()
    create(EMPTY)
    point_at(EMPTY)
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    close()
    create(PLAN, template=EMPTY)
    point_at(PLAN)
    load_jining()
    close()
    create(TEST, template=PLAN)
    point_at(TEST)


def load_jining():
    """Load Jining's plan the way an installation does."""
    if "load_plan" in get_commands():
        call_command("load_plan", str(JINING), verbosity=0)
        return
    _load_organisations(JINING)


def drop_all():
    """Remove every database of this session."""
    point_at(BASE)
    for name in (TEST, PLAN, EMPTY):
        drop(name)


def create(name, template="template1"):
    """Create a database, as a copy of another one that nobody is connected to."""
    _as_owner(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def drop(name):
    """Disconnect everybody and drop the database."""
    for alias in ("default", "owner"):
        with closing(_connect(alias)) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = current_user",
                [name],
            )
    _as_owner(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def drop_stale():
    """Drop what killed test runs of this machine left behind."""
    with closing(_connect("owner")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'jctest\\_%'")
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        match = re.match(r"jctest_(\d+)_", name)
        if match and not Path(f"/proc/{match[1]}").exists():
            try:
                drop(name)
            except (errors.ObjectInUse, errors.InsufficientPrivilege):
                continue


def point_at(name):
    """Let both of Django's connections lead to this database, in every thread from now on."""
    close()
    for alias in ("default", "owner"):
        connections.settings[alias]["NAME"] = name
    clock.reset()


def close():
    """Close this thread's connections."""
    for alias in ("default", "owner"):
        connections[alias].close()


@contextmanager
def clone_of(template):
    """A database of one test's own, in which commits are real; dropped afterwards."""
    before = connections.settings["default"]["NAME"]
    name = f"{PREFIX}_{os.urandom(4).hex()}"
    create(name, template)
    point_at(name)
    try:
        yield name
    finally:
        point_at(before)
        drop(name)


def environment(name):
    """What a process of ours needs to work on database ``name``."""
    return {
        "DATABASE_URL": _url("owner", name),
        "DATABASE_APP_URL": _url("default", name),
        "REDIS_URL": os.environ["REDIS_URL"],
        "SECRET_KEY": os.environ["SECRET_KEY"],
        "DJANGO_SETTINGS_MODULE": "jining_carbon.settings",
    }


def connect_as_owner(name):
    """A bare connection of the owner's, in autocommit."""
    connection = _connect("owner", name)
    connection.autocommit = True
    return connection


def _url(alias, name):
    parts = connections.settings[alias]
    account = f"{quote(parts['USER'], safe='')}:{quote(parts['PASSWORD'], safe='')}"
    query = {key.lower(): parts[key] for key in ("HOST", "PORT") if parts[key]}
    return urlsplit(f"postgresql://{account}@/{quote(name, safe='')}?{urlencode(query, safe='/')}").geturl()


def _connect(alias, name=BASE):
    parts = connections.settings[alias]
    connection = psycopg2.connect(
        dbname=name, user=parts["USER"], password=parts["PASSWORD"], host=parts["HOST"], port=parts["PORT"] or None
    )
    connection.autocommit = True
    return connection


def _as_owner(statement):
    with closing(_connect("owner")) as connection, connection.cursor() as cursor:
        cursor.execute(statement)


def _load_organisations(folder):
    """Areas, bureaus and organisations only, until ``load_plan`` exists."""
    with acting_as(system("tests")):
        made = {}
        for row in yaml.safe_load((folder / "areas.yaml").read_text())["areas"]:
            made[row["code"]] = Area.objects.create(
                parent=made.get(row["parent"]),
                **{key: row[key] for key in ("code", "code_scheme", "name_zh", "short_zh", "name_en", "kind", "order")},
            )
        city = made["370800"]
        for row in yaml.safe_load((folder / "bureaus.yaml").read_text())["bureaus"]:
            keys = ("code", "order", "name_zh", "plan_name", "aliases", "short_zh", "name_en", "short_en")
            bureau = Bureau.objects.create(
                city=city,
                county_suffix=row["county_suffix"],
                coordinates=row["coordinates"],
                **{key: row[key] for key in keys},
            )
            for area in made.values():
                if area.kind != "province":
                    name = row["name_zh"] if area == city else area.name_zh + row["county_suffix"]
                    Organisation.objects.create(area=area, bureau=bureau, name_zh=name, name_en=name)
