"""What browsers load: nothing from elsewhere, no script in a page, nothing that changes state by a link."""

import re

import pytest

from tests.house.source import ROOMS, ROOT

FOLDERS = [ROOT / "templates", *(ROOT / room / "templates" for room in ROOMS)]
TEMPLATES = sorted(path for folder in FOLDERS if folder.is_dir() for path in folder.rglob("*") if path.is_file())
OWN_STATIC = sorted(
    path
    for folder in [ROOT / "static", *(ROOT / room / "static" for room in ROOMS)]
    if folder.is_dir()
    for path in folder.rglob("*")
    if path.suffix in {".css", ".js", ".svg"} and "vendor" not in path.parts and "vendor.partial" not in path.parts
)
# Names of formats, never fetched.
NAMES = re.compile(r"http://www\.w3\.org/[0-9]{4}/[a-z]+", re.IGNORECASE)


def name(path):
    return str(path.relative_to(ROOT))


def test_there_is_something_to_read():
    assert len(TEMPLATES) > 10
    assert len(OWN_STATIC) > 8


@pytest.mark.parametrize("path", [*TEMPLATES, *OWN_STATIC], ids=name)
def test_it_loads_nothing_from_another_host(path):
    assert re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", NAMES.sub("", path.read_text()), re.IGNORECASE) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_it_has_no_script_of_its_own(path):
    text = path.read_text()
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text.replace('type="application/json"', 'src="data"')) == []
    assert re.findall(r"\son[a-z]+\s*=\s*[\"']|javascript:|hx-on|[\"']js:|hx-vals=.js", text) == []
    assert "autoescape off" not in text
    assert not re.findall(r"\|\s*safe\b", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_form_that_changes_something_carries_the_csrf_token(path):
    for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL):
        opening = form.split(">", 1)[0]
        if re.search(r"""method=["']post""", opening, re.IGNORECASE):
            assert "{% csrf_token %}" in form, form[:200]
