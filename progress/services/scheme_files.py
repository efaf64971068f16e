"""Reading a scoring scheme from a YAML file; its numbers stay text until they are exact."""

from pathlib import Path

import yaml

from progress.domain.scheme_file import SchemeFile, SchemeFileRefused, read_scheme
from targets.models import Indicator, Plan

LARGEST = 1_000_000


def read(path: Path, *, plan: Plan) -> SchemeFile:
    """Read a scheme for a plan.

    Raises:
        SchemeFileRefused: the file cannot be read, or is no scheme of this plan.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            # BaseLoader builds text, lists and mappings only: no object, and no binary float.
            said = yaml.load(stream.read(LARGEST), Loader=yaml.BaseLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as problem:
        raise SchemeFileRefused((f"{path.name}: {problem}",)) from problem
    return read_scheme(said, known=frozenset(Indicator.objects.filter(plan=plan).values_list("code", flat=True)))
