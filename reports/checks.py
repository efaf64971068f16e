"""What must hold before the product starts: workbooks are parsed by a parser that refuses entities."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register
from openpyxl.xml import functions


@register("security")
def workbooks_are_parsed_safely(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Fail where openpyxl would not parse through defusedxml, in this process and hence in its readers."""
    parsers = (functions.fromstring, functions.iterparse)
    if all(parser.__module__.startswith("defusedxml.") for parser in parsers):
        return []
    hint = "install requirements.txt, and set neither OPENPYXL_DEFUSEDXML nor lxml in its place"
    return [Error("openpyxl does not parse workbooks through defusedxml", hint=hint, id="reports.E001")]
