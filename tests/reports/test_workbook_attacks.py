"""Hostile and damaged workbooks through the whole line: refused with a reason, in time, and nothing stored."""

import io
import resource
import subprocess
import time
from xml.etree import ElementTree

import pytest
from django.core.checks import run_checks
from openpyxl import load_workbook
from openpyxl.xml import functions

from reports.documents import workbook_process
from reports.domain import zip_budget
from reports.models import Value
from tests.reports.browsing import text
from tests.reports.factories import SYSTEM
from tests.reports.workbook_mutants import HOSTILE, mutant, with_cell
from tests.reports.workbooks import downloaded, filled, row_of, saved, upload

pytestmark = pytest.mark.usefixtures("english_noon")
MUTANTS = 60
SECONDS = 6  # two on a machine of one's own; the tests share theirs


@pytest.fixture
def clerk(as_):
    return as_("clerk", bureau="urban_management")


@pytest.fixture
def values(acting_as):
    """``values()``: the notes of every stored value, read by the system."""

    def read():
        with acting_as(SYSTEM):
            return list(Value.objects.values_list("note", flat=True))

    return read


REASONS = {
    "one cell at XFD1048576": "The workbook changes nothing",
    "expands to 300 MB": "unpacks to far more",
    "expands to 40 MB of rows": "too large or too complex",
    "900,000 shared strings": "too large or too complex",
    "encrypted": "The file is encrypted",
    "compound file": "has a password or is of the old .xls kind",
    "directory lies": "is damaged",
    "billion laughs in the sheet": "is damaged",
    "billion laughs in the book": "is damaged",
    "external entities in the sheet": "is damaged",
    "external entities in the types": "is damaged",
    "nested 100,000 deep": "The workbook changes nothing",
    "5,000 entries": "far more parts",
    "six megabytes": "larger than 5 MB",
    "no sheets": "not a workbook downloaded here",
    "not a workbook": "not an Excel workbook",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_each_hostile_workbook_is_answered_in_time_with_its_reason(clerk, values, name):
    content = HOSTILE[name](downloaded(clerk))
    began = time.monotonic()
    page = upload(clerk, content)
    assert time.monotonic() - began < SECONDS
    assert page.status_code in (200, 409)
    assert REASONS[name] in text(page)
    assert values() == []


def test_damaged_workbooks_never_crash_and_never_store(clerk, values):
    content = downloaded(clerk)
    slow = []
    for seed in range(MUTANTS):
        began = time.monotonic()
        page = upload(clerk, mutant(content, seed))
        assert page.status_code in (200, 409, 422), seed
        if time.monotonic() - began > SECONDS:
            slow.append(seed)
    assert slow == []
    assert values() == []


def test_the_reader_is_bounded_in_memory_and_time_whoever_runs_it():
    script = (
        "import resource, signal; from reports.documents import workbook_reader as r; r.limit();"
        "limits = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE);"
        "print([resource.getrlimit(one)[0] for one in limits],"
        "signal.getitimer(signal.ITIMER_PROF)[0] <= 1.3)"
    )
    command = [workbook_process.COMMAND[0], "-c", script]
    ran = subprocess.run(command, cwd=workbook_process.ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == f"{[256 * 1024 * 1024, 2, 0]} True"


def test_the_reader_knows_no_secret_of_ours():
    assert set(workbook_process.ENVIRONMENT) == {"PYTHONUTF8", "OPENPYXL_LXML", "OPENPYXL_DEFUSEDXML", "LC_ALL"}


def test_the_memory_of_a_reader_stays_below_its_limit(clerk):
    content = downloaded(clerk)
    workbook_process.read(content)
    for name in ("one cell at XFD1048576", "nested 100,000 deep"):
        workbook_process.read(HOSTILE[name](content))
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != 256 * 1024 * 1024  # the limits are the reader's, not ours


def test_without_defusedxml_nothing_starts(monkeypatch):
    assert [one.id for one in run_checks(tags=["security"]) if one.id == "reports.E001"] == []
    monkeypatch.setattr(functions, "fromstring", ElementTree.fromstring)
    assert [one.id for one in run_checks(tags=["security"]) if one.id == "reports.E001"] == ["reports.E001"]


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠x", "_x0041_"])
def test_words_that_look_like_formulas_go_out_and_come_back_as_words(clerk, values, words):
    content = filled(downloaded(clerk), greenway_built={"E": 1})
    row = row_of(content, "greenway_built")
    escaped = words.replace("_x0041_", "_x005F_x0041_")
    cell = f'<c r="H{row}" t="inlineStr"><is><t xml:space="preserve">{escaped}</t></is></c>'
    page = upload(clerk, with_cell(content, f"H{row}", cell.encode()))
    assert page.status_code == 200
    clerk.post("/filing/2026/estimate/workbook/apply/", {"preview": page.context["preview"]})
    assert values() == [words.strip()]
    again = downloaded(clerk)
    sheet = load_workbook(io.BytesIO(again)).worksheets[0]
    cell = sheet[f"H{row}"]
    assert cell.data_type == "s"
    assert cell.quotePrefix == (words != "_x0041_")
    assert "The workbook changes nothing" in text(upload(clerk, again))


def test_a_formula_gives_the_result_stored_beside_it_and_none_without(clerk):
    content = downloaded(clerk)
    row = row_of(content, "greenway_built")
    counted = with_cell(content, f"E{row}", b'<c r="E%d"><f>SUM(1,2)</f><v>3</v></c>' % row)
    assert "not reported" not in text(upload(clerk, counted)) and "→ 3" in text(upload(clerk, counted))
    bare = with_cell(content, f"E{row}", b'<c r="E%d"><f>SUM(1,2)</f></c>' % row)
    assert f"E{row}: a formula without a result" in text(upload(clerk, bare))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [(b"0.1", "0.1"), (b"0.30000000000000004", "0.3"), (b"9.9499999999999993", "9.95"), (b"1.2E1", "12")],
)
def test_a_number_is_what_the_spreadsheet_showed(clerk, raw, shown):
    content = downloaded(clerk)
    row = row_of(content, "greenway_built")
    page = upload(clerk, with_cell(content, f"E{row}", b'<c r="E%d"><v>%s</v></c>' % (row, raw)))
    assert page.context["rows"][0].new.value == shown


@pytest.mark.parametrize(
    "raw", [b"1E+20", b"Infinity", b"NaN", b"0000-01-01", b"_x0000_", b"_xD800_", b"x" * 1_000_000]
)
def test_hostile_scalars_are_errors_at_their_cell(clerk, raw):
    content = downloaded(clerk)
    row = row_of(content, "greenway_built")
    page = upload(clerk, with_cell(content, f"E{row}", b'<c r="E%d" t="str"><v>%s</v></c>' % (row, raw)))
    assert page.status_code == 422
    assert f"E{row}: " in text(page)


def test_of_merged_input_cells_the_first_counts(clerk):
    workbook = load_workbook(io.BytesIO(filled(downloaded(clerk), greenway_built={"E": 5, "H": "x"})))
    sheet = workbook.worksheets[0]
    row = row_of(saved(workbook), "greenway_built")
    sheet.merge_cells(f"E{row}:H{row}")
    assert "→ 5" in text(upload(clerk, saved(workbook)))


def test_the_budget_lets_our_own_workbook_through(clerk):
    assert zip_budget.fault_of(downloaded(clerk)) == ""
