"""What is made from the repository: stamps, front-end files, translations, settings."""

import gettext
import io
import json
import stat

import pytest

from stack import assets, browser, credentials, environment, messages, servers
from stack.display import Steps, last_line
from stack.errors import Problem
from stack.paths import ROOT, Checkout
from stack.processes import Program
from stack.servers import Servers
from stack.stamps import Stamp, fingerprint


def test_a_stamp_is_current_until_something_it_depends_on_changes(tmp_path):
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "file").write_text("1")

    def stamp():
        return Stamp(tmp_path / "stamps" / "step", ["text", folder, tmp_path / "missing"])

    assert not stamp().is_current()
    stamp().write()
    assert stamp().is_current()
    (folder / "deep" / "file").write_text("2")
    assert not stamp().is_current()
    stamp().write()
    (folder / "deep" / "file").rename(folder / "deep" / "other")
    assert not stamp().is_current()
    stamp().write()
    (tmp_path / "missing").write_text("")
    assert not stamp().is_current()


def test_texts_next_to_each_other_are_not_confused():
    assert fingerprint(["ab", "c"]) != fingerprint(["a", "bc"])


def test_steps_are_numbered_timed_and_plain_where_nobody_watches():
    stream = io.StringIO()
    steps = Steps(3, stream)
    steps.skip("one")
    with steps.step("two"):
        pass
    with pytest.raises(ValueError, match="x"), steps.step("three"):
        raise ValueError("x")
    first, second, third = stream.getvalue().splitlines()
    assert first == "[1/3] one  unchanged"
    assert second.startswith("[2/3] two …  0.")
    assert third.startswith("[3/3] three …  failed after 0.")
    assert "\r" not in stream.getvalue()


def test_a_terminal_gets_a_moving_line():
    class Terminal(io.StringIO):
        encoding = "utf-8"

        def isatty(self):
            return True

    stream = Terminal()
    with Steps(1, stream).step("one"):
        pass
    assert stream.getvalue().startswith("\r\033[K[1/1] one") or "⠋" in stream.getvalue()
    assert stream.getvalue().endswith(" s\n")


def test_a_long_step_shows_the_last_line_of_its_log(tmp_path):
    log = tmp_path / "setup.log"
    assert last_line(log) == ""
    log.write_text("x" * 500 + "\none\ndemo data: 2024-11 (179 of 418) …\n")
    assert last_line(log) == "demo data: 2024-11 (179 of 418) …"


def test_what_nobody_asked_about_is_silent_when_unchanged():
    stream = io.StringIO()
    Steps(1, stream, quiet_when_done=True).skip("one")
    assert stream.getvalue() == ""


def test_secrets_are_made_once_and_closed_to_others(tmp_path):
    file = tmp_path / "var" / "secrets.json"
    made = credentials.load_or_create(file)
    assert credentials.load_or_create(file) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(made.secret_key) >= 50
    assert made.owner_password.replace("-", "").replace("_", "").isalnum()
    assert made.secret_key != credentials.load_or_create(tmp_path / "other.json").secret_key


def test_damaged_secrets_are_explained(tmp_path):
    file = tmp_path / "secrets.json"
    file.write_text("{}")
    with pytest.raises(Problem, match="damaged"):
        credentials.load_or_create(file)


def write_packages(folder):
    for source, _, _ in assets.WHITELIST:
        (folder / source).parent.mkdir(parents=True, exist_ok=True)
        (folder / source).write_text("module.exports = {name: 'x'};\n//# sourceMappingURL=a.js.map\n")
    (folder / "htmx.org" / "package.json").write_text("{}")


def test_the_whitelist_is_copied_without_source_maps_and_replaces_what_was_there(tmp_path):
    write_packages(tmp_path / "node_modules")
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    (vendor / "old.js").write_text("")
    assets.copy_whitelist(tmp_path / "node_modules", vendor)
    assert {file.name for file in vendor.iterdir()} == {
        "htmx.min.js",
        "plotly-basic.min.js",
        "plotly-locale-zh-cn.js",
    }
    assert not any("sourceMappingURL" in file.read_text() for file in vendor.iterdir())
    assert "window.Plotly.register(module.exports);" in (vendor / "plotly-locale-zh-cn.js").read_text()


