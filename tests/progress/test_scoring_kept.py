"""Schemes kept by the plan manager: from a file, as a copy, edited, put in force; each in the journal."""

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from progress.domain.scheme_file import SchemeFileRefused, read_scheme
from progress.domain.schemes import Against, Line, Rule, RuleKind, Scheme
from progress.models import ScoringScheme
from progress.queries import schemes
from progress.services import scheme_files, scoring
from tests.factories import make_actor
from tests.reports.factories import NOON, journalled, refused

EXAMPLE = Path("progress/schemes/jining-2024-example.yaml")
LATER = datetime.fromisoformat("2026-11-12T09:00:00+08:00")


@pytest.fixture
def manager(plan):
    return make_actor("plan_manager")


@pytest.fixture
def as_manager(manager, acting_as):
    with acting_as(manager):
        yield manager


def loaded(plan, actor):
    return scoring.load(plan_id=plan.pk, file=scheme_files.read(EXAMPLE, plan=plan), actor=actor, now=NOON)


def shown(plan, actor, edition):
    return next(one for one in schemes.kept_schemes(plan, actor) if one.edition == edition)


def test_the_example_weighs_every_theme_alike_and_says_that_it_is_an_example(plan, as_manager):
    kept = shown(plan, as_manager, loaded(plan, as_manager).edition)
    weights = [line.weight for line in kept.scheme.lines]
    assert (kept.is_example, kept.is_draft, sum(weights)) == (True, True, 84)
    text = EXAMPLE.read_text(encoding="utf-8")
    blocks = re.split(r"\n  # ", text.split("\nlines:")[1].split("\ndeductions:")[0])[1:]
    assert [sum(map(int, re.findall(r"weight: (\d+)", block))) for block in blocks] == [12] * 7
    assert kept.scheme.rules[RuleKind.LATE_DAY] == Rule(Decimal("0.5"), Decimal(3))
    assert "非方案规定" in kept.name


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({}, "name: a text of at most 120 characters"),
        ({"name": "x", "effective_from": "2026"}, "lines: at least one"),
        ({"lines": [{"indicator": "nobody", "weight": "1"}]}, "lines 1: no such indicator: nobody"),
        ({"lines": [{"indicator": "a", "weight": "0"}]}, "lines 1: weight: a positive number"),
        ({"lines": [{"indicator": "a", "weight": "Infinity"}]}, "lines 1: weight: a positive number"),
        ({"lines": [{"indicator": "a", "weight": "1", "cap": "0.5"}]}, "lines 1: cap: from 1 to 2"),
        ({"lines": [{"indicator": "a", "weight": "1"}] * 2}, "lines 2: named twice: a"),
        ({"deductions": {"mood": {"points": "1"}}}, "deductions: unknown: mood"),
        (
            {"bonuses": {"early": {"points": "2", "most": "1"}}},
            "bonuses early: points: a positive number; most: not below it",
        ),
        ({"colour": "red"}, "unknown field: colour"),
        ({"against": "whim"}, "against: expected or target"),
    ],
)
def test_a_file_that_is_no_scheme_is_refused_with_everything_that_is_wrong(said, fault):
    with pytest.raises(SchemeFileRefused) as caught:
        read_scheme(said, known={"a"})
    assert fault in caught.value.faults


