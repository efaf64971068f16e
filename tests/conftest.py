"""Tests run as the application role, under row-level security, on a database with Jining's plan loaded.

Fixtures for every room:

- ``db`` (pytest-django's): one transaction, rolled back; Jining's plan is there.
- ``plan``: the same, and the plan itself where it is loaded.
- ``committed_db``: a database of the test's own with the plan, real commits, for other
  processes and browsers (``committed_db.env``).
- ``empty_database``: the same without any plan.
- ``site``, ``visit``: the committed database in a real browser (mark the test ``browser``).
- ``acting_as``: a context manager taking an Actor or a User.
- ``client_of``: a test client logged in as a User.
- ``sink``: a real SMTP server that keeps every mail, and settings that lead there.
- ``publishing_to``: sends this process's messages to another broker.

Factories: ``tests.factories``.
"""

import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.test import Client
from pytest_socket import socket_allow_hosts

from accounts.domain import actors as actors_domain
from accounts.domain.actors import Actor
from accounts.queries import actors, clock
from accounts.services import acting
from dashboards.views.shared import shelf
from tests import browsers, databases
from tests.mail_server import sink as sink


def pytest_configure():
    """Hash quickly, and serve static files without a manifest."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    settings.EVIDENCE_ROOT = Path(tempfile.mkdtemp(prefix="jctest-evidence-"))
    settings.FILE_UPLOAD_TEMP_DIR = settings.EVIDENCE_ROOT / "incoming"
    settings.JOURNAL_ANCHORS = settings.EVIDENCE_ROOT / "journal" / "heads.txt"


def pytest_unconfigure():
    """Leave no uploads behind."""
    shutil.rmtree(settings.EVIDENCE_ROOT, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_network():
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    yield
    clock.reset()
    shelf.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Replace pytest-django's: our databases are made by the owner and used by the application role."""
    with django_db_blocker.unblock():
        databases.build()
    yield
    with django_db_blocker.unblock():
        databases.drop_all()


@pytest.fixture
def plan(db):
    """Jining's plan (a ``targets.Plan``) in the rolled-back database."""
    return apps.get_model("targets", "Plan").objects.get(slug="jining-2024")


@dataclass(frozen=True)
class OwnDatabase:
    """A database of one test's own; ``env`` is what another process needs to use it."""

    name: str
    env: dict[str, str]

    def as_owner(self):
        """Return a closing context of a bare psycopg2 connection of the owner, in autocommit."""
        return closing(databases.connect_as_owner(self.name))


@pytest.fixture
def committed_db(request, django_db_setup, django_db_blocker):
    """A clone with Jining loaded in which commits are real; both aliases lead to it."""
    yield from _own_database(request, django_db_blocker, databases.PLAN)


@pytest.fixture
def empty_database(request, django_db_setup, django_db_blocker):
    """A clone with all tables and no rows in which commits are real; both aliases lead to it."""
    yield from _own_database(request, django_db_blocker, databases.EMPTY)


def _own_database(request, blocker, template):
    if {"db", "plan", "transactional_db"} & set(request.fixturenames):
        pytest.fail("committed_db and empty_database exclude db and plan")
    with blocker.unblock(), databases.clone_of(template) as name:
        yield OwnDatabase(name, databases.environment(name))


@pytest.fixture
def acting_as():
    """Return ``acting_as(actor_or_user)``: what is inside runs under that actor's row-level security."""

    def enter(who):
        return acting.acting_as(who if isinstance(who, Actor) else actors.of_user(who))

    return enter


@pytest.fixture
def publishing_to(monkeypatch):
    """Return ``publishing_to(url)``: this process sends its messages to that broker until the test ends."""

    def send(url):
        # Keys of its own layer: what a test sets as an attribute stays set when it is put back.
        for key in ("broker_url", "broker_write_url"):
            monkeypatch.setitem(current_app.conf.changes, key, url)

    return send


@pytest.fixture
def client_of():
    """Return ``client_of(user)``: a test client with that user's session."""

    def log_in(user, **options):
        client = Client(**options)
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def system_actor():
    """The system, as an actor."""
    return actors_domain.system("tests")


@pytest.fixture(scope="session")
def _chromium():
    with browsers.browser() as started:
        yield started


@pytest.fixture
def site(committed_db, _chromium):
    """The address of this process serving the committed database to a browser."""
    with browsers.served() as address:
        yield address


@pytest.fixture
def visit(site, _chromium):
    """Return ``visit(width=1440, height=900)``: a fresh visitor, a ``browsers.Visit``; complaints fail the test."""
    visits = []

    def start(width=1440, height=900, **options):
        context = _chromium.new_context(viewport={"width": width, "height": height}, **options)
        visits.append(browsers.Visit(context, site))
        return visits[-1]

    yield start
    for one in visits:
        one.page.context.close()
    assert [one.complaints for one in visits if one.complaints] == []
