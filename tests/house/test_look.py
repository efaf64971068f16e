"""The look, as far as a machine can judge it: contrast, and a class for every word it names."""

import re

import pytest

from tests.house.source import ROOT

CSS = ROOT / "static" / "css"
TOKENS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", (CSS / "tokens.css").read_text()))
STATUSES = [
    *("met", "on_track", "behind", "far_behind", "missed", "breached", "awaiting_final", "in_progress", "not_due"),
    *("not_reported", "undetermined", "not_allocated", "monitored", "not_applicable"),
]


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *[("ink", ground) for ground in ("paper", "ground", "green-tint", "red-tint", "amber-tint", "grey-tint")],
        *[("ink-soft", ground) for ground in ("paper", "ground", "grey-tint", "amber-tint")],
        *[("green", ground) for ground in ("paper", "ground", "green-tint")],
        *[("red", ground) for ground in ("paper", "red-tint")],
        *[("on-green", "green"), ("on-green-soft", "green")],
    ],
)
def test_text_can_be_read(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("shape", ["green-mid", "amber", "orange", "red", "grey", "line-strong", "focus"])
@pytest.mark.parametrize("ground", ["paper", "ground"])
def test_shapes_can_be_seen(shape, ground):
    assert contrast(shape, ground) >= 3


def test_the_yardstick_is_right():
    TOKENS.update({"black": "#000000", "white": "#ffffff"})
    assert round(contrast("black", "white"), 2) == 21


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_a_shape_of_its_own(status):
    rules = dict(re.findall(r"\.light--([a-z_]+), \.lit--\1 \{([^}]+)\}", (CSS / "lights.css").read_text()))
    assert set(rules) == set(STATUSES)
    shapes = [re.search(r"d='([^']+)'", rule)[1] for rule in rules.values()]
    assert len(set(shapes)) == len(STATUSES)
    assert "--light: var(--" in rules[status]


def test_red_is_for_what_was_missed():
    text = (CSS / "lights.css").read_text()
    red = re.findall(r"\.light--([a-z_]+), [^{]+\{\s*--light: var\(--red\)", text)
    assert red == ["missed", "breached"]
