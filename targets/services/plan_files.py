"""Reads a plan folder from disk into located nodes, which ``targets.domain`` then checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import yaml

from targets.domain.located import Findings, Node, Place, Problem, Scalar, Sequence, gettext_noop
from targets.domain.located import Mapping as MappingNode
from targets.domain.validation import OPTIONAL, REQUIRED, TEXT

TAG = "tag:yaml.org,2002:"
MOST_NODES = 200_000


@dataclass(frozen=True, slots=True)
class PlanFiles:
    """The content of a plan folder; ``problems`` are those of reading, before any check of meaning."""

    files: Mapping[str, Node]
    text: str
    problems: tuple[Problem, ...]


def read_folder(folder: Path) -> PlanFiles:
    """Read every file of a plan folder.

    Scalars are read as YAML 1.1 does, except that numbers become exact Decimals of their
    own text. A key given twice, a merge key, and a file of an unknown name are problems.

    Args:
        folder: holds ``plan.yaml``, ``plan-text.txt`` and the other files of a plan.
    """
    findings = Findings()
    files: dict[str, Node] = {}
    if not folder.is_dir():
        findings.add(Place(str(folder)), gettext_noop("is not a folder"))
        return PlanFiles({}, "", tuple(findings.problems))
    for path in sorted(folder.glob("*.y*ml")):
        if path.name not in (*REQUIRED, *OPTIONAL):
            findings.add(Place(path.name), gettext_noop("a plan has no file of this name"))
            continue
        node = _read_yaml(path, findings)
        if node is not None:
            files[path.name] = node
    text = folder / TEXT
    content = _decoded(text, findings) if text.is_file() else ""
    return PlanFiles(files, content or "", tuple(findings.problems))


def _decoded(path: Path, findings: Findings) -> str | None:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        findings.add(Place(path.name, line), gettext_noop("is not UTF-8"))
        return None


def _read_yaml(path: Path, findings: Findings) -> Node | None:
    text = _decoded(path, findings)
    if text is None:
        return None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        findings.add(
            Place(path.name, line), gettext_noop("is not valid YAML: %(reason)s"), reason=error.problem or error
        )
        return None
    except (yaml.YAMLError, RecursionError) as error:
        findings.add(Place(path.name), gettext_noop("is not valid YAML: %(reason)s"), reason=str(error).splitlines()[0])
        return None
    if root is None:
        findings.add(Place(path.name), gettext_noop("the file is empty"))
        return None
    converter = _Converter(path.name, findings)
    node = converter.node(root, "", ())
    return None if converter.is_full else node


class _Converter:
    """Turns PyYAML's nodes into ours: values with file, line and field path."""

    def __init__(self, file: str, findings: Findings) -> None:
        self.file = file
        self.findings = findings
        self.scalars = yaml.SafeLoader("")
        self.count = 0

    @property
    def is_full(self) -> bool:
        """Whether the file, its references spelled out, holds more than any plan does."""
        return self.count > MOST_NODES

    def node(self, node: yaml.Node, path: str, above: tuple[int, ...]) -> Node:
        place = Place(self.file, node.start_mark.line + 1, path)
        self.count += 1
        if self.is_full:
            self.findings.add(Place(self.file), gettext_noop("holds too much"))
            return Scalar(None, place)
        if id(node) in above:
            self.findings.add(place, gettext_noop("refers to itself"))
            return Scalar(None, place)
        inside = (*above, id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place, inside)
        if isinstance(node, yaml.SequenceNode):
            items = [self.node(item, f"{path}[{_label(item, index)}]", inside) for index, item in enumerate(node.value)]
            return Sequence(tuple(items), place)
        return self._scalar(node, place)

    def _mapping(self, node: yaml.MappingNode, place: Place, inside: tuple[int, ...]) -> Node:
        entries: list[tuple[Scalar, Node]] = []
        seen: set[object] = set()
        for key_node, value_node in node.value:
            here = f"{place.field}.{key_node.value}" if place.field else str(key_node.value)
            key_place = Place(self.file, key_node.start_mark.line + 1, here)
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == TAG + "merge":
                self.findings.add(key_place, gettext_noop("a key must be a plain value"))
                continue
            key = self._scalar(key_node, key_place)
            if key.value in seen:
                self.findings.add(key_place, gettext_noop("the key %(key)s is given twice"), key=key.value)
                continue
            seen.add(key.value)
            entries.append((key, self.node(value_node, here, inside)))
        return MappingNode(tuple(entries), place)

    def _scalar(self, node: yaml.Node, place: Place) -> Scalar:
        try:
            return Scalar(self._value(node), place)
        except (ValueError, ArithmeticError, yaml.YAMLError):
            self.findings.add(place, gettext_noop("cannot be read: %(value)s"), value=node.value)
            return Scalar(None, place)

    def _value(self, node: yaml.Node) -> str | Decimal | bool | date | None:
        kind = node.tag.removeprefix(TAG)
        if kind == "str":
            return str(node.value)
        if kind == "null":
            return None
        if kind == "bool":
            return bool(self.scalars.construct_yaml_bool(node))
        if kind == "int":
            return Decimal(self.scalars.construct_yaml_int(node))
        if kind == "float":
            number = Decimal(node.value.replace("_", ""))
            if not number.is_finite():
                raise ValueError("not finite")
            return number
        if kind == "timestamp":
            moment = self.scalars.construct_yaml_timestamp(node)
            if isinstance(moment, datetime):
                raise ValueError("a time of day where a date belongs")
            return moment
        raise ValueError("a tag of no plain value")


def _label(item: yaml.Node, index: int) -> str:
    """The row's own code where it has one, else its place in the list from 0."""
    if isinstance(item, yaml.MappingNode):
        for key, value in item.value:
            if key.value == "code" and isinstance(value, yaml.ScalarNode):
                return str(value.value)
    return str(index)