def test_a_package_without_the_file_we_need_is_explained(tmp_path):
    write_packages(tmp_path)
    (tmp_path / "htmx.org/dist/htmx.min.js").unlink()
    with pytest.raises(Problem, match=r"no htmx\.org/dist/htmx\.min\.js"):
        assets.copy_whitelist(tmp_path, tmp_path / "vendor")


def test_the_files_that_were_brought_are_the_ones_that_the_pages_may_load():
    vendor = Checkout().vendor
    assert {file.name for file in vendor.iterdir()} == {name for _, name, _ in assets.WHITELIST}
    plotly = (vendor / "plotly-basic.min.js").read_text(encoding="utf-8")
    version = json.loads((ROOT / "package.json").read_text())["dependencies"]["plotly.js-basic-dist-min"]
    assert f"plotly.js (basic - minified) v{version}" in plotly[:200]


def test_translations_are_compiled_beside_their_sources(tmp_path):
    source = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "area"\nmsgstr "地区"\n')
    written = messages.compile_catalogues(tmp_path)
    assert written == [source.with_suffix(".mo")]
    with written[0].open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("area") == "地区"


def test_a_catalogue_that_does_not_parse_stops_it(tmp_path):
    source = tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text('<<<<<<< HEAD\nmsgid "area"\nmsgstr "x"\n')
    with pytest.raises(messages.PoFileError):
        messages.compile_catalogues(tmp_path)


def test_every_translation_of_ours_is_compiled():
    sources = messages.catalogues(ROOT)
    assert [source for source in sources if not source.with_suffix(".mo").exists()] == []


def test_the_settings_get_what_they_read(monkeypatch):
    for name in ("SECRET_KEY", "ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    made = servers.django_environment(Servers("postgresql://a", "unix:///b"), "key")
    assert {name: made[name] for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS")} == {
        "DATABASE_URL": "postgresql://a",
        "REDIS_URL": "unix:///b",
        "SECRET_KEY": "key",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
    }
    monkeypatch.setenv("SECRET_KEY", "mine")
    assert servers.django_environment(Servers("", ""), "key")["SECRET_KEY"] == "mine"


def test_what_would_mislead_python_is_kept_from_children(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    assert {"PYTHONPATH", "PIP_TARGET"} & set(environment.clean_environment()) == set()


def test_the_installer_is_led_to_pips_index(tmp_path, monkeypatch):
    for name in ("UV_DEFAULT_INDEX", "UV_INSECURE_HOST", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    pip = tmp_path / "pip"
    pip.write_text(
        "#!/bin/sh\necho \"global.index-url='http://one.example/simple'\"\n"
        "echo \"global.trusted-host='one.example'\"\necho \":env:.index-url='http://two.example/simple'\"\n"
    )
    pip.chmod(0o755)
    made = environment.uv_environment([pip])
    assert (made["UV_DEFAULT_INDEX"], made["UV_INSECURE_HOST"]) == ("http://two.example/simple", "one.example")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://mine.example/simple")
    assert environment.uv_environment([pip])["UV_DEFAULT_INDEX"] == "http://mine.example/simple"


def test_a_browser_is_found_or_its_absence_is_loud_and_under_ci_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.settings({}, tmp_path) == ({"SKIP_BROWSER_TESTS": "1"}, browser.BANNER)
    assert "SKIPPED" in browser.BANNER
    with pytest.raises(Problem, match="under CI"):
        browser.settings({"CI": "true"}, tmp_path)
    with pytest.raises(Problem, match="cannot be run"):
        browser.settings({"CHROMIUM": "/nowhere/chromium"}, tmp_path)
    program = tmp_path / "chromium"
    program.write_text("")
    program.chmod(0o755)
    for given in ({}, {"CI": "1"}, {"CHROMIUM": str(program)}):
        assert browser.settings(given, tmp_path) == ({"CHROMIUM": str(program)}, "")


def test_children_are_told_their_parent_and_their_death_signal():
    command = Program(["/bin/true"], forks=True, identity=("--namespace",)).command()
    assert command[command.index("--death-signal") + 1] == "9"
    assert command[-4:] == ["--forks", "--namespace", "exec", "/bin/true"]