def test_the_command_keeps_a_draft_or_nothing(plan, tmp_path, capsys):
    call_command("load_scheme", str(EXAMPLE))
    assert [one.detail["title"] for one in journalled("scheme.load")] == ["示例评分方案（内部参考，非方案规定）"]
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: [", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("load_scheme", str(wrong))
    assert len(journalled("scheme.load")) == 1


def test_scoring_is_off_until_the_manager_turns_it_on_with_a_reason(plan, manager, acting_as):
    leader = make_actor("leader")
    with acting_as(manager):
        assert schemes.switch(plan, manager).is_on is False
        refused("reason_missing", scoring.turn, plan_id=plan.pk, is_on=True, reason=" ", actor=manager, now=NOON)
        refused("nothing_changed", scoring.turn, plan_id=plan.pk, is_on=False, reason="x", actor=manager, now=NOON)
        scoring.turn(plan_id=plan.pk, is_on=True, reason="试评一年", actor=manager, now=NOON)
    with acting_as(leader):
        assert schemes.switch(plan, leader).reason == "试评一年"
    with acting_as(manager):
        scoring.turn(plan_id=plan.pk, is_on=False, reason="暂停", actor=manager, now=LATER)
    with acting_as(leader):
        assert schemes.switch(plan, leader) == schemes.Switch()
    assert [one.detail["reason"] for one in journalled("scoring.turn")] == ["试评一年", "暂停"]


@pytest.mark.parametrize("role", ["lead", "checker", "reviewer", "leader"])
def test_nobody_else_touches_scoring(plan, manager, acting_as, role):
    with acting_as(manager):
        row = loaded(plan, manager)
    other = make_actor(role)
    with acting_as(other):
        refused("wrong_role", scoring.turn, plan_id=plan.pk, is_on=True, reason="x", actor=other, now=NOON)
        refused("wrong_role", scoring.copy, scheme_id=row.pk, name="x", actor=other, now=NOON)
        refused("wrong_role", scoring.activate, scheme_id=row.pk, seen_version=1, reason="x", actor=other, now=NOON)


def test_a_copy_is_edited_while_what_is_in_force_stays(plan, as_manager):
    row = loaded(plan, as_manager)
    scoring.activate(scheme_id=row.pk, seen_version=1, reason="试行", actor=as_manager, now=NOON)
    copy = scoring.copy(scheme_id=row.pk, name="提高供热分值", actor=as_manager, now=LATER)
    kept = shown(plan, as_manager, copy.edition)
    original = shown(plan, as_manager, row.edition)
    assert (kept.scheme, kept.copied_from, kept.is_draft) == (original.scheme, row.edition, True)
    first, *others = kept.scheme.lines
    changed = replace(kept.scheme, lines=(replace(first, weight=Decimal(9)), *others[1:]), against=Against.TARGET)
    scoring.edit(
        scheme_id=copy.pk, seen_version=1, name="提高供热分值", note="", effective_from=2026, scheme=changed,
        actor=as_manager, now=LATER,
    )  # fmt: skip
    assert shown(plan, as_manager, copy.edition).scheme == changed
    assert shown(plan, as_manager, row.edition) == original
    detail = journalled("scheme.edit")[0].detail
    assert detail["heating-energy-intensity-cut"] == {"old": "3 (≤ 1)", "new": "9 (≤ 1)"}
    assert detail["heating-network-loss-cut"] == {"old": "3 (≤ 1)", "new": ""}
    assert detail["against"] == {"old": "expected", "new": "target"}


def test_what_the_page_did_not_show_is_not_overwritten(plan, as_manager):
    row = loaded(plan, as_manager)
    scheme = Scheme((Line("led-lamp-share", Decimal(1)),))
    words = {"name": "x", "note": "", "effective_from": 2026, "scheme": scheme, "actor": as_manager, "now": NOON}
    scoring.edit(scheme_id=row.pk, seen_version=1, **words)
    refused("stale", scoring.edit, scheme_id=row.pk, seen_version=1, **words)
    refused("scheme_empty", scoring.edit, scheme_id=row.pk, seen_version=2, **words | {"scheme": Scheme(())})
    refused("no_such_year", scoring.edit, scheme_id=row.pk, seen_version=2, **words | {"effective_from": 1999})
    refused("name_missing", scoring.edit, scheme_id=row.pk, seen_version=2, **words | {"name": " "})
    unknown = Scheme((Line("nobody", Decimal(1)),))
    refused("no_such_indicator", scoring.edit, scheme_id=row.pk, seen_version=2, **words | {"scheme": unknown})


def test_one_scheme_is_in_force_from_a_year_and_the_year_before_keeps_its_own(plan, as_manager):
    first, second = loaded(plan, as_manager), loaded(plan, as_manager)
    scoring.activate(scheme_id=first.pk, seen_version=1, reason="试行", actor=as_manager, now=NOON)
    refused(
        "scheme_in_force", scoring.activate, scheme_id=first.pk, seen_version=1, reason="x", actor=as_manager, now=NOON
    )
    refused("scheme_in_force", scoring.discard, scheme_id=first.pk, seen_version=1, actor=as_manager, now=NOON)
    scoring.activate(scheme_id=second.pk, seen_version=1, reason="改版", actor=as_manager, now=LATER)
    kept = schemes.kept_schemes(plan, as_manager)
    assert [(one.edition, one.status.value) for one in kept] == [(2, "active"), (1, "retired")]
    assert schemes.in_force(kept, 2026).edition == 2
    assert schemes.in_force(kept, 2024) is None
    assert journalled("scheme.activate")[1].detail["reason"] == "改版"


def test_a_draft_is_discarded_unless_another_was_copied_from_it(plan, as_manager):
    row = loaded(plan, as_manager)
    copy = scoring.copy(scheme_id=row.pk, name="副本", actor=as_manager, now=NOON)
    refused("scheme_copied", scoring.discard, scheme_id=row.pk, seen_version=1, actor=as_manager, now=NOON)
    scoring.discard(scheme_id=copy.pk, seen_version=1, actor=as_manager, now=NOON)
    assert list(ScoringScheme.objects.values_list("edition", flat=True)) == [1]
    assert len(journalled("scheme.discard")) == 1
