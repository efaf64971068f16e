"""docs/algebra.md shows what the code does: its examples run."""

import doctest

from tests.house.source import ROOT


def test_every_example_of_the_page_is_true():
    found = doctest.testfile(str(ROOT / "docs/algebra.md"), module_relative=False, encoding="utf-8")
    assert found.attempted > 40
    assert found.failed == 0
